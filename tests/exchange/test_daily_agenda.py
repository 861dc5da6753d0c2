"""preau_timetable.csv and preau_events.csv."""

from datetime import UTC, date, datetime

import pytest

from preau.agenda.models import Event, TimetableEntry
from preau.exchange.report import Diff
from tests.exchange.conftest import Run, rules
from tests.exchange.daily import daily, lesson
from tests.exchange.packages import PackageFiles, Row
from tests.factories import as_owner


@pytest.fixture(autouse=True)
def imported(run: Run, roster: PackageFiles) -> None:
    assert run(roster).applied


def event(sid: str, begin: str, **values: str) -> Row:
    return {"sourcedId": sid, "title": "Spectacle", "begin": begin, **values}


def live(model: type[Event] | type[TimetableEntry]) -> set[str]:
    with as_owner():
        return set(model.objects.filter(ended_at=None).values_list("source_id", flat=True))


def test_a_timetable(run: Run) -> None:
    rows = [
        lesson("t1", "1", "2", room="B-12", teacherSourcedId="prof", beginDate="2026-08-27"),
        lesson("t2", "3", "1", classSourcedId="401", endDate="2027-02-01"),
    ]
    report = run(daily(timetable=rows))
    assert report.applied, report.messages
    assert report.tables["timetable"] == Diff(2, 0, 0)
    with as_owner():
        first = TimetableEntry.objects.get(source_id="t1")
        assert first.group.source_id == "fra-401"
        assert first.staff is not None
        assert first.staff.source_id == "prof"
    assert (first.cycle_day, first.period, first.room) == (1, 2, "B-12")
    assert first.starts_on == date(2026, 8, 27)
    assert run(daily(timetable=rows)).changes == 0
    assert run(daily(timetable=rows[:1])).tables["timetable"] == Diff(0, 0, 1)
    assert live(TimetableEntry) == {"t1"}


def test_the_timetable_of_another_school_stays(run: Run, roster: PackageFiles) -> None:
    roster.change("classes", "401", schoolSourcedId="ecole-2")
    run(roster)
    run(daily(timetable=[lesson("t1", "1", "2"), lesson("t2", "1", "1", classSourcedId="401")]))
    assert run(daily(timetable=[lesson("t3", "2", "2")])).tables["timetable"] == Diff(1, 0, 1)
    assert live(TimetableEntry) == {"t2", "t3"}


def test_a_timetable_beside_the_roster_that_makes_its_groups(
    run: Run, roster: PackageFiles
) -> None:
    new = {**roster.find("classes", "fra-401"), "sourcedId": "mat-401"}
    roster.tables["classes"].append(new)
    roster.tables["preau_timetable"] = [lesson("t1", "1", "2", classSourcedId="mat-401")]
    report = run(roster)
    assert report.applied, report.messages
    assert live(TimetableEntry) == {"t1"}


@pytest.mark.parametrize(
    ("row", "rule", "column"),
    [
        (lesson("t2", "1", "1", classSourcedId="nulle-part"), "not_held", "classSourcedId"),
        (lesson("t2", "1", "1", teacherSourcedId="leo"), "not_held", "teacherSourcedId"),
        (lesson("t1", "1", "1"), "duplicate_id", "sourcedId"),
        (lesson("t2", "A", "1"), "number", "cycleDay"),
        (
            lesson("t2", "1", "1", beginDate="2026-09-01", endDate="2026-09-01"),
            *("dates_order", "endDate"),
        ),
    ],
)
def test_a_timetable_refused(run: Run, row: Row, rule: str, column: str) -> None:
    report = run(daily(timetable=[lesson("t1", "1", "2"), row]))
    (message,) = (m for m in report.messages if m.severity == "error")
    assert (message.line, message.column, message.rule) == (3, column, rule)
    assert not live(TimetableEntry)


def test_events_of_whole_days_and_of_hours(run: Run) -> None:
    rows = [
        event("a", "2026-11-25", orgSourcedId="ecole-1", kind="sortie", level="04"),
        event("b", "2026-11-25", end="2026-11-28"),
        event("c", "2026-11-25T19:00", end="2026-11-25T20:30", classSourcedId="401"),
        event("d", "2027-07-02 19:00", orgSourcedId="ecole-1"),
        event("e", "2026-12-01T19:00:00Z", orgSourcedId="ecole-1", cancelled="true"),
    ]
    report = run(daily(events=rows))
    assert report.applied, report.messages
    assert report.tables["events"] == Diff(5, 0, 0)
    with as_owner():
        found = {e.source_id: e for e in Event.objects.select_related("school", "group")}
    assert (found["a"].kind, found["a"].level) == ("outing", "04")
    assert (found["a"].starts_on, found["a"].ends_on) == (date(2026, 11, 25), date(2026, 11, 26))
    assert found["b"].school is None
    assert found["b"].ends_on == date(2026, 11, 28)
    assert found["c"].starts_at == datetime(2026, 11, 26, 0, 0, tzinfo=UTC)
    assert found["c"].school is not None
    assert found["d"].starts_at == datetime(2027, 7, 2, 23, 0, tzinfo=UTC)
    assert found["e"].starts_at == datetime(2026, 12, 1, 19, 0, tzinfo=UTC)
    assert found["e"].is_cancelled
    assert run(daily(events=rows)).changes == 0


def test_hours_on_the_days_when_clocks_change(run: Run) -> None:
    twice = event("a", "2026-11-01T01:30", orgSourcedId="ecole-1")
    report = run(daily(events=[twice]))
    assert report.applied, report.messages
    assert "hour_twice" in rules(report)
    with as_owner():
        assert Event.objects.get().starts_at == datetime(2026, 11, 1, 5, 30, tzinfo=UTC)
    skipped = event("b", "2027-03-14T02:30", orgSourcedId="ecole-1")
    assert rules(run(daily(events=[skipped]))) >= {"hour_skipped"}
    exact = event("c", "2027-03-14T03:30-04:00", orgSourcedId="ecole-1")
    assert run(daily(events=[exact])).applied
    with as_owner():
        assert Event.objects.get(source_id="c").starts_at == datetime(
            2027, 3, 14, 7, 30, tzinfo=UTC
        )


def test_events_end_within_the_span_of_their_school(run: Run) -> None:
    rows = [
        event(sid, f"2026-11-{day}", orgSourcedId="ecole-1")
        for sid, day in zip("abcd", ("02", "09", "16", "23"), strict=True)
    ]
    run(daily(events=[*rows, event("corps", "2026-11-10")]))
    assert run(daily(events=[rows[1], rows[3]])).tables["events"] == Diff(0, 0, 1)
    assert live(Event) == {"a", "b", "d", "corps"}


def test_one_event_by_delta(run: Run) -> None:
    run(daily(events=[event("a", "2026-11-02"), event("b", "2026-11-09")]))
    change = daily(events=[event("a", "2026-11-02", title="Concert")])
    change.tables["preau_events"][0].update(
        status="active", dateLastModified="2026-11-01T10:00:00Z"
    )
    change.modes = {"preau_events": "delta"}
    assert run(change).tables["events"] == Diff(0, 1, 0)
    change.tables["preau_events"][0].update(
        title="Vieux titre", dateLastModified="2026-10-01T10:00:00Z"
    )
    report = run(change)
    assert rules(report) >= {"stale"}
    assert report.changes == 0
    change.tables["preau_events"][0].update(
        status="tobedeleted", dateLastModified="2026-11-05T10:00:00Z"
    )
    assert run(change).tables["events"] == Diff(0, 0, 1)
    assert live(Event) == {"b"}


@pytest.mark.parametrize(
    ("row", "rule"),
    [
        (event("b", "2026-13-01"), "date"),
        (event("b", "2026-11-05T25:00"), "moment"),
        (event("b", "2026-11-05", end="2026-11-05"), "dates_order"),
        (event("b", "2026-11-05", end="2026-11-05T10:00"), "event_form"),
        (event("b", "2026-11-05T10:00", end="2026-11-05T09:00"), "dates_order"),
        (event("b", "2026-11-05", orgSourcedId="ecole-2", classSourcedId="401"), "group_elsewhere"),
        (event("b", "2026-11-05", title=""), "required"),
        (event("b", "2026-11-05", level="toutes"), "level_unknown"),
    ],
)
def test_events_refused(run: Run, row: Row, rule: str) -> None:
    report = run(daily(events=[event("a", "2026-11-05"), row]))
    assert report.refused
    assert rules(report) >= {rule}
    assert not live(Event)
