"""What a parent submitted and a school decided outlives files, which settle the rest."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from preau.attendance import operations
from preau.attendance.enums import DeclarationKind
from preau.attendance.models import (
    AttendanceEvent,
    AttendanceTrace,
    Declaration,
    Justification,
)
from preau.core.scope import acting_as
from preau.exchange.operations import import_roster
from preau.exchange.report import Diff, ImportReport
from preau.notifications.models import OutboxMail
from tests.attendance.town import Town, class_day, local, make_town
from tests.exchange.daily import absence, daily
from tests.exchange.packages import Row
from tests.factories import as_owner

pytestmark = pytest.mark.django_db
Bring = Callable[..., ImportReport]


@pytest.fixture
def town() -> Town:
    return make_town()


@pytest.fixture
def bring(town: Town, tmp_path: Path) -> Bring:
    """Import rows of attendance; each call is an instant after the one before."""
    count = 0

    def bringing(*rows: Row, **options: Any) -> ImportReport:
        nonlocal count
        count += 1
        package = daily(attendance=list(rows))
        values = {"at": datetime.now(UTC) - timedelta(hours=1, seconds=-count), **options}
        return import_roster(
            actor=town.as_board,
            package=package.folder(tmp_path / f"package-{count}"),
            **{"dry_run": False, "accept_removals": False, **values},
        )

    return bringing


def of_leo(town: Town, sid: str = "a", category: str = "absence", **values: str) -> Row:
    on = class_day()
    return absence(
        sid,
        on.isoformat(),
        category,
        **{
            "studentUniqueId": town.leo.source_id,
            "schoolId": town.other_school.source_id,
            "recordedAt": (datetime.now(UTC) - timedelta(hours=2)).isoformat()[:19] + "Z",
            **values,
        },
    )


def held(sid: str = "a") -> AttendanceEvent:
    with as_owner():
        return AttendanceEvent.objects.get(source_id=sid)


def justify(town: Town, *sids: str) -> Justification:
    ids = [held(sid).id for sid in sids]
    with acting_as(town.as_claire):
        operations.justify(
            actor=town.as_claire, event_ids=ids, why=town.why(text="Fièvre"), at=datetime.now(UTC)
        )
    with as_owner():
        return Justification.objects.latest("id")


def decide(town: Town, reason: Justification, *, accept: bool) -> None:
    with acting_as(town.as_board):
        operations.decide_justification(
            actor=town.as_board,
            justification_id=reason.id,
            accept=accept,
            note="",
            at=datetime.now(UTC),
        )


@pytest.mark.parametrize("decision", [None, True, False])
def test_the_same_file_again_leaves_what_was_said_since(
    town: Town, bring: Bring, decision: bool | None
) -> None:
    row = of_leo(town)
    assert bring(row).changes == 1
    assert held().state == "to_justify"
    reason = justify(town, "a")
    if decision is not None:
        decide(town, reason, accept=decision)
    state = {None: "submitted", True: "accepted", False: "refused"}[decision]
    assert bring(row | {"justified": "false"}).changes == 0
    assert held().state == state
    assert bring(row | {"classPeriodName": "2"}).tables["attendance"] == Diff(0, 1, 0)
    assert (held().state, held().periods) == (state, [2])
    assert held().changed_at is not None


def test_a_file_that_justifies_answers_the_parent(town: Town, bring: Bring) -> None:
    rows = [of_leo(town), of_leo(town, "b", "retard")]
    bring(*rows)
    reason = justify(town, "a", "b")
    with as_owner():
        OutboxMail.objects.all().delete()
    bring(rows[0] | {"justified": "true"}, rows[1])
    with as_owner():
        reason.refresh_from_db()
    assert (held().state, held("b").state, reason.state) == ("accepted", "submitted", "submitted")
    bring(*(row | {"justified": "true"} for row in rows))
    with as_owner():
        reason.refresh_from_db()
        acts = {(t.to_state, t.account) for t in AttendanceTrace.objects.filter(act="decided")}
        told = set(OutboxMail.objects.values_list("recipient", flat=True))
    assert (held("b").state, reason.state) == ("accepted", "accepted")
    assert reason.decided_at is not None
    assert acts == {("accepted", None)}
    assert told == {"claire@exemple.ca", "jean@exemple.ca"}


def test_a_file_takes_back_only_its_own_word(town: Town, bring: Bring) -> None:
    row = of_leo(town)
    bring(row | {"justified": "true"})
    assert (held().state, held().decided_at) == ("accepted", None)
    report = bring(row)
    assert report.tables["attendance"] == Diff(0, 1, 0)
    again = held()
    assert again.state == "to_justify"
    assert again.justify_by is not None
    assert again.visible_at is not None
    assert bring(row).changes == 0


def test_an_absence_that_was_declared_is_not_asked_again(town: Town, bring: Bring) -> None:
    on = class_day()
    with as_owner():
        Declaration.objects.create(
            board=town.board,
            school=town.other_school,
            student=town.leo,
            batch="7b1fb9f0-0000-4000-8000-000000000001",
            kind=DeclarationKind.FULL_DAY,
            starts_on=on,
            ends_on=on,
            submitted_at=local(on, 6),
        )
    bring(of_leo(town))
    assert held().state == "declared"
    assert bring(of_leo(town)).tables["attendance"].changed == 0
    assert held().state == "declared"


def test_what_preau_recorded_is_not_the_files(town: Town, bring: Bring) -> None:
    with acting_as(town.as_board):
        own = operations.record_event(
            actor=town.as_board,
            student_id=town.leo.id,
            recorded=operations.Recorded(on=class_day(), kind="absence"),  # type: ignore[arg-type]
            at=datetime.now(UTC),
        )
    bring(of_leo(town))
    with as_owner():
        assert AttendanceEvent.objects.get(id=own).ended_at is None


def test_an_absence_that_becomes_confidential_tells_nothing_more(town: Town, bring: Bring) -> None:
    with as_owner():
        type(town.leo).objects.filter(id=town.leo.id).update(birth_on="2010-01-01")
    row = of_leo(town, schoolAttendanceDuration="50")
    bring(row)
    bring(row | {"professional": "true"})
    one = held()
    assert (one.kind, one.state, one.minutes, one.justify_by) == (
        *("authorized", "recorded", None, None),
    )
    with as_owner():
        trace = AttendanceTrace.objects.latest("id")
    assert (trace.act, trace.from_state, trace.to_state) == ("corrected", "", "recorded")


def test_statements_do_not_grow_with_rows(town: Town, bring: Bring) -> None:
    """As many for three days of three rows as for one: a year of 900 pupils is set by set."""

    def statements(count: int, start: int) -> int:
        rows = [
            of_leo(town, f"r{start + n}", recordedAt=f"{class_day(n % 3)}T09:05:{n:02}")
            for n in range(count)
        ]
        with CaptureQueriesContext(connection) as caught:
            bring(*rows)
        return len(caught)

    bring(of_leo(town, "first"))
    few, many = statements(2, 0), statements(60, 100)
    assert few == many


def test_a_dry_run_settles_and_keeps_nothing(town: Town, bring: Bring) -> None:
    report = bring(of_leo(town), dry_run=True)
    assert report.tables["attendance"] == Diff(1, 0, 0)
    with as_owner():
        assert not AttendanceEvent.objects.exists()
