"""`preau messages publish` and `withdraw`: to whom, in whose name, and taken back."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import click
import pytest

from preau.config.errors import Refused
from preau.config.school.publishing import (
    Publication,
    list_latest,
    preview,
    publish,
    withdraw,
)
from preau.core.models import JournalEntry
from preau.messaging.enums import Category, TargetKind
from preau.messaging.models import Message, MessageAttachment, MessageRecipient
from preau.notifications.models import OutboxMail
from preau.people.models import Group, Student
from tests.factories import as_owner, make_board, make_school, make_student
from tests.files import PDF
from tests.homework.giving import enrol, make_group
from tests.messaging.conftest import Family, family  # noqa: F401 - a fixture
from tests.messaging.writing import make_staff

pytestmark = pytest.mark.django_db
BODY, FAR = "864000", "884000"


@pytest.fixture
def letter(family: Family, tmp_path: Path) -> Publication:  # noqa: F811
    make_staff(family.school.board)
    make_board(FAR, name="Riverside", short_name="Riverside")
    file = tmp_path / "lettre.txt"
    file.write_text("Bonjour,\n\nLa photo <b>est</b> demain.\n")
    return Publication(BODY, family.school.source_id, "Photo", file, author="anne gagnon")


def only() -> Message:
    with as_owner():
        return Message.objects.select_related("staff").get()


def named() -> set[str]:
    with as_owner():
        ids = MessageRecipient.objects.values_list("student_id", flat=True)
        return set(Student.objects.filter(id__in=ids).values_list("given_name", flat=True))


def test_a_message_is_published_in_its_author_s_name(letter, tmp_path: Path, capsys) -> None:
    paper = tmp_path / "Trajet d’été.pdf"
    paper.write_bytes(PDF)
    publish(replace(letter, attachments=(paper,), confirm=True, replies=True, pinned=True))
    message = only()
    assert f"Message {message.id} publié\u00a0: 3 élèves." in capsys.readouterr().out
    assert message.staff is not None
    assert (message.author_name, message.author_role) == ("Anne Gagnon", "enseignante")
    assert message.body == "<p>Bonjour,</p><p>La photo &lt;b&gt;est&lt;/b&gt; demain.</p>"
    assert (message.needs_confirmation, message.allows_replies, message.is_pinned) == (True,) * 3
    with as_owner():
        assert MessageAttachment.objects.get().name == "Trajet d’été.pdf"
        assert OutboxMail.objects.filter(topic=f"message:{message.id}").count() == 2
        entry = JournalEntry.objects.get(act="message.published")
    assert (entry.actor_kind, entry.board_id) == ("board", message.board_id)


def test_a_preview_publishes_nothing(letter, capsys) -> None:
    preview(letter)
    said = capsys.readouterr().out
    assert "rien n’est publié\u00a0: 3 élèves" in said
    assert "Léo Tremblay-Ngô" in said
    with as_owner():
        assert not Message.objects.exists()
        assert not OutboxMail.objects.exists()


def test_targets_are_named_as_people_name_them(letter, family) -> None:  # noqa: F811
    leo, maelle, zoe = family.children
    french = make_group(family.school)
    enrol(leo, french)
    enrol(zoe, french)
    publish(replace(letter, targets=((TargetKind.GROUP, "401"),)))
    assert named() == {"Léo", "Zoé"}
    with as_owner():
        MessageRecipient.objects.all().delete()
    targets = ((TargetKind.COURSE, french.course.source_id), (TargetKind.STUDENT, maelle.fiche))
    publish(replace(letter, targets=targets, excluded=((TargetKind.STUDENT, zoe.source_id),)))
    assert named() == {"Léo", "Maëlle"}
    with as_owner():
        MessageRecipient.objects.all().delete()
        Student.objects.filter(id=leo.id).update(level="05")
    publish(replace(letter, excluded=((TargetKind.LEVEL, "05"),)))
    assert named() == {"Maëlle", "Zoé"}


def test_a_code_names_the_home_room_first(letter, family) -> None:  # noqa: F811
    for _ in range(2):
        enrol(family.children[0], make_group(family.school))
    with pytest.raises(Refused, match="plus d’un élément"):
        publish(replace(letter, targets=((TargetKind.GROUP, "401"),)))
    homeroom = make_group(family.school)
    with as_owner():
        Group.objects.filter(id=homeroom.id).update(kind="homeroom")
    enrol(family.children[1], homeroom)
    publish(replace(letter, targets=((TargetKind.GROUP, "401"),)))
    assert named() == {"Maëlle"}


def test_the_body_writes_to_all_its_schools(letter, family) -> None:  # noqa: F811
    make_student(make_school(family.school.board, name="École de la Brise"), given="Ian")
    publish(replace(letter, school=None, author=None, signature="Direction générale"))
    assert named() == {"Léo", "Maëlle", "Zoé", "Ian"}
    assert (only().author_name, only().school_id, only().staff_id) == (
        "Direction générale",
        None,
        None,
    )


def test_html_is_cleaned(letter, tmp_path: Path) -> None:
    page = tmp_path / "lettre.html"
    page.write_text("<p onclick='x()'>Bonjour<script>x()</script></p>")
    publish(replace(letter, file=page))
    assert only().body == "<p>Bonjour</p>"


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"school": "nulle-part"}, "n’a pas d’école"),
        ({"author": "Personne"}, "Aucun membre du personnel"),
        ({"targets": ((TargetKind.LEVEL, "11"),)}, "Niveaux\u00a0: 04"),
        ({"targets": ((TargetKind.GROUP, "999"),)}, "Pas de groupe"),
        ({"targets": ((TargetKind.STUDENT, "0"),)}, "Pas d’élève"),
        ({"category": Category.MONTHLY}, "élèves nommés"),
        ({"code": "000000"}, "Aucun organisme"),
        ({"excluded": ((TargetKind.LEVEL, "04"),)}, "aucun élève"),
    ],
)
def test_what_cannot_be_published_is_refused(letter, change, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        publish(replace(letter, **change))
    with as_owner():
        assert not Message.objects.exists()


def test_a_name_that_two_people_bear_is_refused(letter, family) -> None:  # noqa: F811
    make_staff(family.school.board, "ANNE", "Gagnon")
    with pytest.raises(Refused, match="staff-ANNE-Gagnon, staff-Anne-Gagnon"):
        publish(letter)
    publish(replace(letter, author="staff-Anne-Gagnon"))
    assert only().author_name == "Anne Gagnon"


def test_a_pupil_of_another_school_is_refused(letter, family) -> None:  # noqa: F811
    ian = make_student(make_school(family.school.board, name="École de la Brise"), given="Ian")
    with pytest.raises(Refused, match="n’est pas de l’école qui écrit"):
        publish(replace(letter, targets=((TargetKind.STUDENT, ian.source_id),)))


@pytest.mark.parametrize("content", [b"", b"  \n", b"\xff\xfe\x00"])
def test_a_file_without_text_is_refused(letter, content: bytes) -> None:
    letter.file.write_bytes(content)
    with pytest.raises(Refused):
        publish(letter)


def test_a_program_is_no_attachment(letter, tmp_path: Path) -> None:
    program = tmp_path / "horaire.exe"
    program.write_bytes(b"MZ" + b"\0" * 100)
    with pytest.raises(Refused):
        publish(replace(letter, attachments=(program,)))


@pytest.mark.parametrize(
    "change", [{"title": "x" * 201}, {"title": " "}, {"until": datetime(2020, 1, 1)}]
)
def test_a_misuse_is_said_so(letter, change) -> None:
    with pytest.raises(click.UsageError):
        publish(replace(letter, **change))


def test_a_message_is_listed_then_withdrawn_by_its_own_body(letter, capsys) -> None:
    publish(letter)
    number = only().id
    with pytest.raises(Refused, match="pas de message"):
        withdraw(FAR, number)
    withdraw(BODY, number)
    assert only().withdrawn_at
    with as_owner():
        assert not OutboxMail.objects.filter(state="queued").exists()
    with pytest.raises(Refused):
        withdraw(BODY, number)
    capsys.readouterr()
    list_latest(BODY)
    assert f"{number}  " in (said := capsys.readouterr().out)
    assert "RETIRÉ  Photo, École des Deux-Rives (3 élèves)" in said
    list_latest(FAR)
    assert capsys.readouterr().out == ""
