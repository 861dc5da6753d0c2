"""What the demonstration says and does after the import: each case that its stories promise."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import transaction
from django.utils import timezone

from preau.accounts.models import Account
from preau.attendance.enums import ActState, EventKind, EventState
from preau.attendance.models import (
    AttendanceEvent,
    AttendanceReason,
    Declaration,
    Justification,
)
from preau.boards.enums import DayKind
from preau.boards.models import SchoolDay
from preau.core.actors import FamilyActor
from preau.core.scope import acting_as
from preau.demo.acts.message_texts import CLOSED, MONTHLY, PLANS, TO_CONFIRM, WITH_ANSWERS
from preau.demo.load import load_demo
from preau.homework.enums import AssignmentKind
from preau.homework.models import Assignment, AssignmentAttachment, Tick
from preau.homework.queries import due_between
from preau.messaging.models import (
    Message,
    MessageAttachment,
    MessageReading,
    MessageRecipient,
    Thread,
    ThreadPost,
)
from preau.people.models import ChildConfirmation, Student
from tests.factories import as_owner

# What a family sees of a message or an absence is asked of the database's clock.
AT = datetime.now(UTC)
TODAY = timezone.localdate(AT)
SYLVIE = "sylvie.damours@courriel.example"
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(
        TODAY.month in (7, 8) or (TODAY.month, TODAY.day) < (1, 20) or TODAY.month == 9,
        reason="the weeks around today hold too few days of classes",
    ),
]


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[Path]:
    """One load for all the tests, each of which takes back what it does to it."""
    folder = tmp_path_factory.mktemp("demo")
    with django_db_blocker.unblock(), transaction.atomic():
        assert load_demo(at=AT, folder=folder)
        yield folder
        transaction.set_rollback(True)


@contextmanager
def eyes_of(email: str) -> Iterator[FamilyActor]:
    actor = FamilyActor(Account.objects.get(email=email).pk)
    with acting_as(actor):
        yield actor


def test_two_children_wait_for_one_reason_with_time_left(loaded: Path) -> None:
    with eyes_of(SYLVIE):
        waiting = AttendanceEvent.objects.filter(
            state=EventState.TO_JUSTIFY, justify_by__gt=AT
        ).values_list("student__given_name", "kind", "on")
        assert {(name, kind) for name, kind, _ in waiting} == {
            ("Éloïse", EventKind.ABSENCE),
            ("Samuel", EventKind.ABSENCE),
        }
        assert len({on for _, _, on in waiting}) == 1
        late = AttendanceEvent.objects.filter(state=EventState.TO_JUSTIFY, justify_by__lte=AT)
        assert list(late.values_list("kind", flat=True)) == [EventKind.LATE]


def test_one_reason_is_refused_one_accepted_one_waits(loaded: Path) -> None:
    with eyes_of(SYLVIE):
        states = dict(Justification.objects.values_list("student__given_name", "state"))
        assert set(states) == {"Éloïse", "Samuel"}
        said = Justification.objects.values_list("state", flat=True)
        assert sorted(said) == sorted([ActState.ACCEPTED, ActState.REFUSED, ActState.SUBMITTED])
        refused = AttendanceReason.objects.get(justification__state=ActState.REFUSED)
        assert "voyage" in refused.decision_note
        event = AttendanceEvent.objects.filter(lines__justification__state=ActState.REFUSED)
        assert event.values_list("state", flat=True).get() == EventState.REFUSED


def test_a_meeting_with_a_professional_shows_as_an_activity(loaded: Path) -> None:
    with as_owner():
        met = AttendanceEvent.objects.get(is_professional=True)
        assert met.student.given_name == "Samuel"
    assert met.kind == EventKind.AUTHORIZED
    assert met.state == EventState.RECORDED


def test_the_last_of_two_guardians_stands_and_neither_reads_the_other(loaded: Path) -> None:
    mother, father = "isabelle.bouchard@courriel.example", "patrick.obrien@mail.example"
    texts = []
    for email in (mother, father):
        with eyes_of(email):
            states = Justification.objects.order_by("id").values_list("state", flat=True)
            assert list(states) == [ActState.REPLACED, ActState.SUBMITTED]
            texts += AttendanceReason.objects.values_list("text", flat=True)
    assert texts == ["Gastro-entérite.", "Il était chez moi; rendez-vous de famille."]


def test_three_days_are_declared_and_the_services_told(loaded: Path) -> None:
    with eyes_of(SYLVIE):
        declared = Declaration.objects.get()
        assert declared.student.given_name == "Éloïse"
        assert declared.starts_on > TODAY + timedelta(days=7)
        days = SchoolDay.objects.filter(
            school_id=declared.school_id,
            on__range=(declared.starts_on, declared.ends_on),
            kind=DayKind.CLASS,
        )
        assert days.count() == 3
        assert declared.notices.count() == 4


def test_a_pupil_of_full_age_justifies_for_himself(loaded: Path) -> None:
    with eyes_of("francois.fortin@courriel.example"):
        event = AttendanceEvent.objects.filter(state=EventState.TO_JUSTIFY)
        assert event.values_list("student__given_name", flat=True).get() == "François"


def test_one_message_names_the_three_siblings_and_asks_to_be_confirmed(loaded: Path) -> None:
    with eyes_of("genevieve.lafreniere@courriel.example"):
        found = Message.objects.filter(title=TO_CONFIRM)
        message, needs_confirmation = found.values_list("id", "needs_confirmation").get()
        assert needs_confirmation
        named = MessageRecipient.objects.filter(message=message)
        assert named.values("student").distinct().count() == 3
        (file,) = MessageAttachment.objects.filter(message=message)
        assert file.name.endswith("(hiver).pdf")
        assert "–" in file.name
        assert not MessageReading.objects.filter(message=message).exists()


def test_every_kind_of_message_is_there(loaded: Path) -> None:
    with as_owner():
        messages = Message.objects.all()
        assert {m.category for m in messages} == {"information", "urgent", "closure", "monthly"}
        assert messages.filter(is_pinned=True).exists()
        assert messages.filter(withdrawn_at__isnull=False).count() == 1
        assert messages.filter(ends_at__lt=AT).exists()
        assert {m.school_id is None for m in messages} == {True, False}
        assert set(messages.values_list("title", flat=True)) <= {
            plan.title for plan in (*PLANS, CLOSED)
        }
    with eyes_of(SYLVIE):
        seen = Message.objects.all()
        assert seen.filter(title=MONTHLY).exists()
        assert not seen.filter(withdrawn_at__isnull=False).exists()


def test_the_monthly_information_reaches_nobody_else(loaded: Path) -> None:
    with eyes_of("josee.vadeboncoeur@courriel.example"):
        assert Message.objects.exists()
        assert not Message.objects.filter(title=MONTHLY).exists()


def test_the_teacher_answered_and_the_parent_has_not_read_it(loaded: Path) -> None:
    with eyes_of(SYLVIE):
        posts = list(ThreadPost.objects.order_by("sent_at"))
        assert [post.author_kind for post in posts] == ["parent", "staff"]
        thread = Thread.objects.values_list("message__title", "seen_at").get()
        assert thread == (WITH_ANSWERS, None)
        assert posts[1].sent_at < AT


def test_homework_was_put_off_joined_named_and_ticked(loaded: Path) -> None:
    with eyes_of(SYLVIE):
        (changed,) = Assignment.objects.filter(changed_at__isnull=False)
        assert changed.title.startswith("Exposé")
        (sheet,) = AssignmentAttachment.objects.all()
        assert sheet.name == "Problèmes à résoudre – numéros 1 à 3.pdf"
        assert Assignment.objects.filter(is_named=True).count() == 1
        assert Tick.objects.values("student").distinct().count() == 1


def test_each_of_the_three_has_an_evaluation_next_week(loaded: Path) -> None:
    monday = TODAY + timedelta(days=7 - TODAY.weekday())
    with eyes_of(SYLVIE):
        ids = list(Student.objects.values_list("id", flat=True))
        due = due_between(ids, first=monday, last=monday + timedelta(days=6))
        evaluated = {one.student_id for one in due if one.kind is AssignmentKind.EVALUATION}
        assert evaluated == set(ids)


def everything_said() -> list[int]:
    with as_owner():
        return [
            model.objects.count()
            for model in (
                *(Message, MessageReading, ThreadPost, Tick, AssignmentAttachment),
                *(AttendanceEvent, Justification, Declaration),
            )
        ]


@pytest.mark.parametrize("later", [timedelta(), timedelta(hours=1)])
def test_a_load_of_the_same_day_says_nothing_twice(loaded: Path, later: timedelta) -> None:
    before = everything_said()
    (loaded / "loaded").unlink()
    assert load_demo(at=AT + later, folder=loaded)
    assert everything_said() == before


def test_a_load_survives_what_visitors_did(loaded: Path) -> None:
    """A child disowned, an account gone: the rest of the story is told all the same."""
    with as_owner():
        Justification.objects.all().delete()
        Declaration.objects.all().delete()
        AttendanceEvent.objects.update(state=EventState.TO_JUSTIFY)
        Account.objects.get(email="patrick.obrien@mail.example").delete()
        own = ChildConfirmation.objects.filter(account__email=SYLVIE)
        assert own.filter(student__given_name="Éloïse").update(disowned_at=AT) == 1
    (loaded / "loaded").unlink()
    assert load_demo(at=AT, folder=loaded)
