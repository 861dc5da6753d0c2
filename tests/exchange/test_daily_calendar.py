"""preau_calendar.csv and preau_bells.csv: dates and bells of schools."""

from datetime import UTC, date, datetime, time
from typing import Any

import pytest

from preau.boards.models import BellPeriod, Board, School, SchoolDay
from preau.boards.operations import close_school, reopen_school
from preau.core.actors import BoardActor
from preau.exchange.report import Diff
from tests.exchange.conftest import Run, rules
from tests.exchange.daily import bell, daily, day
from tests.exchange.packages import PackageFiles
from tests.factories import as_owner, make_board, make_school, make_switch

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def imported(run: Run, roster: PackageFiles) -> None:
    assert run(roster).applied


def week() -> list[dict[str, str]]:
    return [
        day("2026-11-23", cycleDay="1"),
        day("2026-11-24", cycleDay="2"),
        day("2026-11-25", "journée pédagogique", daycare="true", note="Service de garde ouvert"),
        day("2026-11-26", cycleDay="3"),
        day("2026-11-27", "FÉRIÉ"),
    ]


def days(**where: Any) -> dict[str, tuple[str, int | None]]:
    with as_owner():
        rows = SchoolDay.objects.filter(**where).values_list("on", "kind", "cycle_day")
        return {on.isoformat(): (kind, cycle) for on, kind, cycle in rows}


def test_a_calendar_alone_in_its_package(run: Run, board: Board) -> None:
    board.refresh_from_db()
    roster_at = board.roster_at
    report = run(daily(calendar=week()))
    assert report.applied, report.messages
    assert report.tables["days"] == Diff(5, 0, 0)
    assert days() == {
        "2026-11-23": ("class", 1), "2026-11-24": ("class", 2),
        "2026-11-25": ("pedagogical", None), "2026-11-26": ("class", 3),
        "2026-11-27": ("holiday", None),
    }  # fmt: skip
    with as_owner():
        off = SchoolDay.objects.get(on=date(2026, 11, 25))
    assert (off.has_daycare, off.note) == (True, "Service de garde ouvert")
    assert run(daily(calendar=week())).changes == 0
    with as_owner():
        again = SchoolDay.objects.get(on=date(2026, 11, 25))
    assert off.source_at is not None
    assert again.source_at is not None
    assert again.source_at > off.source_at
    assert again.sequence == off.sequence
    board.refresh_from_db()
    assert board.roster_at == roster_at


def test_a_dry_run_keeps_nothing(run: Run) -> None:
    report = run(daily(calendar=week()), dry_run=True)
    assert report.tables["days"] == Diff(5, 0, 0)
    assert not days()


def test_the_file_is_whole_between_its_first_and_last_dates(run: Run) -> None:
    run(daily(calendar=week()))
    later = [day("2026-11-24", cycleDay="7"), day("2026-11-26", cycleDay="3")]
    assert run(daily(calendar=later)).tables["days"] == Diff(0, 1, 1)
    assert days() == {
        "2026-11-23": ("class", 1), "2026-11-24": ("class", 7),
        "2026-11-26": ("class", 3), "2026-11-27": ("holiday", None),
    }  # fmt: skip
    change = daily(calendar=[day("2026-11-23", "congé"), day("2026-11-27", "congé")])
    change.modes = {"preau_calendar": "delta"}
    assert run(change).tables["days"] == Diff(0, 2, 0)
    assert len(days()) == 4


def test_another_school_keeps_its_dates(run: Run) -> None:
    run(daily(calendar=[day("2026-11-24", orgSourcedId="ecole-2", cycleDay="5")]))
    run(daily(calendar=week()))
    assert days(school__source_id="ecole-2") == {"2026-11-24": ("class", 5)}


@pytest.mark.parametrize("shifts", [True, False])
def test_a_closure_decided_here_outlives_the_import(run: Run, board: Board, shifts: bool) -> None:
    with as_owner():
        school = School.objects.get(source_id="ecole-1")
    if shifts:
        make_switch(board, "rule.closure_shifts", is_on=True, school=school)
    run(daily(calendar=week()))
    actor = BoardActor(board.pk)
    close_school(actor=actor, school_ids=[school.pk], on=date(2026, 11, 24), note="Tempête", at=NOW)
    after = ("class", 2 if shifts else 3)
    assert days()["2026-11-24"] == ("closure", None)
    assert days()["2026-11-26"] == after

    assert run(daily(calendar=week())).changes == 0
    assert days()["2026-11-24"] == ("closure", None)
    assert days()["2026-11-26"] == after

    moved = week()
    moved[1]["cycleDay"] = "9"
    assert run(daily(calendar=moved)).tables["days"] == Diff(0, 1, 0)
    assert days()["2026-11-24"] == ("closure", None)
    assert days()["2026-11-26"] == ("class", 9 if shifts else 3)
    assert run(daily(calendar=moved)).changes == 0

    reopen_school(actor=actor, school_ids=[school.pk], on=date(2026, 11, 24), at=NOW)
    assert days()["2026-11-24"] == ("class", 9)
    assert days()["2026-11-26"] == ("class", 3)


def test_a_closure_of_a_date_that_the_file_drops(run: Run, board: Board) -> None:
    with as_owner():
        school = School.objects.get(source_id="ecole-1")
    run(daily(calendar=week()))
    actor = BoardActor(board.pk)
    close_school(actor=actor, school_ids=[school.pk], on=date(2026, 11, 24), note="Eau", at=NOW)
    without = [row for row in week() if row["date"] != "2026-11-24"]
    assert run(daily(calendar=without)).tables["days"] == Diff(0, 0, 1)
    assert days()["2026-11-24"] == ("closure", None)
    assert run(daily(calendar=without)).changes == 0
    reopen_school(actor=actor, school_ids=[school.pk], on=date(2026, 11, 24), at=NOW)
    assert "2026-11-24" not in days()


@pytest.mark.parametrize(
    ("row", "rule", "column"),
    [
        (day("2026-02-30"), "date", "date"),
        (day("23/11/2026"), "date", "date"),
        (day("1926-11-23"), "far_date", "date"),
        (day("2062-11-23"), "far_date", "date"),
        (day("2026-11-23", "peut-être"), "choice", "kind"),
        (day("2026-11-23", orgSourcedId="ailleurs"), "not_held", "orgSourcedId"),
        (day("2026-11-23", orgSourcedId="css"), "not_held", "orgSourcedId"),
        (day("2026-11-24"), "duplicate_row", "date"),
        (day("2026-11-23", cycleDay="0"), "number", "cycleDay"),
    ],
)
def test_refused_by_line(run: Run, row: dict[str, str], rule: str, column: str) -> None:
    report = run(daily(calendar=[day("2026-11-24"), row]))
    assert report.refused
    (message,) = (m for m in report.messages if m.severity == "error")
    assert (message.file, message.line, message.column, message.rule) == (
        *("preau_calendar.csv", 3, column, rule),
    )
    assert not days()


def test_a_day_of_the_cycle_where_there_is_no_class(run: Run) -> None:
    report = run(daily(calendar=[day("2026-11-23", "congé", cycleDay="4")]))
    assert report.applied
    assert "cycle_elsewhere" in rules(report)
    assert days() == {"2026-11-23": ("break", None)}


def test_a_school_of_another_body_is_unknown(run: Run) -> None:
    other = make_school(make_board("865000"))
    report = run(daily(calendar=[day("2026-11-23", orgSourcedId=other.source_id)]))
    assert rules(report) >= {"not_held"}


def test_habits_of_files_are_told(run: Run) -> None:
    package = daily(calendar=week())
    data = package.files()["preau_calendar.csv"].replace(b"\n", b"\r\n").rstrip()
    package = PackageFiles({})
    package.raw["preau_calendar.csv"] = b"\xef\xbb\xbf" + data
    report = run(package)
    assert report.applied
    assert rules(report) >= {"byte_order_mark", "line_end", "last_break"}
    ragged = PackageFiles({})
    ragged.raw["preau_calendar.csv"] = data + b",x,y\r\n"
    assert rules(run(ragged)) >= {"ragged"}


def test_bells_are_those_of_the_file_for_its_schools(run: Run) -> None:
    rows = [
        bell("1", "8:05", "09:20", title="Période 1"),
        bell("2", "9 h 35", "10h50"),
        bell("1", "09:00", "12:00", level="11", date="2026-12-15", title="Examen"),
    ]
    report = run(daily(bells=rows))
    assert report.applied, report.messages
    assert report.tables["bells"] == Diff(3, 0, 0)
    with as_owner():
        usual = BellPeriod.objects.get(number=1, on=None)
        exam = BellPeriod.objects.get(on=date(2026, 12, 15))
    assert (usual.level, usual.starts_at, usual.ends_at) == ("", time(8, 5), time(9, 20))
    assert (exam.level, exam.title) == ("11", "Examen")
    assert run(daily(bells=rows)).changes == 0
    assert run(daily(bells=[bell("1", "08:10", "09:20")])).tables["bells"] == Diff(0, 1, 2)
    other = daily(bells=[bell("1", "08:10", "09:20", orgSourcedId="ecole-2")])
    assert run(other).tables["bells"] == Diff(1, 0, 0)


@pytest.mark.parametrize(
    ("row", "rule"),
    [
        (bell("2", "25:00", "26:00"), "clock"),
        (bell("2", "10:00", "10:00"), "hours_order"),
        (bell("2", "10:00", "11:00", level="5e année"), "level_unknown"),
        (bell("1", "10:00", "11:00"), "duplicate_row"),
        (bell("", "10:00", "11:00"), "required"),
    ],
)
def test_bells_refused(run: Run, row: dict[str, str], rule: str) -> None:
    report = run(daily(bells=[bell("1", "08:00", "09:00"), row]))
    assert rules(report) >= {rule}
    assert report.refused
