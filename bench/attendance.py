"""A year of one school's attendance as files, the same every time: a row a pupil and a day."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

FIRST = date(2026, 8, 27)
COLUMNS = (
    *("sourcedId", "status", "dateLastModified", "studentUniqueId", "schoolId", "eventDate"),
    *("attendanceEventCategoryDescriptor", "attendanceEventReason", "classPeriodName", "dayPart"),
    *("arrivalTime", "departureTime", "eventDuration", "schoolAttendanceDuration", "justified"),
    *("professional", "recordedAt"),
)
# No row is a presence: each is kept, which is the most that a file of this size can cost.
_KINDS = (
    ("Unexcused Absence", "", "", ""),
    ("Excused Absence", "maladie", "", ""),
    ("retard", "", "1", "08:21"),
    ("Absence non motivée", "", "2,3", ""),
    ("activité autorisée", "", "", ""),
)


def class_days(count: int) -> list[date]:
    """The first `count` days of the year that are no week-end."""
    days = (FIRST + timedelta(days=step) for step in range(count * 2))
    return [on for on in days if on.weekday() < 5][:count]


def write_attendance(roster: Path, folder: Path, days: int = 180) -> Path:
    """Write calendar, rules, reasons and attendance for the pupils of a roster; the folder."""
    folder.mkdir()
    with (roster / "users.csv").open(encoding="utf-8") as stream:
        users = [row for row in csv.DictReader(stream) if row["role"] == "student"]
    school, pupils = users[0]["orgSourcedIds"], [row["sourcedId"] for row in users]
    dates = class_days(days)
    _write(
        folder,
        "preau_calendar",
        ("orgSourcedId", "date", "kind"),
        ((school, on, "class") for on in dates),
    )
    _write(
        folder, "preau_motives", ("orgSourcedId", "code", "label"), [(school, "maladie", "Maladie")]
    )
    _write(
        folder,
        "preau_attendance_rules",
        ("orgSourcedId", "justifySchoolDays", "justifyCutoff", "tellDelayMinutes"),
        [(school, 1, "10:40", 30)],
    )
    _write(folder, "preau_attendance", COLUMNS, _rows(school, pupils, dates))
    return folder


def _rows(school: str, pupils: list[str], dates: list[date]) -> Iterator[Sequence[Any]]:
    drawn = Random(9)
    for on in dates:
        for number, pupil in enumerate(pupils):
            category, reason, periods, arrival = drawn.choice(_KINDS)
            minute = drawn.randrange(60)
            yield (
                *(f"{on:%Y%m%d}-{number}", "", "", pupil, school, on, category, reason, periods),
                *("", arrival, "", "", "", "", "", f"{on}T09:{minute:02}"),
            )


def _write(folder: Path, name: str, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
