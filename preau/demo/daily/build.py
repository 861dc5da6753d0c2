"""The days of every school, built from the roster and the date; and their files."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from preau.demo.daily.absence_stories import build_cases
from preau.demo.daily.absences import Absence, absence_rows, build_absences
from preau.demo.daily.bells import bell_rows
from preau.demo.daily.calendar import Calendar, build_calendar
from preau.demo.daily.events import event_rows
from preau.demo.daily.homework import Assignment, build_homework, homework_rows
from preau.demo.daily.homework_stories import story_homework
from preau.demo.daily.rules import motive_rows, rule_rows
from preau.demo.daily.timetable import Lesson, build_timetable, timetable_rows
from preau.demo.daily.transport import build_transport
from preau.demo.daily.transport_files import write_transport
from preau.demo.roster import SEED, Roster
from preau.demo.rows import Body
from preau.demo.school_year import Year
from preau.demo.schools import BODIES, SCHOOLS
from preau.demo.tables import VERSIONED, Row, write_table

HEADERS = {
    "preau_calendar": "orgSourcedId date kind cycleDay daycare note",
    "preau_bells": "orgSourcedId level date period title begin end",
    "preau_timetable": f"{VERSIONED} classSourcedId cycleDay period room teacherSourcedId"
    " beginDate endDate",
    "preau_events": f"{VERSIONED} orgSourcedId level classSourcedId kind title description"
    " location begin end cancelled",
    "preau_homework": f"{VERSIONED} classSourcedId kind title text givenOn dueOn duePeriod"
    " minutes acceptsLate teacherSourcedId students publishedAt",
    "preau_motives": "orgSourcedId code label labelEn openToParents needsPaper confidential"
    " position",
    "preau_attendance_rules": "orgSourcedId teachingOrder justifyHours justifySchoolDays"
    " justifyCutoff declareCutoff longestDays quotaPerYear paperBeyondDays tellDelayMinutes"
    " phone email daycareEmail daycarePhone transportEmail transportPhone",
    "preau_attendance": f"{VERSIONED} studentUniqueId schoolId eventDate"
    " attendanceEventCategoryDescriptor attendanceEventReason classPeriodName dayPart"
    " arrivalTime departureTime eventDuration schoolAttendanceDuration justified professional"
    " recordedAt",
}


@dataclass(frozen=True)
class Daily:
    """What happens in the schools, up to a day and a little beyond."""

    year: Year
    today: date
    calendars: Mapping[str, Calendar]
    lessons: tuple[Lesson, ...]
    assignments: tuple[Assignment, ...]
    absences: tuple[Absence, ...]
    cases: Mapping[str, Absence]


def build_daily(roster: Roster, *, today: date, seed: str = SEED) -> Daily:
    """The days of the roster's year, as known on one of its days."""
    calendars = {s.key: build_calendar(s, roster.year, today) for s in SCHOOLS}
    lessons = {s.key: build_timetable(s, roster.classes) for s in SCHOOLS}
    told = [child.source_id for story in roster.stories for child in story.children]
    cases = list(build_cases(roster.stories, calendars, today))
    assignments: list[Assignment] = []
    absences = [absence for _, absence in cases]
    for key, calendar in calendars.items():
        assignments += build_homework(calendar, lessons[key], today, seed)
        absences += build_absences(calendar, roster.pupils, told, today, seed)
    every = tuple(lesson for found in lessons.values() for lesson in found)
    assignments += story_homework(roster, calendars, every, today)
    return Daily(
        year=roster.year,
        today=today,
        calendars=calendars,
        lessons=every,
        assignments=tuple(assignments),
        absences=tuple(absences),
        cases={key: absence for key, absence in cases if key},
    )


def write_daily(daily: Daily, roster: Roster, folders: Mapping[str, Path]) -> None:
    """The tables of every day beside each body's roster."""
    transport = build_transport(roster, today=daily.today)
    for body in BODIES:
        write_transport(transport, body.code, folders[body.code])
        for name, rows in _tables(daily, roster, body).items():
            write_table(folders[body.code] / f"{name}.csv", HEADERS[name].split(), rows)


def _tables(daily: Daily, roster: Roster, body: Body) -> dict[str, Iterable[Row]]:
    schools = [school for school in SCHOOLS if school.body == body.code]
    keys = {school.key for school in schools}
    calendars = [daily.calendars[school.key] for school in schools]
    return {
        "preau_calendar": (row for calendar in calendars for row in _calendar_rows(calendar)),
        "preau_bells": (row for c in calendars for row in bell_rows(c, daily.today)),
        "preau_timetable": timetable_rows([x for x in daily.lessons if x.group.school in keys]),
        "preau_events": event_rows(body.code, calendars, roster.classes, daily.today),
        "preau_homework": homework_rows(a for a in daily.assignments if a.group.school in keys),
        "preau_motives": (row for school in schools for row in motive_rows(school)),
        "preau_attendance_rules": (row for school in schools for row in rule_rows(school)),
        "preau_attendance": absence_rows(a for a in daily.absences if a.pupil.school in keys),
    }


def _calendar_rows(calendar: Calendar) -> Iterator[Row]:
    for day in calendar.days:
        daycare = "" if day.has_daycare is None else str(day.has_daycare).lower()
        cycle = day.cycle_day or ""
        yield (calendar.school.key, day.on, day.kind.value, cycle, daycare, day.note)
