"""preau_attendance.csv: facts in Ed-Fi's names, then what is asked of parents."""

from datetime import UTC, date, datetime, time

import pytest

from preau.attendance.models import AttendanceAsOf, AttendanceEvent
from preau.exchange.report import Diff
from preau.people.models import Student
from tests.exchange.conftest import Run, rules
from tests.exchange.daily import absence, daily, day
from tests.exchange.packages import PackageFiles, Row
from tests.factories import as_owner, make_board, make_school, make_student

AT = "2026-09-03T09:05"


@pytest.fixture(autouse=True)
def imported(run: Run, roster: PackageFiles) -> None:
    days = [day(f"2026-09-{n:02}", "classe", cycleDay="1") for n in (1, 2, 3, 4, 8, 9, 10, 11)]
    roster.tables["preau_calendar"] = [{**row, "cycleDay": "1"} for row in days]
    roster.tables["preau_motives"] = [
        {"orgSourcedId": "ecole-1", "code": "M", "label": "Maladie", "labelEn": "Illness"}
    ]
    roster.tables["preau_attendance_rules"] = [
        {
            "orgSourcedId": "ecole-1", "justifySchoolDays": "1", "justifyCutoff": "10:40",
            "tellDelayMinutes": "30",
        }
    ]  # fmt: skip
    report = run(roster)
    assert report.applied, report.messages


def found(sid: str) -> AttendanceEvent:
    with as_owner():
        return AttendanceEvent.objects.select_related("motive", "student").get(source_id=sid)


def live() -> set[str]:
    with as_owner():
        rows = AttendanceEvent.objects.filter(ended_at=None)
        return set(rows.values_list("source_id", flat=True))


def test_an_absence_is_asked_of_the_parent(run: Run) -> None:
    rows = [absence("a", "2026-09-03", "Unexcused Absence", eventDuration="1", recordedAt=AT)]
    report = run(daily(attendance=rows), at=datetime(2026, 9, 3, 14, 0, tzinfo=UTC))
    assert report.applied, report.messages
    assert report.tables["attendance"] == Diff(1, 0, 0)
    one = found("a")
    assert (one.kind, one.part, one.periods, one.state) == ("absence", "day", [], "to_justify")
    assert (one.on, one.student.source_id) == (date(2026, 9, 3), "leo")
    assert one.recorded_at == datetime(2026, 9, 3, 13, 5, tzinfo=UTC)
    assert one.visible_at == datetime(2026, 9, 3, 13, 35, tzinfo=UTC)
    assert one.justify_by == datetime(2026, 9, 4, 14, 40, tzinfo=UTC)
    with as_owner():
        as_of = AttendanceAsOf.objects.get(school__source_id="ecole-1").as_of
    assert as_of == datetime(2026, 9, 3, 14, 0, tzinfo=UTC)
    assert run(daily(attendance=rows)).changes == 0


ASKED, SETTLED = "to_justify", "accepted"
CATEGORY = "uri://ed-fi.org/AttendanceEventCategoryDescriptor"
# The category, other cells, and what becomes of them: kind, part, periods, state.
CATEGORIES = [
    ("Excused Absence", {}, ("absence", "day", [], SETTLED)),
    ("Absence motivée", {"classPeriodName": "P3, 2"}, ("absence", "periods", [2, 3], SETTLED)),
    ("ABSENCE NON MOTIVEE", {"dayPart": "Après-midi"}, ("absence", "pm", [], ASKED)),
    ("absence", {"justified": "true"}, ("absence", "day", [], SETTLED)),
    (
        *("absence", {"eventDuration": "0,5", "arrivalTime": "12:50"}),
        ("absence", "am", [], ASKED),
    ),
    (
        *("absence", {"eventDuration": "0.5", "departureTime": "11:50"}),
        ("absence", "pm", [], ASKED),
    ),
    ("Partial", {"classPeriodName": "Période 1"}, ("absence", "periods", [1], ASKED)),
    (f"{CATEGORY}#Tardy", {}, ("late", "day", [], ASKED)),
    ("retard motivé", {}, ("late", "day", [], SETTLED)),
    ("départ hâtif", {}, ("early_leave", "day", [], ASKED)),
    ("Early departure", {"justified": "false"}, ("early_leave", "day", [], ASKED)),
    ("Suspension interne", {"justified": "false"}, ("suspension", "day", [], "recorded")),
    ("Sortie éducative", {}, ("authorized", "day", [], "recorded")),
    ("activité autorisée", {"justified": "true"}, ("authorized", "day", [], "recorded")),
]


@pytest.mark.parametrize(("category", "values", "expected"), CATEGORIES)
def test_categories(
    run: Run, category: str, values: dict[str, str], expected: tuple[str, str, list[int], str]
) -> None:
    package = daily(attendance=[absence("a", "2026-09-03", category, **values)])
    report = run(package)
    assert report.applied, report.messages
    one = found("a")
    assert (one.kind, one.part, one.periods, one.state) == expected
    assert one.raw_category == category
    assert run(package).changes == 0


def test_a_late_pupil_and_an_early_leave(run: Run) -> None:
    rows = [
        absence("a", "2026-09-03", "Tardy", arrivalTime="8 h 21", schoolAttendanceDuration="16"),
        absence("b", "2026-09-04", "départ hâtif", departureTime="14:05"),
    ]
    run(daily(attendance=rows))
    assert (found("a").starts_at, found("a").minutes) == (time(8, 21), 16)
    assert (found("b").starts_at, found("b").minutes) == (time(14, 5), None)


def test_reasons_by_code_or_label(run: Run) -> None:
    rows = [
        absence("a", "2026-09-03", attendanceEventReason="m"),
        absence("b", "2026-09-03", attendanceEventReason="ILLNESS"),
        absence("c", "2026-09-03", attendanceEventReason="Dépression"),
    ]
    report = run(daily(attendance=rows))
    assert report.applied
    (told,) = (m for m in report.messages if m.rule == "motive_unknown")
    assert (told.line, told.count) == (4, 1)
    assert not any("pression" in m.text for m in report.messages)
    motives = [found(sid).motive for sid in "abc"]
    assert [m.code if m else None for m in motives] == ["M", "M", None]


def test_a_presence_is_not_kept_and_ends_what_it_was(run: Run) -> None:
    rows = [absence("a", "2026-09-03"), absence("b", "2026-09-03", "In Attendance")]
    assert run(daily(attendance=rows)).tables["attendance"] == Diff(1, 0, 0)
    rows[0]["attendanceEventCategoryDescriptor"] = "présent"
    assert run(daily(attendance=rows)).tables["attendance"] == Diff(0, 0, 1)
    assert live() == set()
    assert run(daily(attendance=rows)).changes == 0


def test_whole_between_the_first_and_last_dates_of_each_school(run: Run) -> None:
    dates = ("2026-09-01", "2026-09-02", "2026-09-03", "2026-09-04")
    rows = [absence(sid, on) for sid, on in zip("abcd", dates, strict=True)]
    other = absence("z", "2026-09-02", schoolId="ecole-2", studentUniqueId="zoe")
    run(daily(attendance=[*rows, other]))
    assert run(daily(attendance=[rows[1], rows[3]])).tables["attendance"] == Diff(0, 0, 1)
    assert live() == {"a", "b", "d", "z"}
    assert run(daily(attendance=[rows[1], rows[2], rows[3]])).tables["attendance"] == Diff(0, 1, 0)
    assert live() == {"a", "b", "c", "d", "z"}


def test_by_delta(run: Run) -> None:
    run(daily(attendance=[absence("a", "2026-09-03"), absence("b", "2026-09-03")]))

    def change(status: str, at: str, **values: str) -> PackageFiles:
        row = absence("a", "2026-09-03", **values) | {"status": status, "dateLastModified": at}
        package = daily(attendance=[row])
        package.modes = {"preau_attendance": "delta"}
        return package

    late = change("active", "2026-09-03T15:00:00Z", category="retard")
    assert run(late).tables["attendance"] == Diff(0, 1, 0)
    assert run(late).changes == 0
    assert found("a").kind == "late"
    old = run(change("active", "2026-09-03T14:00:00Z"))
    assert rules(old) >= {"stale"}
    assert old.changes == 0
    assert run(change("tobedeleted", "2026-09-03T16:00:00Z")).tables["attendance"].ended == 1
    assert live() == {"b"}


def test_the_first_file_of_a_school_asks_nothing_of_today(run: Run) -> None:
    """Rows without a date of recording: those of days gone by were recorded then."""
    rows = [absence("a", "2026-09-01"), absence("b", "2026-09-08")]
    at = datetime(2026, 9, 8, 14, 0, tzinfo=UTC)
    run(daily(attendance=rows), at=at)
    assert found("a").recorded_at == datetime(2026, 9, 2, 3, 59, tzinfo=UTC)
    assert found("a").justify_by == datetime(2026, 9, 3, 14, 40, tzinfo=UTC)
    assert found("b").recorded_at == at
    later = datetime(2026, 9, 10, 14, 0, tzinfo=UTC)
    run(daily(attendance=[*rows, absence("c", "2026-09-02")]), at=later)
    assert found("c").recorded_at == later
    assert found("c").justify_by == datetime(2026, 9, 11, 14, 40, tzinfo=UTC)


@pytest.mark.parametrize(
    ("birth", "kind"), [("2010-09-01", "authorized"), ("", "authorized"), ("2015-01-01", "late")]
)
def test_from_fourteen_a_professional_tells_nothing(run: Run, birth: str, kind: str) -> None:
    with as_owner():
        Student.objects.filter(source_id="leo").update(
            birth_on=date.fromisoformat(birth) if birth else None
        )
    row = absence(
        "a", "2026-09-03", "retard", professional="true", arrivalTime="09:00",
        schoolAttendanceDuration="40", justified="true",
    )  # fmt: skip
    run(daily(attendance=[row]))
    one = found("a")
    assert one.kind == kind
    if kind == "authorized":
        assert (one.state, one.minutes, one.starts_at) == ("recorded", None, None)
        assert one.justify_by is None
    assert one.is_professional
    assert run(daily(attendance=[row])).changes == 0


def test_a_meeting_with_a_professional_is_an_activity_at_any_age(run: Run) -> None:
    with as_owner():
        Student.objects.filter(source_id="leo").update(birth_on=date(2019, 1, 1))
    package = daily(attendance=[absence("a", "2026-09-03", "Rencontre professionnelle")])
    run(package)
    assert (found("a").kind, found("a").is_professional) == ("authorized", True)
    assert run(package).changes == 0


def test_one_school_names_the_half_that_is_missed(run: Run) -> None:
    report = run(daily(attendance=[absence("a", "2026-09-03", eventDuration="0.5")]))
    assert report.applied
    assert "half_unknown" in rules(report)
    assert found("a").part == "day"


@pytest.mark.parametrize(
    ("values", "rule", "column"),
    [
        ({"studentUniqueId": "inconnue"}, "not_held", "studentUniqueId"),
        ({"studentUniqueId": "claire"}, "not_held", "studentUniqueId"),
        ({"schoolId": "ecole-9"}, "not_held", "schoolId"),
        ({"eventDate": "2026-09-31"}, "date", "eventDate"),
        ({"eventDate": "2036-09-03"}, "far_date", "eventDate"),
        ({"eventDate": ""}, "required", "eventDate"),
        (
            {"attendanceEventCategoryDescriptor": "École buissonnière"},
            *("category", "attendanceEventCategoryDescriptor"),
        ),
        ({"classPeriodName": "Bloc A"}, "period_name", "classPeriodName"),
        ({"arrivalTime": "24:10"}, "clock", "arrivalTime"),
        ({"eventDuration": "30"}, "duration", "eventDuration"),
        ({"recordedAt": "2027-03-14T02:30"}, "hour_skipped", "recordedAt"),
        ({"justified": "peut-être"}, "boolean", "justified"),
    ],
)
def test_refused_by_line(run: Run, values: dict[str, str], rule: str, column: str) -> None:
    bad = absence("b", "2026-09-03") | values
    report = run(daily(attendance=[absence("a", "2026-09-03"), bad]))
    (message,) = (m for m in report.messages if m.severity == "error")
    assert (message.file, message.line, message.column, message.rule) == (
        *("preau_attendance.csv", 3, column, rule),
    )
    assert "inconnue" not in message.text
    assert live() == set()


def test_a45_a_pupil_of_another_body_is_unknown(run: Run) -> None:
    stranger = make_student(make_school(make_board("865000")))
    row: Row = absence("a", "2026-09-03", studentUniqueId=stranger.source_id)
    report = run(daily(attendance=[row]))
    assert rules(report) >= {"not_held"}
    assert not any(stranger.source_id in message.text for message in report.messages)


def test_a45_an_identifier_stays_with_its_pupil(run: Run) -> None:
    run(daily(attendance=[absence("a", "2026-09-03")]))
    report = run(daily(attendance=[absence("a", "2026-09-03", studentUniqueId="zoe")]))
    assert report.refused
    assert rules(report) >= {"moved_pupil"}
    assert found("a").student.source_id == "leo"


def test_a_thousand_faults_are_told_by_line_and_two_hundred_shown(run: Run) -> None:
    rows = [absence(f"a{n}", "2026-09-03", studentUniqueId=f"x{n}") for n in range(1000)]
    report = run(daily(attendance=rows))
    assert report.errors == 1000
    assert len(report.messages) == 200
    assert report.report_path is not None
    assert len(report.report_path.read_text().splitlines()) > 1000
