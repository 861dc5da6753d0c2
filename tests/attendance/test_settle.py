"""From a school's fact to what a parent is told: windows, deadlines, confidence, one mail."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from preau.attendance import operations, tasks
from preau.attendance.enums import DayPart, EventKind, EventState
from preau.attendance.models import AttendanceAsOf, AttendanceEvent, AttendanceRule
from preau.attendance.queries import event_of_family, traces_of_event
from preau.boards.models import SchoolDay
from preau.core.scope import acting_as
from preau.notifications.models import OutboxMail
from tests.attendance.town import Town, class_day, event, local, make_town, record, set_event
from tests.factories import as_owner

pytestmark = pytest.mark.django_db

NOW = datetime.now(UTC)


@pytest.fixture
def town() -> Town:
    return make_town()


def set_rule(town: Town, **fields: Any) -> None:
    with as_owner():
        AttendanceRule.objects.filter(school=town.other_school).update(**fields)


def tell(town: Town, at: datetime = NOW) -> list[OutboxMail]:
    with as_owner():
        before = set(OutboxMail.objects.values_list("id", flat=True))
    with acting_as(town.as_board):
        operations.tell_absences(actor=town.as_board, at=at)
    with as_owner():
        return list(OutboxMail.objects.exclude(id__in=before).order_by("recipient"))


def test_a_parent_knows_once_the_correction_window_is_over(town: Town) -> None:
    set_rule(town, tell_delay_minutes=30)
    it = record(town, town.leo, at=NOW)
    assert event(it).visible_at == NOW + timedelta(minutes=30)
    with acting_as(town.as_claire):
        assert event_of_family(it) is None
    assert tell(town) == []
    set_event(it, visible_at=NOW - timedelta(seconds=1))
    with acting_as(town.as_claire):
        assert event_of_family(it) is not None
    assert len(tell(town)) == 2


def test_one_mail_a_guardian_once_whatever_the_events(town: Town) -> None:
    for student in (town.leo, town.leo, town.maelle):
        record(town, student)
    claire, jean = tell(town)
    assert {claire.recipient, jean.recipient} == {"claire@exemple.ca", "jean@exemple.ca"}
    assert "Léo et Maëlle" in claire.subject
    assert "10\u00a0h\u00a040" in claire.text
    assert sorted(claire.student_ids) == sorted([town.leo.id, town.maelle.id])
    assert tell(town) == []


@pytest.mark.parametrize(
    "changes",
    [
        {"state": EventState.SUBMITTED},
        {"justify_by": NOW - timedelta(minutes=1)},
        {"visible_at": NOW - timedelta(days=30)},
        {"ended_at": NOW},
    ],
)
def test_what_is_no_news_is_told_to_nobody(town: Town, changes: dict[str, Any]) -> None:
    set_event(record(town, town.leo), **changes)
    assert tell(town) == []


def test_who_lost_access_is_told_nothing(town: Town) -> None:
    with as_owner():
        link = town.leo.links.get(email=town.jean.email)
        link.restrictions.create(
            board=town.board, right="attendance", starts_on=date.today() - timedelta(days=1)
        )
        town.claire.confirmations.update(disowned_at=NOW)
    record(town, town.leo)
    assert tell(town) == []


def test_an_import_in_sets_is_settled_by_few_statements(town: Town) -> None:
    def arrive(count: int) -> int:
        rows = [
            AttendanceEvent(
                board=town.board,
                source_id=f"row-{count}-{n}",
                school=town.other_school if n % 2 else town.school,
                student=town.leo if n % 2 else town.maelle,
                on=class_day(n % 20),
                kind=EventKind.ABSENCE if n % 3 else EventKind.PRESENT,
                recorded_at=local(class_day(n % 20), 15),
            )
            for n in range(count)
        ]
        with as_owner():
            AttendanceEvent.objects.bulk_create(rows)
        with acting_as(town.as_board), CaptureQueriesContext(connection) as found:
            settled = operations.settle_events(
                actor=town.as_board, at=NOW, as_of=NOW, schools=[town.school.id]
            )
        assert settled == count
        return len(found)

    assert arrive(3) == arrive(200)
    with as_owner():
        assert not AttendanceEvent.objects.filter(visible_at=None).exists()
        assert AttendanceAsOf.objects.get().as_of == NOW
        kinds = {(e.kind, e.state) for e in AttendanceEvent.objects.all()}
    assert kinds == {("absence", "to_justify"), ("present", "recorded")}
    with acting_as(town.as_board):
        assert operations.settle_events(actor=town.as_board, at=NOW) == 0


def test_a_state_that_the_school_gave_is_kept(town: Town) -> None:
    with as_owner():
        row = AttendanceEvent.objects.create(
            board=town.board,
            source_id="x",
            school=town.school,
            student=town.maelle,
            on=class_day(),
            kind="absence",
            state="accepted",
            recorded_at=NOW,
        )
    with acting_as(town.as_board):
        operations.settle_events(actor=town.as_board, at=NOW)
    assert event(row.id).state == EventState.ACCEPTED


@pytest.mark.parametrize(
    ("birth_on", "kind"),
    [
        (date(2012, 1, 1), EventKind.AUTHORIZED),
        (None, EventKind.AUTHORIZED),
        (class_day().replace(year=class_day().year - 14), EventKind.AUTHORIZED),
        (class_day().replace(year=class_day().year - 13), EventKind.ABSENCE),
    ],
)
def test_from_fourteen_a_professional_is_seen_in_confidence(
    town: Town, birth_on: date | None, kind: EventKind
) -> None:
    with as_owner():
        town.leo.birth_on = birth_on
        town.leo.save()
    it = record(
        town,
        town.leo,
        kind=EventKind.ABSENCE,
        part=DayPart.PERIODS,
        periods=[3],
        minutes=45,
        starts_at=time(11, 50),
        is_professional=True,
        category="Psychologue",
    )
    plain = record(town, town.leo, kind=EventKind.AUTHORIZED, part=DayPart.PERIODS, periods=[4])
    assert event(it).kind == kind
    if kind == EventKind.ABSENCE:
        return
    with acting_as(town.as_claire):
        seen, other = event_of_family(it), event_of_family(plain)
        assert seen is not None
        assert other is not None
        told = {"state", "minutes", "starts_at", "justify_by", "decision_note", "kind", "part"}
        assert all(getattr(seen, name) == getattr(other, name) for name in told)
        logs = [[(t.act, t.to_state, t.note) for t in traces_of_event(n)] for n in (it, plain)]
    assert logs[0] == logs[1]
    assert tell(town) == []


def test_a_meeting_known_later_takes_back_what_was_asked(town: Town) -> None:
    """The import of the next hour says that it was a professional: the question disappears."""
    with as_owner():
        town.leo.birth_on = date(2010, 1, 1)
        town.leo.save()
    it = record(town, town.leo)
    set_event(it, is_professional=True)
    row = event(it)
    assert (row.kind, row.state, row.justify_by) == ("authorized", "recorded", None)


def test_a_closure_gives_back_its_day_and_nothing_is_brought_forward(town: Town) -> None:
    it = record(town, town.leo)
    before = event(it).justify_by
    assert before is not None
    with acting_as(town.as_board):
        assert operations.extend_deadlines(actor=town.as_board, at=NOW) == 0
    with as_owner():
        SchoolDay.objects.create(
            board=town.board,
            school=town.other_school,
            on=timezone.localdate(before),
            kind="closure",
        )
    with acting_as(town.as_board):
        assert operations.extend_deadlines(actor=town.as_board, at=NOW) == 1
    after = event(it).justify_by
    assert after is not None
    assert after > before
    with as_owner():
        SchoolDay.objects.all().delete()
    with acting_as(town.as_board):
        assert operations.extend_deadlines(actor=town.as_board, at=NOW) == 0
    assert event(it).justify_by == after


def test_the_worker_goes_through_the_bodies(town: Town) -> None:
    record(town, town.leo)
    tasks.tell_absences(0)
    with as_owner():
        assert OutboxMail.objects.filter(recipient=town.claire.email).count() == 1
