"""Deadlines on a calendar: week-ends, holidays, closures, changes of hour."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from preau.attendance.enums import DayPart, DeclarationKind, EventKind
from preau.attendance.rules import (
    Absent,
    RuleRow,
    Rules,
    announces,
    class_days,
    clock_on,
    declare_until,
    exceeds_quota,
    is_too_long,
    justify_by,
    needs_paper,
    teaching_order_of,
    visible_from,
)
from preau.boards.calendar import DayRow, SchoolCalendar

ZONE = ZoneInfo("America/Toronto")
FIRST, LAST = date(2026, 8, 27), date(2027, 6, 23)
OFF = {date(2026, 10, 12), date(2026, 11, 13), *(date(2026, 12, d) for d in range(21, 32))}


def calendar(*closed: date) -> SchoolCalendar:
    """A year of one school, Monday to Friday but for holidays and closures."""
    span = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]
    rows = [DayRow(1, on, _kind(on, closed)) for on in span if on.weekday() < 5 or on in closed]
    return SchoolCalendar(rows)


def _kind(on: date, closed: tuple[date, ...]) -> str:
    if on in closed:
        return "closure"
    return "holiday" if on in OFF else "class"


def local(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=ZONE)


NEXT_MORNING = RuleRow(justify_school_days=1, justify_cutoff=time(10, 40))
SAME_DAY = RuleRow(justify_school_days=0, justify_cutoff=time(15, 30))
TWO_DAYS = RuleRow(justify_hours=48)


@pytest.mark.parametrize(
    ("rule", "told", "by"),
    [
        (NEXT_MORNING, local(2026, 11, 18, 9), local(2026, 11, 19, 10, 40)),
        # Friday's absence waits for Monday.
        (NEXT_MORNING, local(2026, 11, 20, 14), local(2026, 11, 23, 10, 40)),
        # Thanksgiving is a Monday.
        (NEXT_MORNING, local(2026, 10, 9, 14), local(2026, 10, 13, 10, 40)),
        # Told on a Saturday: the first class day that follows.
        (NEXT_MORNING, local(2026, 11, 21, 8), local(2026, 11, 23, 10, 40)),
        (SAME_DAY, local(2026, 11, 18, 9), local(2026, 11, 18, 15, 30)),
        # Told after the cut-off: tomorrow, not yesterday.
        (SAME_DAY, local(2026, 11, 18, 16), local(2026, 11, 19, 15, 30)),
        (SAME_DAY, local(2026, 11, 20, 16), local(2026, 11, 23, 15, 30)),
        (TWO_DAYS, local(2026, 11, 17, 9, 5), local(2026, 11, 19, 9, 5)),
        (TWO_DAYS, local(2026, 11, 19, 9, 5), local(2026, 11, 23, 9, 5)),
        # Clocks go back on 1 November 2026 and forward on 14 March 2027: nine is nine.
        (TWO_DAYS, local(2026, 10, 30, 9), local(2026, 11, 3, 9)),
        (TWO_DAYS, local(2027, 3, 12, 9), local(2027, 3, 16, 9)),
        (RuleRow(justify_hours=6), local(2026, 11, 20, 22), local(2026, 11, 23, 4)),
        (RuleRow(justify_hours=24), local(2026, 11, 21, 12), local(2026, 11, 24, 0)),
        (RuleRow(justify_school_days=2), local(2026, 12, 18, 9), local(2027, 1, 5, 23, 59)),
    ],
)
def test_the_deadline_of_known_cases(rule: RuleRow, told: datetime, by: datetime) -> None:
    found = justify_by(rule, calendar(date(2027, 1, 1)), told)
    assert found is not None
    assert found.astimezone(ZONE) == by


def test_a_school_without_a_rule_sets_no_deadline() -> None:
    assert justify_by(RuleRow(), calendar(), local(2026, 11, 18, 9)) is None


def test_a_closure_moves_the_deadline_to_the_day_that_follows() -> None:
    told = local(2026, 11, 18, 9)
    by = justify_by(NEXT_MORNING, calendar(date(2026, 11, 19)), told)
    assert by == local(2026, 11, 20, 10, 40)


RULES = st.one_of(
    st.builds(
        RuleRow,
        justify_school_days=st.integers(0, 6),
        justify_cutoff=st.one_of(st.none(), st.times().map(lambda t: t.replace(second=0))),
    ),
    st.builds(RuleRow, justify_hours=st.integers(0, 120)),
)
INSTANTS = st.datetimes(datetime(2026, 9, 1), datetime(2027, 5, 31)).map(
    lambda wall: wall.replace(tzinfo=UTC)
)
CLOSED = st.lists(st.dates(date(2026, 9, 1), date(2027, 6, 1)), max_size=4)


@given(RULES, INSTANTS, CLOSED)
def test_a_deadline_is_never_past_and_falls_on_a_class_day(
    rule: RuleRow, told: datetime, closed: list[date]
) -> None:
    days = calendar(*closed)
    by = justify_by(rule, days, told)
    assert by is not None
    assert by.tzinfo is UTC
    assert by >= told.astimezone(UTC)
    assert days.is_class(by.astimezone(ZONE).date())


@given(RULES, INSTANTS, INSTANTS, CLOSED)
def test_who_is_told_later_never_has_an_earlier_deadline(
    rule: RuleRow, one: datetime, other: datetime, closed: list[date]
) -> None:
    first, second = sorted((one.astimezone(UTC), other.astimezone(UTC)))
    days = calendar(*closed)
    assert justify_by(rule, days, first) <= justify_by(rule, days, second)  # type: ignore[operator]


@given(RULES, INSTANTS, st.dates(date(2026, 9, 1), date(2027, 6, 1)))
def test_a_closure_never_shortens_a_deadline(rule: RuleRow, told: datetime, closed: date) -> None:
    assert justify_by(rule, calendar(closed), told) >= justify_by(rule, calendar(), told)  # type: ignore[operator]


@given(st.integers(0, 6), st.times(), INSTANTS)
def test_the_cut_off_is_read_on_the_wall_whatever_the_season(
    days: int, clock: time, told: datetime
) -> None:
    rule = RuleRow(justify_school_days=days, justify_cutoff=clock)
    by = justify_by(rule, calendar(), told)
    assert by is not None
    assert by.astimezone(ZONE).time() == clock


def test_of_an_hour_read_twice_the_later_one_stands() -> None:
    assert clock_on(date(2026, 11, 1), time(1, 30)) == datetime(2026, 11, 1, 6, 30, tzinfo=UTC)


def test_an_hour_that_does_not_exist_still_has_an_instant() -> None:
    assert clock_on(date(2027, 3, 14), time(2, 30)) == datetime(2027, 3, 14, 7, 30, tzinfo=UTC)


def test_a_parent_is_told_once_the_correction_window_is_over() -> None:
    at = local(2026, 11, 18, 8, 10)
    assert visible_from(RuleRow(tell_delay_minutes=30), at) == at + timedelta(minutes=30)


def test_a_day_can_be_declared_until_its_cut_off() -> None:
    rule = RuleRow(declare_cutoff=time(8, 15))
    assert declare_until(rule, date(2026, 11, 20)) == local(2026, 11, 20, 8, 15)
    assert declare_until(RuleRow(), date(2026, 11, 20)) == local(2026, 11, 20, 23, 59)


def test_only_class_days_count() -> None:
    assert class_days(calendar(), date(2026, 10, 8), date(2026, 10, 13)) == 3
    assert class_days(calendar(), date(2026, 11, 21), date(2026, 11, 22)) == 0


@given(st.integers(0, 40), st.integers(0, 40), st.integers(0, 60))
def test_span_paper_and_quota_begin_after_their_number(most: int, days: int, before: int) -> None:
    rule = RuleRow(longest_days=most, paper_beyond_days=most, quota_per_year=most)
    assert is_too_long(rule, days) == needs_paper(rule, days) == (days > most)
    assert exceeds_quota(rule, before, days) == (before + days > most)
    assert not is_too_long(RuleRow(), days)
    assert not needs_paper(RuleRow(), days)
    assert not exceeds_quota(RuleRow(), before, days)


def test_the_rule_of_the_teaching_order_comes_before_the_schools() -> None:
    rules = Rules([RuleRow(7, ""), RuleRow(7, "secondary", justify_hours=24)])
    assert rules.of(7, "09").justify_hours == 24
    assert rules.of(7, "04").teaching_order == ""
    assert rules.of(8, "04") == RuleRow(8)
    assert rules.of(None, "04") == RuleRow()


@pytest.mark.parametrize(
    ("level", "order"),
    [
        *(("PK", "preschool"), ("KG", "preschool"), ("01", "primary"), ("06", "primary")),
        *(("07", "secondary"), ("11", "secondary"), ("12", ""), ("", ""), ("²", "")),
    ],
)
def test_the_teaching_order_of_a_level(level: str, order: str) -> None:
    assert teaching_order_of(level) == order


EIGHT, TEN, ONE = time(8), time(10, 15), time(13, 5)


@pytest.mark.parametrize(
    ("kind", "leave_at", "return_at", "event", "said"),
    [
        ("full_day", None, None, Absent("absence", "day"), True),
        ("several_days", None, None, Absent("late", "day"), True),
        ("late_arrival", None, TEN, Absent("late", "periods", (EIGHT,)), True),
        ("late_arrival", None, TEN, Absent("absence", "periods", (EIGHT,)), True),
        ("late_arrival", None, TEN, Absent("absence", "periods", (EIGHT, ONE)), False),
        ("late_arrival", None, TEN, Absent("absence", "day"), False),
        ("late_arrival", None, TEN, Absent("absence", "am"), True),
        ("late_arrival", None, TEN, Absent("absence", "periods"), False),
        ("early_leave", ONE, None, Absent("early_leave", "periods"), True),
        ("early_leave", ONE, None, Absent("absence", "periods", (ONE,)), True),
        ("early_leave", ONE, None, Absent("absence", "periods", (TEN,)), False),
        ("early_leave", ONE, None, Absent("absence", "pm"), True),
        ("early_leave", ONE, None, Absent("late", "periods", (EIGHT,)), False),
        ("leave_and_return", TEN, ONE, Absent("absence", "periods", (TEN,)), True),
        ("leave_and_return", TEN, ONE, Absent("absence", "periods", (ONE,)), False),
    ],
)
def test_a_declaration_announces_what_it_said_and_no_more(
    kind: str, leave_at: time | None, return_at: time | None, event: Absent, said: bool
) -> None:
    assert DeclarationKind(kind)
    assert EventKind(event.kind)
    assert DayPart(event.part)
    assert announces(kind, leave_at, return_at, event) is said
