"""Results asked by whoever may not: numbers changed, names guessed, papers of the other parent."""

import io
import shutil
import zipfile
from datetime import timedelta
from pathlib import Path

import pikepdf
import pytest
from django.test import Client
from django.utils import timezone, translation

from preau.core.actors import FamilyActor
from preau.core.documents import document
from preau.core.errors import NotVisible
from preau.core.scope import acting_as
from preau.people.models import Guardian
from preau.results.models import CardFile, CardReceipt, PaceChoice, Publication, ReportCard
from preau.results.operations import acknowledge, choose_pace, paper_of
from tests.factories import as_owner
from tests.personas import World, make_world, sign_in
from tests.results.cards import SHOWN, make_card, make_course, make_terms, publish

pytestmark = pytest.mark.django_db
STRANGERS = (
    *("revoked parent", "restricted parent", "disowning parent", "other school"),
    *("other board", "teacher", "secretary"),
)


@pytest.fixture
def world() -> World:
    return make_world()


def words_of(pdf: bytes) -> bytes:
    """Whatever a reader may search in the paper."""
    with pikepdf.open(io.BytesIO(pdf)) as paper:
        return pdf + str(paper.docinfo).encode()


@pytest.mark.parametrize("persona", STRANGERS)
def test_a09_no_stranger_reads_a_card_by_its_number(world: World, persona: str) -> None:
    client = world.clients[persona]
    for path in (
        *(f"bulletins/{world.card.id}/", f"bulletins/{world.card.id}/pdf/"),
        *(f"bulletins/{world.card.id}/pris-connaissance/",),
        *(f"enfants/{world.student.id}/resultats/",),
        f"resultats/archives/{world.student.id}/bulletins.zip",
    ):
        response = client.get(f"/{path}")
        assert response.status_code == 404
        assert SHOWN not in response.content.decode()
    archives = client.get("/resultats/archives/").content.decode()
    assert "Léo" not in archives


@pytest.mark.parametrize("persona", STRANGERS)
def test_a10_no_stranger_acknowledges_or_chooses(world: World, persona: str) -> None:
    actor = FamilyActor(world.accounts[persona].id)
    with acting_as(actor):
        with pytest.raises(NotVisible):
            acknowledge(actor=actor, card_id=world.card.id, at=timezone.now())
        with pytest.raises(NotVisible):
            choose_pace(actor=actor, student_id=world.student.id, pace="weekly", at=timezone.now())
    with as_owner():
        assert not CardReceipt.objects.filter(acknowledged_at__isnull=False).exists()
        assert not PaceChoice.objects.exists()


def test_a16_one_parent_acknowledges_for_itself_alone(world: World) -> None:
    actor = FamilyActor(world.accounts["parent"].id)
    with acting_as(actor):
        assert acknowledge(actor=actor, card_id=world.card.id, at=timezone.now())
        assert not acknowledge(actor=actor, card_id=world.card.id, at=timezone.now())
        assert CardReceipt.objects.count() == 1
    with acting_as(FamilyActor(world.accounts["other parent"].id)):
        assert not CardReceipt.objects.exists()
    page = world.clients["other parent"].get(f"/bulletins/{world.card.id}/").content.decode()
    assert "pris-connaissance" in page


def test_a17_a20_a_paper_is_its_parents_own_and_names_no_other(world: World) -> None:
    with as_owner():
        Guardian.objects.filter(email="other.parent@courriel.example").update(
            given_name="Xavier", address="99, rue Cachée"
        )
    response = world.clients["parent"].get(f"/bulletins/{world.card.id}/pdf/")
    assert response["Content-Type"] == "application/pdf"
    assert b"Cach" not in words_of(response.getvalue())
    page = world.clients["parent"].get(f"/bulletins/{world.card.id}/").content.decode()
    assert "Xavier" not in page
    assert "Cachée" not in page
    world.clients["other parent"].get(f"/bulletins/{world.card.id}/pdf/")
    with as_owner():
        held = {file.account_id: file.key for file in CardFile.objects.all()}
    assert len(set(held.values())) == 2
    with acting_as(FamilyActor(world.accounts["other parent"].id)):
        assert set(CardFile.objects.values_list("account_id", flat=True)) == {
            world.accounts["other parent"].id
        }


def test_a19_a_paper_made_before_the_link_died_is_dead_with_it(world: World) -> None:
    client = world.clients["parent"]
    assert client.get(f"/bulletins/{world.card.id}/pdf/").status_code == 200
    with as_owner():
        Guardian.objects.filter(email="parent@courriel.example").update(ended_at=timezone.now())
    assert client.get(f"/bulletins/{world.card.id}/pdf/").status_code == 404
    with acting_as(FamilyActor(world.accounts["parent"].id)):
        assert not CardFile.objects.exists()


def test_a19_a_paper_made_before_the_hour_was_put_off_is_dead_with_it(world: World) -> None:
    client = world.clients["parent"]
    assert client.get(f"/bulletins/{world.card.id}/pdf/").status_code == 200
    with as_owner():
        Publication.objects.update(at=timezone.now() + timedelta(minutes=5))
    assert client.get(f"/bulletins/{world.card.id}/pdf/").status_code == 404


def test_a_paper_is_kept_while_it_would_say_the_same(world: World) -> None:
    actor = FamilyActor(world.accounts["parent"].id)
    with acting_as(actor):
        values = {"actor": actor, "card_id": world.card.id, "language": "fr"}
        first = paper_of(**values, at=timezone.now())
        assert paper_of(**values, at=timezone.now()).key == first.key
    with as_owner():
        world.card.subjects.update(mark=99)
    with acting_as(actor):
        assert paper_of(**values, at=timezone.now()).key != first.key
        assert CardFile.objects.count() == 1


def test_a_paper_is_made_again_when_the_sheet_that_all_share_changes(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    actor = FamilyActor(world.accounts["parent"].id)
    values = {"actor": actor, "card_id": world.card.id, "language": "fr"}
    with acting_as(actor):
        first = paper_of(**values, at=timezone.now())
        shared = shutil.copytree(document.shared_templates(), tmp_path / "shared")
        monkeypatch.setattr(document, "shared_templates", lambda: shared)
        assert paper_of(**values, at=timezone.now()).key == first.key
        page = shared / "page.typ"
        page.write_text(page.read_text("utf-8").replace("us-letter", "us-legal"), "utf-8")
        assert paper_of(**values, at=timezone.now()).key != first.key


def test_a_paper_made_ahead_is_kept_whatever_language_the_reader_has_on_screen(
    world: World,
) -> None:
    actor = FamilyActor(world.accounts["parent"].id)
    values = {"actor": actor, "card_id": world.card.id, "language": "en"}
    with acting_as(actor):
        with translation.override("fr-ca"):
            first = paper_of(**values, at=timezone.now())
        with translation.override("en"):
            assert paper_of(**values, at=timezone.now()).key == first.key
        assert first.name.startswith("Report card")


def test_a22_a_name_is_no_path_in_an_archive(world: World) -> None:
    term = make_terms(world.student.board)[1]
    publish(world.student.school, term)
    make_card(
        world.student, term, make_course(world.student.school), given_name="../../..",
        family_name="etc\\passwd",
    )  # fmt: skip
    response = world.clients["parent"].get(f"/resultats/archives/{world.student.id}/bulletins.zip")
    assert response.status_code == 200
    with zipfile.ZipFile(io.BytesIO(response.content)) as archive:
        names = archive.namelist()
    assert len(set(names)) == 2
    for name in names:
        assert not {"/", "\\", "\x00"} & set(name)
        assert not name.startswith(".")


@pytest.mark.parametrize("words", ['#read("/etc/passwd")', '#image("/etc/hosts")', "$ sum_1 $ *"])
def test_a26_a30_what_a_teacher_writes_is_printed_not_run(world: World, words: str) -> None:
    with as_owner():
        world.card.subjects.update(comment=words, title=words)
    response = world.clients["parent"].get(f"/bulletins/{world.card.id}/pdf/")
    assert response.status_code == 200
    assert b"root:" not in response.getvalue()


def test_a31_what_a_teacher_writes_is_text_on_the_page(world: World) -> None:
    with as_owner():
        world.card.subjects.update(comment="<script>x()</script>", title="<b>Math</b>")
    for path in (f"bulletins/{world.card.id}/", f"enfants/{world.student.id}/resultats/"):
        page = world.clients["parent"].get(f"/{path}").content.decode()
        assert "<script>x()" not in page
        assert "<b>Math</b>" not in page


@pytest.mark.parametrize("number", ["9" * 30, str(2**63), "0"])
def test_a08_a_number_that_no_row_can_have_is_no_row(world: World, number: str) -> None:
    for path in (f"bulletins/{number}/", f"bulletins/{number}/pdf/", f"enfants/{number}/resultats/",
                 f"resultats/archives/{number}/bulletins.zip"):  # fmt: skip
        assert world.clients["parent"].get(f"/{path}").status_code == 404


def test_a_pupil_of_another_body_stays_out_of_a_card(world: World) -> None:
    with as_owner():
        assert ReportCard.objects.filter(board=world.student.board).count() == 1
    client = sign_in(Client(), world.accounts["other board"])
    assert client.get(f"/bulletins/{world.card.id}/").status_code == 404
