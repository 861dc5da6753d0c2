"""The tile: is my child at school today, and what awaits me? In one statement."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from preau.attendance.enums import EventKind
from preau.attendance.models import AttendanceAsOf, DecisionSeen, Declaration
from preau.attendance.tile import TILE
from preau.boards.tiles import TileFacts, TileSubject, ask
from preau.core.scope import acting_as
from tests.attendance.town import Town, make_town, record, set_event
from tests.factories import as_owner

pytestmark = pytest.mark.django_db

NOW = datetime.now(UTC)
TODAY = timezone.localdate(NOW)
EARLIER = TODAY - timedelta(days=3)


@pytest.fixture
def town() -> Town:
    return make_town()


def facts(town: Town, at: datetime = NOW) -> TileFacts:
    subjects = [TileSubject(s.id, town.board.id, s.school_id) for s in (town.leo, town.maelle)]
    with acting_as(town.as_claire), CaptureQueriesContext(connection) as found:
        answers = ask([(TILE, subjects)], at)[TILE]
        assert len(found) == 1
    return answers[town.leo.id]


def test_presence_is_not_claimed_unless_it_was_recorded(town: Town) -> None:
    assert facts(town).answer == "Aucune absence ni retard cette année"
    record(town, town.leo, on=TODAY, kind=EventKind.PRESENT)
    assert facts(town).answer == "Présence constatée aujourd’hui"


def test_a_child_missing_and_unexplained_is_an_alarm(town: Town) -> None:
    it = record(town, town.leo, on=TODAY)
    found = facts(town)
    assert (found.answer, found.state) == ("Absence aujourd’hui\u00a0: journée complète", "alert")
    assert (found.badge, found.todo[0].late) == ("À motiver", "Pas en classe")
    set_event(it, state="submitted")
    found = facts(town)
    assert (found.answer, found.state) == ("Absence annoncée ou motivée aujourd’hui", "")
    assert found.todo == ()


def test_a_declared_day_is_said(town: Town) -> None:
    with as_owner():
        Declaration.objects.create(
            board=town.board,
            school=town.other_school,
            student=town.leo,
            batch="0b8e7ac4-3f57-4f3f-9d4c-3c3f1d0c7d11",
            kind="full_day",
            starts_on=TODAY,
            ends_on=TODAY,
            submitted_at=NOW,
        )
    assert facts(town).answer == "Absence annoncée ou motivée aujourd’hui"


def test_a_late_of_today_is_said(town: Town) -> None:
    set_event(record(town, town.leo, on=TODAY, kind=EventKind.LATE, minutes=10), state="accepted")
    assert facts(town).answer == "Aujourd’hui\u00a0: Retard de 10 minutes"


def test_an_authorised_activity_of_today_says_nothing(town: Town) -> None:
    record(town, town.leo, on=TODAY, kind=EventKind.AUTHORIZED)
    assert facts(town).answer == "Aucune absence ni retard cette année"


def test_what_waits_is_one_line_a_deadline(town: Town) -> None:
    due = NOW + timedelta(days=2)
    for _ in range(2):
        set_event(record(town, town.leo, on=EARLIER), justify_by=due)
    found = facts(town)
    assert found.badge == "2 à motiver"
    (line,) = found.todo
    assert (line.kind, line.title, line.due) == ("absence", "Absence ou retard à motiver", due)
    assert line.detail.startswith("avant le ")


@pytest.mark.parametrize(("days", "kinds"), [(1, ["absence_late"]), (8, [])])
def test_a_deadline_just_missed_is_said_for_a_week(town: Town, days: int, kinds: list[str]) -> None:
    set_event(record(town, town.leo, on=EARLIER), justify_by=NOW - timedelta(days=days))
    found = facts(town)
    assert [line.kind for line in found.todo] == kinds
    assert found.answer == "1 absence cette année"


def test_a_refusal_waits_until_it_is_seen(town: Town) -> None:
    it = record(town, town.leo, on=EARLIER)
    set_event(it, state="refused", justify_by=NOW - timedelta(days=20))
    assert [(line.kind, line.key) for line in facts(town).todo] == [("absence_refused", it)]
    see_refusal(town, it)
    assert facts(town).todo == ()


def see_refusal(town: Town, event_id: int) -> None:
    with as_owner():
        DecisionSeen.objects.create(
            board=town.board, student=town.leo, account=town.claire, event_id=event_id, seen_at=NOW
        )


def test_a_refusal_with_time_left_is_read_first_then_to_justify_again(town: Town) -> None:
    it = record(town, town.leo, on=EARLIER)
    set_event(it, state="refused", justify_by=NOW + timedelta(days=1))
    assert [(line.kind, line.key) for line in facts(town).todo] == [("absence_refused", it)]
    see_refusal(town, it)
    assert [line.kind for line in facts(town).todo] == ["absence"]


def test_it_says_until_when_the_record_goes(town: Town) -> None:
    record(town, town.leo, on=EARLIER)
    with as_owner():
        as_of: Any = AttendanceAsOf.objects.get(school=town.other_school).as_of
    assert facts(town).as_of == as_of
