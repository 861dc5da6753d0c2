"""What a school publishes: to whom, with which mails, and how it takes it back."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from preau.core.actors import BoardActor, SystemActor
from preau.core.errors import NotVisible
from preau.core.scope import acting_as
from preau.messaging import operations, tasks
from preau.messaging.enums import TargetKind
from preau.messaging.errors import (
    MonthlyNamesPupils,
    NobodyAddressed,
    TooManyAttachments,
    UnknownTarget,
)
from preau.messaging.models import Message, MessageRecipient
from preau.messaging.queries.audience import Target
from preau.notifications.models import OutboxMail
from preau.notifications.operations import queue_mails
from preau.people.models import Student
from tests.factories import as_owner, make_board, make_school, make_student, make_switch
from tests.homework.giving import enrol, make_group
from tests.messaging.conftest import Family
from tests.messaging.writing import draft, publish, to_pupils, withdraw, write_to

pytestmark = pytest.mark.django_db


def names_of(message_id: int) -> set[str]:
    with as_owner():
        found = MessageRecipient.objects.filter(message_id=message_id)
        ids = found.values_list("student_id", flat=True)
        return set(Student.objects.filter(id__in=ids).values_list("given_name", flat=True))


def mails() -> list[OutboxMail]:
    with as_owner():
        return list(OutboxMail.objects.order_by("recipient"))


@pytest.fixture
def town(family: Family) -> Family:
    """Léo and Zoé in a group of French, Maëlle in 5th year; Ian elsewhere in the body."""
    leo, maelle, zoe = family.children
    french = make_group(family.school)
    for child in (leo, zoe):
        enrol(child, french)
    with as_owner():
        Student.objects.filter(id=maelle.id).update(level="05")
    make_student(make_school(family.school.board, name="École de la Brise"), given="Ian")
    far = make_school(make_board("884000", name="Riverside", short_name="Riverside"))
    make_student(far, given="Ella")
    family.french = french
    return family


def target(family: Family, kind: str, **more: object) -> Target:
    found = {
        "board": Target(TargetKind.BOARD),
        "school": Target(TargetKind.SCHOOL, school_id=family.school.id),
        "level": Target(TargetKind.LEVEL, level="05", school_id=family.school.id),
        "levels": Target(TargetKind.LEVEL, level="04"),
        "group": Target(TargetKind.GROUP, group_id=family.french.id),
        "course": Target(TargetKind.COURSE, course_id=family.french.course_id),
        "student": Target(TargetKind.STUDENT, student_id=family.leo.id),
    }[kind]
    return replace(found, **more)


@pytest.mark.parametrize(
    ("kind", "found"),
    [
        ("board", {"Léo", "Maëlle", "Zoé", "Ian"}),
        ("school", {"Léo", "Maëlle", "Zoé"}),
        ("level", {"Maëlle"}),
        ("levels", {"Léo", "Zoé", "Ian"}),
        ("group", {"Léo", "Zoé"}),
        ("course", {"Léo", "Zoé"}),
        ("student", {"Léo"}),
    ],
)
def test_an_audience_is_resolved_to_pupils(town: Family, kind: str, found: set[str]) -> None:
    written = draft([target(town, kind)])
    actor = BoardActor(town.school.board_id)
    with acting_as(actor):
        preview = operations.preview_audience(actor=actor, draft=written, at=timezone.now())
    assert preview.pupils == len(found)
    assert {name.split()[0] for name in preview.sample} == found
    assert names_of(publish(town.school.board, written)) == found


@pytest.mark.parametrize("kind", ["level", "group", "course", "student"])
def test_an_exclusion_takes_off_whatever_else_was_asked(town: Family, kind: str) -> None:
    kept = {
        "level": {"Léo", "Zoé"},
        "group": {"Maëlle"},
        "course": {"Maëlle"},
        "student": {"Maëlle", "Zoé"},
    }
    targets = [target(town, "school"), target(town, kind, is_excluded=True)]
    assert names_of(publish(town.school.board, draft(targets, town.school))) == kept[kind]


def test_a_home_room_counts_and_an_ended_enrolment_does_not(town: Family) -> None:
    leo, maelle, _ = town.children
    with as_owner():
        Student.objects.filter(id=maelle.id).update(home_group=town.french)
        leo.enrolments.update(ends_on=date(2020, 1, 1))
    assert names_of(publish(town.school.board, draft([target(town, "group")]))) == {"Maëlle", "Zoé"}


def test_what_a_school_may_not_address(town: Family) -> None:
    far = make_student(make_school(make_board("884000")), given="Ella")
    brise = make_school(town.school.board, name="Brise")
    ian = make_student(brise, given="Ian")
    refused = [
        (draft(to_pupils(far)), UnknownTarget),
        (draft(to_pupils(ian), town.school), UnknownTarget),
        (draft([Target(TargetKind.SCHOOL, school_id=brise.id)], town.school), UnknownTarget),
        (draft([target(town, "board")], town.school), UnknownTarget),
        (draft([target(town, "levels")], town.school), UnknownTarget),
        (draft([Target(TargetKind.LEVEL, level="11")]), NobodyAddressed),
        (draft([]), NobodyAddressed),
        (draft([target(town, "group")], category="monthly"), MonthlyNamesPupils),
    ]
    for written, refusal in refused:
        with pytest.raises(refusal):
            publish(town.school.board, written)
    with pytest.raises(TooManyAttachments):
        write_to(town.leo, files=[(f"{n}.txt", b"texte") for n in range(11)])
    with as_owner():
        assert not Message.objects.exists()


def test_one_mail_a_parent_names_the_siblings(family: Family) -> None:
    number = write_to(*family.children, sends_mail=True)
    assert [m.recipient for m in mails()] == ["claire@courriel.example", "marc@courriel.example"]
    for mail in mails():
        assert mail.subject == "Photo scolaire"
        assert "Léo, Maëlle et Zoé" in mail.text
        assert "sera prise" not in mail.text + mail.html
        assert (mail.right, mail.topic) == ("messages", f"message:{number}")
        assert sorted(mail.student_ids) == [child.id for child in family.children]
    for other in ("marc", "Marc"):
        assert other not in mails()[0].text


def test_a_mail_is_written_in_its_reader_s_language(family: Family) -> None:
    with as_owner():
        family.marc.language = "en"
        family.marc.save()
    write_to(family.leo, sends_mail=True)
    assert [m.language for m in mails()] == ["fr-ca", "en"]


def test_a_closure_is_read_in_the_mail_and_a_follow_up_is_not(family: Family) -> None:
    write_to(family.leo, category="closure", title="Tempête", sends_mail=True)
    assert mails()[0].subject == "FERMETURE · Tempête"
    assert "La photo sera prise" in mails()[0].text
    with as_owner():
        OutboxMail.objects.all().delete()
    write_to(family.leo, category="monthly", title="Risque d’échec", sends_mail=True)
    assert mails()[0].subject == "École des Deux-Rives vous a écrit"
    assert "échec" not in mails()[0].text + mails()[0].html + mails()[0].subject


def test_a19_a20_no_mail_to_who_may_not_see_the_child(family: Family) -> None:
    leo, maelle, zoe = family.children
    with as_owner():
        ended = family.links["claire", leo.id]
        ended.ended_at = timezone.now()
        ended.save()
        family.links["marc", maelle.id].restrictions.create(
            board=leo.board, right="messages", starts_on=date(2020, 1, 1)
        )
        family.marc.confirmations.filter(student=zoe).update(disowned_at=timezone.now())
    write_to(leo, maelle, zoe, sends_mail=True)
    claire, marc = mails()
    assert claire.student_ids == [maelle.id, zoe.id]
    assert marc.student_ids == [leo.id]
    assert "Léo" not in claire.text
    assert "Maëlle" not in marc.text


def test_no_mail_where_the_school_shows_no_messages(family: Family) -> None:
    make_switch(family.school.board, "tile.messages", False, family.school)
    write_to(family.leo, sends_mail=True)
    assert mails() == []


def test_mails_leave_by_slices_and_a_slice_run_twice_repeats_none(family: Family, settings) -> None:
    settings.PREAU_LIMITS = replace(settings.PREAU_LIMITS, mails_per_slice=1)
    number = write_to(family.leo, sends_mail=True)
    assert len(mails()) == 1
    for _ in range(4):
        tasks.announce(family.school.board_id, number)
    assert len(mails()) == 2
    with as_owner():
        assert Message.objects.get().announced_to is None


def test_a_message_of_tomorrow_is_announced_tomorrow(family: Family) -> None:
    tomorrow = timezone.now() + timedelta(days=1)
    number = write_to(family.leo, starts_at=tomorrow, sends_mail=True)
    tasks.announce(family.school.board_id, number)
    assert mails() == []
    actor = BoardActor(family.school.board_id)
    with acting_as(actor):
        operations.announce_messages(actor=actor, message_id=number, at=tomorrow)
    assert len(mails()) == 2


def test_taking_back_cancels_the_mails_that_have_not_left(family: Family) -> None:
    number = write_to(family.leo, sends_mail=True)
    other = write_to(family.leo, title="Autre", sends_mail=True)
    with as_owner():
        OutboxMail.objects.filter(topic=f"message:{number}", recipient__startswith="marc").update(
            state="sent"
        )
    withdraw(number)
    states = {(m.topic, m.recipient[:4]): m.state for m in mails()}
    assert states[f"message:{number}", "clai"] == "cancelled"
    assert states[f"message:{number}", "marc"] == "sent"
    assert states[f"message:{other}", "clai"] == "queued"
    with pytest.raises(NotVisible):
        withdraw(number)
    tasks.announce(family.school.board_id, number)
    assert len(mails()) == 4


def test_a_message_not_announced_yet_and_taken_back_announces_nothing(family: Family) -> None:
    number = write_to(family.leo, starts_at=timezone.now() + timedelta(minutes=1), sends_mail=True)
    withdraw(number)
    actor = BoardActor(family.school.board_id)
    with acting_as(actor):
        later = timezone.now() + timedelta(hours=1)
        assert operations.announce_messages(actor=actor, message_id=number, at=later) == 0
    assert mails() == []


def test_who_joins_while_the_window_is_open_receives_it(town: Family) -> None:
    school = target(town, "school")
    open_one = publish(town.school.board, draft([school], town.school))
    shut = publish(
        town.school.board,
        draft([school], town.school, ends_at=timezone.now() + timedelta(minutes=1)),
    )
    gone = publish(town.school.board, draft([school], town.school))
    withdraw(gone)
    excluded = publish(
        town.school.board, draft([school, target(town, "group", is_excluded=True)], town.school)
    )
    nora = make_student(town.school, given="Nora")
    actor = BoardActor(town.school.board_id)
    with acting_as(actor):
        later = timezone.now() + timedelta(minutes=2)
        assert operations.address_newcomers(actor=actor, at=later) == 2
        assert operations.address_newcomers(actor=actor, at=later) == 0
    assert "Nora" in names_of(open_one) & names_of(excluded)
    assert "Nora" not in names_of(shut) | names_of(gone)
    assert names_of(excluded) == {"Maëlle", "Nora"}
    assert nora.id
    tasks.address_newcomers(0)


def test_a_message_names_nobody_of_another_body_in_the_database_too(town: Family) -> None:
    number = write_to(town.leo)
    far = make_student(make_school(make_board("884000")), given="Ella")
    own = town.school.board_id
    refused = pytest.raises(IntegrityError, match="no row of this body")
    with acting_as(BoardActor(own)), refused, transaction.atomic():
        MessageRecipient.objects.create(board_id=own, message_id=number, student_id=far.id)


def test_the_queue_takes_no_mail_at_all_as_well(family: Family) -> None:
    with acting_as(SystemActor()):
        assert queue_mails(actor=SystemActor(), drafts=[], at=timezone.now()) == []
