"""For any plan and any day: one ride a direction at most, and SQL says what Python says."""

from datetime import date, timedelta

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from preau.transport.enums import Direction
from preau.transport.rules import RideDays, rides_on

FIRST = date(2026, 8, 24)
DAYS = st.dates(min_value=FIRST, max_value=FIRST + timedelta(days=90))


@st.composite
def plans(draw: st.DrawFn) -> RideDays:
    starts_on = draw(st.none() | DAYS)
    ends_on = draw(st.none() | DAYS)
    if starts_on and ends_on and ends_on <= starts_on:
        ends_on = starts_on + timedelta(days=1)
    return RideDays(
        direction=draw(st.sampled_from(Direction)),
        weekdays=sorted(draw(st.sets(st.integers(1, 7)))),
        starts_on=starts_on,
        ends_on=ends_on,
        week_of=draw(st.none() | DAYS),
        dates=sorted(draw(st.sets(DAYS, max_size=3))),
        except_dates=sorted(draw(st.sets(DAYS, max_size=3))),
    )


class Held:
    def __init__(self, days: RideDays) -> None:
        self.days = days


@pytest.mark.django_db
@settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(plan=plans())
def test_the_database_and_python_agree_on_every_day(plan: RideDays) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT d::date FROM generate_series(%s::date, %s::date, interval '1 day') d WHERE"
            " preau_ride_runs(d::date, %s::smallint[], %s::date, %s::date, %s::date, %s::date[],"
            " %s::date[])",
            [
                FIRST - timedelta(days=10),
                FIRST + timedelta(days=100),
                list(plan.weekdays),
                plan.starts_on,
                plan.ends_on,
                plan.week_of,
                list(plan.dates),
                list(plan.except_dates),
            ],
        )
        said = {day for (day,) in cursor.fetchall()}
    every = (FIRST + timedelta(days=step) for step in range(-10, 101))
    assert said == {day for day in every if plan.runs_on(day)}


@given(found=st.lists(plans(), max_size=6), day=DAYS)
def test_a_day_has_one_ride_a_direction_at_most_and_in_order(
    found: list[RideDays], day: date
) -> None:
    rides = rides_on([Held(plan) for plan in found], day)
    directions = [ride.days.direction for ride in rides]
    assert directions == [d for d in Direction if d in directions]
    assert set(directions) == {plan.direction for plan in found if plan.runs_on(day)}
    for ride in rides:
        assert ride.days.runs_on(day)
        same = [p for p in found if p.direction == ride.days.direction and p.runs_on(day)]
        if any(day in plan.dates for plan in same):
            assert day in ride.days.dates


@given(week=DAYS, day=st.dates(min_value=FIRST, max_value=FIRST + timedelta(days=600)))
def test_two_alternating_households_share_every_working_day(week: date, day: date) -> None:
    common = {"direction": Direction.MORNING, "weekdays": (1, 2, 3, 4, 5)}
    one = RideDays(**common, week_of=week)
    other = RideDays(**common, week_of=week + timedelta(days=7))
    is_working = day.isoweekday() <= 5
    assert one.runs_on(day) + other.runs_on(day) == is_working
    assert one.runs_on(day) == one.runs_on(day + timedelta(days=14))
