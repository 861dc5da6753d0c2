"""Two guardians at the same instant: really committed rows, two connections."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier

import pytest
from django.db import connections

from preau.attendance import operations
from preau.attendance.enums import ActState, DeclarationKind, EventState
from preau.attendance.models import AttendanceTrace, Declaration, Justification
from preau.attendance.operations import Plan
from preau.core.actors import FamilyActor
from preau.core.scope import acting_as
from tests.attendance.town import Town, event, make_town, next_class_day, record
from tests.factories import as_owner

pytestmark = pytest.mark.usefixtures("committed")

NOW = datetime.now(UTC)


@pytest.fixture
def town(committed: None) -> Town:
    return make_town()


def both(town: Town, act: Callable[[FamilyActor], None]) -> None:
    """Claire and Jean act at once; each in a transaction of its own."""
    gate = Barrier(2)

    def one(actor: FamilyActor) -> None:
        try:
            gate.wait(timeout=10)
            with acting_as(actor):
                act(actor)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        for future in [pool.submit(one, a) for a in (town.as_claire, town.as_jean)]:
            future.result(timeout=30)


def test_of_two_reasons_at_once_the_last_stands_and_both_are_kept(town: Town) -> None:
    it = record(town, town.leo)
    both(
        town,
        lambda actor: (
            operations.justify(actor=actor, event_ids=[it], why=town.why(), at=NOW) and None
        ),
    )
    with as_owner():
        states = list(Justification.objects.order_by("id").values_list("state", flat=True))
        acts = AttendanceTrace.objects.filter(event_id=it).order_by("id")
        log = [(row.act, row.account_id) for row in acts if row.account_id]
    assert states == [ActState.REPLACED, ActState.SUBMITTED]
    assert event(it).state == EventState.SUBMITTED
    assert [act for act, _who in log] == ["submitted", "replaced"]
    assert {who for _act, who in log} == {town.claire.id, town.jean.id}


def test_of_two_declarations_at_once_one_stands(town: Town) -> None:
    day = next_class_day(3)
    plan = Plan(DeclarationKind.FULL_DAY, day, day)
    both(
        town,
        lambda actor: (
            operations.declare(
                actor=actor,
                student_ids=[town.maelle.id, town.leo.id],
                plan=plan,
                why=town.why(),
                at=NOW,
            )
            and None
        ),
    )
    with as_owner():
        for student in (town.leo, town.maelle):
            rows = Declaration.objects.filter(student=student).order_by("id")
            assert [row.state for row in rows] == [ActState.REPLACED, ActState.SUBMITTED]
