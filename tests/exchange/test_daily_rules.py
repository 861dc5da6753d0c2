"""preau_motives.csv and preau_attendance_rules.csv; every table's errors are told together."""

from datetime import time

import pytest

from preau.attendance.models import AttendanceMotive, AttendanceRule
from preau.exchange.report import Diff
from tests.exchange.conftest import Run, rules
from tests.exchange.daily import bell, daily, day
from tests.exchange.packages import PackageFiles, Row
from tests.factories import as_owner


@pytest.fixture(autouse=True)
def imported(run: Run, roster: PackageFiles) -> None:
    assert run(roster).applied


def motive(code: str, **values: str) -> Row:
    return {"orgSourcedId": "ecole-1", "code": code, "label": code.title(), **values}


def rule(**values: str) -> Row:
    return {"orgSourcedId": "ecole-1", **values}


def test_motives_end_and_revive(run: Run) -> None:
    rows = [
        motive("maladie"),
        motive("rdv", label="Rendez-vous médical", labelEn="Medical", needsPaper="true"),
        motive("interne", openToParents="false", confidential="true", position="9"),
    ]
    assert run(daily(motives=rows)).tables["motives"] == Diff(3, 0, 0)
    with as_owner():
        visit = AttendanceMotive.objects.get(code="rdv")
        inside = AttendanceMotive.objects.get(code="interne")
    assert (visit.open_to_parents, visit.needs_paper, visit.is_confidential) == (True, True, False)
    assert (visit.label_en, visit.position) == ("Medical", 2)
    assert (inside.open_to_parents, inside.is_confidential, inside.position) == (False, True, 9)
    assert run(daily(motives=rows)).changes == 0
    assert run(daily(motives=rows[:2])).tables["motives"] == Diff(0, 0, 1)
    assert run(daily(motives=rows[:2])).changes == 0
    assert run(daily(motives=rows)).tables["motives"] == Diff(0, 1, 0)
    other = daily(motives=[motive("maladie", orgSourcedId="ecole-2")])
    report = run(other)
    assert report.tables.get("motives") == Diff(1, 0, 0), report.messages


def test_rules(run: Run) -> None:
    rows = [
        rule(justifyHours="24", phone="450 555-0101"),
        rule(
            teachingOrder="Secondaire", justifySchoolDays="1", justifyCutoff="10 h 40",
            declareCutoff="7:45", longestDays="5", quotaPerYear="15", paperBeyondDays="3",
            tellDelayMinutes="30", daycareEmail="SDG@example.org", email="sec@example.org",
        ),
    ]  # fmt: skip
    report = run(daily(attendance_rules=rows))
    assert report.applied, report.messages
    assert report.tables["attendance_rules"] == Diff(2, 0, 0)
    with as_owner():
        secondary = AttendanceRule.objects.get(teaching_order="secondary")
        every = AttendanceRule.objects.get(teaching_order="")
    assert (secondary.justify_school_days, secondary.justify_cutoff) == (1, time(10, 40))
    assert (secondary.justify_hours, secondary.declare_cutoff) == (None, time(7, 45))
    assert (secondary.longest_days, secondary.quota_per_year) == (5, 15)
    assert (secondary.paper_beyond_days, secondary.tell_delay_minutes) == (3, 30)
    assert (secondary.email, secondary.daycare_email) == ("sec@example.org", "sdg@example.org")
    assert (every.justify_hours, every.tell_delay_minutes) == (24, 0)
    assert run(daily(attendance_rules=rows)).changes == 0
    assert run(daily(attendance_rules=rows[:1])).tables["attendance_rules"] == Diff(0, 0, 1)


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (rule(justifyHours="24", justifySchoolDays="1"), "two_deadlines"),
        (rule(teachingOrder="cégep"), "choice"),
        (rule(teachingOrder="primaire", justifyCutoff="midi"), "clock"),
        (rule(teachingOrder="primaire", longestDays="-3"), "count"),
        (rule(), "duplicate_row"),
    ],
)
def test_rules_refused(run: Run, row: Row, expected: str) -> None:
    report = run(daily(attendance_rules=[rule(), row]))
    assert report.refused
    assert rules(report) >= {expected}


def test_every_daily_table_tells_its_errors_in_one_go(run: Run) -> None:
    report = run(
        daily(
            calendar=[day("2026-11-23"), day("2026-11-23")],
            bells=[bell("1", "10:00", "09:00")],
            motives=[motive("a"), motive("a")],
            attendance_rules=[rule(orgSourcedId="ecole-9")],
        )
    )
    assert {message.file for message in report.messages if message.severity == "error"} == {
        *("preau_calendar.csv", "preau_bells.csv"),
        *("preau_motives.csv", "preau_attendance_rules.csv"),
    }
