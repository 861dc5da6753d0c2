"""Closing and reopening a school, as the rows and the journal keep it."""

from datetime import date, timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from preau.boards.models import SchoolDay
from preau.boards.operations import close_school, reopen_school
from preau.core.actors import BoardActor
from preau.core.errors import NotVisible
from preau.core.models import JournalEntry
from tests.factories import as_owner, make_board, make_school, make_switch

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 11, 23)
AT = timezone.now()
KINDS = ("class", "class", "class", "pedagogical", "class", "class", "holiday", "class")


@pytest.fixture
def school():
    school = make_school(make_board())
    turn = 0
    with as_owner():
        for step, kind in enumerate(KINDS):
            turn += kind == "class"
            SchoolDay.objects.create(
                board=school.board,
                school=school,
                on=MONDAY + timedelta(days=step),
                kind=kind,
                cycle_day=turn if kind == "class" else None,
                note="Retenue en cas de tempête" if kind == "pedagogical" else "",
            )
    return school


def days_of(school) -> list[tuple]:
    rows = SchoolDay.objects.filter(school=school).order_by("on")
    return list(
        rows.values_list(
            *("on", "kind", "cycle_day", "note", "is_decided_here", "shifts_cycle"),
            *("planned_kind", "planned_cycle_day", "planned_note"),
        )
    )


def cycle_of(school) -> list[int | None]:
    return [row[2] for row in days_of(school)]


def close(school, step: int, note: str = "Tempête") -> None:
    on = MONDAY + timedelta(days=step)
    actor = BoardActor(school.board_id)
    close_school(actor=actor, school_ids=[school.id], on=on, note=note, at=AT)


def reopen(school, step: int) -> None:
    on = MONDAY + timedelta(days=step)
    reopen_school(actor=BoardActor(school.board_id), school_ids=[school.id], on=on, at=AT)


def test_a_closed_day_says_so_and_the_others_stay(school) -> None:
    close(school, 1)
    assert days_of(school)[1][1:5] == ("closure", None, "Tempête", True)
    assert cycle_of(school) == [1, None, 3, None, 4, 5, None, 6]


def test_where_the_school_says_so_the_cycle_shifts_to_the_end(school) -> None:
    make_switch(school.board, "rule.closure_shifts", True, school)
    close(school, 1)
    assert cycle_of(school) == [1, None, 2, None, 3, 4, None, 5]


@pytest.mark.parametrize("shifts", [True, False])
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=st.lists(st.integers(0, 10), min_size=1, max_size=5, unique=True), data=st.data())
def test_reopening_in_any_order_gives_the_calendar_back(school, shifts, steps, data) -> None:
    if shifts and not school.switches.exists():
        make_switch(school.board, "rule.closure_shifts", True, school)
    before = days_of(school)
    with transaction.atomic():
        for step in steps:
            close(school, step)
        assert days_of(school) != before
        for step in data.draw(st.permutations(steps)):
            reopen(school, step)
        assert days_of(school) == before


def test_closing_twice_changes_the_note_alone(school) -> None:
    make_switch(school.board, "rule.closure_shifts", True, school)
    close(school, 1)
    cycle = cycle_of(school)
    close(school, 1, "Bris d’aqueduc")
    assert cycle_of(school) == cycle
    assert days_of(school)[1][3] == "Bris d’aqueduc"


def test_a_date_that_was_not_closed_here_is_not_reopened(school) -> None:
    before = days_of(school)
    reopen(school, 3)
    assert days_of(school) == before


def test_another_body_is_out_of_reach(school) -> None:
    elsewhere = make_school(make_board("884000", name="Riverside", short_name="Riverside"))
    with pytest.raises(NotVisible):
        close_school(
            actor=BoardActor(elsewhere.board_id),
            school_ids=[elsewhere.id, school.id],
            on=MONDAY,
            note="",
            at=AT,
        )
    assert not SchoolDay.objects.filter(kind="closure").exists()


def test_both_acts_are_journalled(school) -> None:
    close(school, 1)
    reopen(school, 1)
    with as_owner():
        entries = list(JournalEntry.objects.filter(act="agenda.school_closed").order_by("id"))
    assert [e.details.get("reopened") for e in entries] == [None, 1]
    assert {e.details["school"] for e in entries} == {school.id}
    assert {e.details["on"] for e in entries} == {"2026-11-24"}
