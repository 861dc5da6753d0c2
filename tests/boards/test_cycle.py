"""Days of the cycle around closures: properties of the pure computation."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from preau.boards.cycle import PlannedDay, apply_closures, school_year_of

FIRST = date(2026, 8, 31)


@st.composite
def years(draw: st.DrawFn) -> list[PlannedDay]:
    """Some weeks of class days, with days off between them and a cycle of some length."""
    length = draw(st.integers(1, 18))
    kinds = draw(st.lists(st.sampled_from(["class"] * 4 + ["pedagogical", "holiday"]), max_size=60))
    plan, turn = [], 0
    for step, kind in enumerate(kinds):
        on = FIRST + timedelta(days=step)
        plan.append(PlannedDay(on, kind, turn % length + 1 if kind == "class" else None))
        turn += kind == "class"
    return plan


@st.composite
def closed_years(draw: st.DrawFn, shifts: st.SearchStrategy[bool]) -> tuple:
    plan = draw(years())
    dates = [day.on for day in plan]
    closed = draw(st.sets(st.sampled_from(dates), max_size=8)) if dates else set()
    return plan, {on: draw(shifts) for on in sorted(closed)}


def cycle_of(shown) -> list[int]:
    return [shown[on].cycle_day for on in sorted(shown) if shown[on].kind == "class"]


@given(closed_years(st.just(False)))
def test_a_closure_that_does_not_shift_leaves_every_other_date(case) -> None:
    plan, closures = case
    shown = apply_closures(plan, closures)
    for day in plan:
        if day.on in closures:
            assert (shown[day.on].kind, shown[day.on].cycle_day) == ("closure", None)
        else:
            assert (shown[day.on].kind, shown[day.on].cycle_day) == (day.kind, day.cycle_day)


@given(closed_years(st.just(True)))
def test_where_the_cycle_shifts_its_days_follow_each_other_as_planned(case) -> None:
    plan, closures = case
    before = [day.cycle_day for day in plan if day.kind == "class"]
    after = cycle_of(apply_closures(plan, closures))
    lost = sum(day.kind == "class" and day.on in closures for day in plan)
    assert after == before[: len(before) - lost]


@given(closed_years(st.booleans()))
def test_only_dates_of_class_have_a_day_and_no_date_appears_or_goes(case) -> None:
    plan, closures = case
    shown = apply_closures(plan, closures)
    assert set(shown) == {day.on for day in plan}
    for day in plan:
        is_class = day.kind == "class" and day.on not in closures
        assert (shown[day.on].cycle_day is not None) == is_class


@given(years())
def test_without_closure_the_plan_is_shown(plan) -> None:
    shown = apply_closures(plan, {})
    assert all((shown[d.on].kind, shown[d.on].cycle_day) == (d.kind, d.cycle_day) for d in plan)


@given(st.dates(date(2000, 1, 1), date(2100, 12, 31)))
def test_a_date_is_in_its_own_school_year(on) -> None:
    first, last = school_year_of(on)
    assert first <= on <= last
    assert (first.month, first.day, last.month, last.day) == (7, 1, 6, 30)
    assert school_year_of(last + timedelta(days=1))[0] == last + timedelta(days=1)
