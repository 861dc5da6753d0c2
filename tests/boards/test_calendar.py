"""Class days, and the bells that a level has on a date."""

from datetime import date, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from preau.boards.calendar import (
    BellRow,
    Bells,
    DayRow,
    SchoolCalendar,
    bells_between,
    calendars_between,
    days_between,
)
from preau.boards.models import BellPeriod, SchoolDay
from tests.factories import as_owner, make_board, make_school

MONDAY = date(2026, 11, 23)


def calendar(*kinds: str) -> SchoolCalendar:
    days = [DayRow(1, MONDAY + timedelta(days=n), kind) for n, kind in enumerate(kinds) if kind]
    return SchoolCalendar(days)


WEEK = calendar("class", "class", "closure", "class", "pedagogical", "", "", "class")


def test_only_class_days_count() -> None:
    assert WEEK.is_class(MONDAY)
    assert not WEEK.is_class(MONDAY + timedelta(days=2))
    assert not WEEK.is_class(MONDAY + timedelta(days=5))
    assert WEEK.class_days_between(MONDAY, MONDAY + timedelta(days=8)) == 4
    assert WEEK.class_days_between(MONDAY, MONDAY) == 0


def test_the_next_class_day_leaps_over_closures_and_days_off() -> None:
    assert WEEK.next_class_day(MONDAY + timedelta(days=1)) == MONDAY + timedelta(days=3)
    assert WEEK.next_class_day(MONDAY + timedelta(days=3)) == MONDAY + timedelta(days=7)
    assert WEEK.add_class_days(MONDAY, 3) == MONDAY + timedelta(days=7)
    assert WEEK.add_class_days(MONDAY + timedelta(days=4), 0) == MONDAY + timedelta(days=7)
    assert WEEK.add_class_days(MONDAY, 0) == MONDAY


def test_without_a_calendar_monday_to_friday_count() -> None:
    empty = SchoolCalendar()
    assert [empty.is_class(MONDAY + timedelta(days=n)) for n in range(7)] == [True] * 5 + [
        False
    ] * 2
    assert empty.add_class_days(date(2026, 11, 27), 1) == date(2026, 11, 30)


def test_past_its_last_date_weekdays_count_again() -> None:
    assert WEEK.next_class_day(MONDAY + timedelta(days=11)) == MONDAY + timedelta(days=14)


@given(
    st.lists(st.sampled_from(["class", "holiday", "closure", ""]), max_size=40),
    st.integers(-10, 45),
    st.integers(1, 20),
)
def test_adding_then_counting_class_days_agree(kinds, start, count) -> None:
    days, on = calendar(*kinds), MONDAY + timedelta(days=start)
    reached = days.add_class_days(on, count)
    assert days.is_class(reached)
    assert days.class_days_between(on + timedelta(days=1), reached + timedelta(days=1)) == count


def bell(number: int, level: str = "", on: date | None = None) -> BellRow:
    return BellRow(1, level, on, number, "", time(8 + number), time(9 + number))


USUAL, LEVEL, DATED, BOTH = bell(1), bell(2, "07"), bell(3, on=MONDAY), bell(4, "07", MONDAY)


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([USUAL], USUAL),
        ([USUAL, LEVEL], LEVEL),
        ([USUAL, LEVEL, DATED], DATED),
        ([USUAL, LEVEL, DATED, BOTH], BOTH),
    ],
)
def test_the_date_comes_before_the_usual_and_the_level_before_all(rows, expected) -> None:
    assert list(Bells(rows).periods_for(1, "07", MONDAY)) == [expected]


def test_another_level_date_or_school_has_other_bells() -> None:
    bells = Bells([USUAL, LEVEL, DATED, BOTH])
    assert list(bells.periods_for(1, "08", MONDAY)) == [DATED]
    assert list(bells.periods_for(1, "08", MONDAY + timedelta(days=1))) == [USUAL]
    assert list(bells.periods_for(2, "07", MONDAY)) == []


@pytest.mark.django_db
def test_several_schools_are_one_statement() -> None:
    board = make_board()
    schools = [make_school(board, name) for name in ("A", "B", "C")]
    with as_owner():
        for n, school in enumerate(schools):
            SchoolDay.objects.create(
                board=board, school=school, on=MONDAY, kind="class", cycle_day=n
            )
            BellPeriod.objects.create(
                board=board, school=school, number=1, starts_at=time(8), ends_at=time(9)
            )
    ids, last = [s.id for s in schools], MONDAY + timedelta(days=1)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert [d.cycle_day for d in days_between(ids, MONDAY, last)] == [0, 1, 2]
        bells = bells_between(ids, MONDAY, last)
        calendars = calendars_between([*ids, 0], MONDAY, last)
    assert len(asked) == 3
    assert all(len(bells.periods_for(one, "04", MONDAY)) == 1 for one in ids)
    assert calendars[ids[1]].day(MONDAY).cycle_day == 1
    assert calendars[0].is_class(MONDAY)
