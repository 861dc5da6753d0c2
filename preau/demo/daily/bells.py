"""Bell schedules: by level where little ones leave earlier, and those of a day of exams."""

from collections.abc import Iterator, Mapping
from datetime import date

from preau.demo.daily.calendar import Calendar
from preau.demo.rows import SchoolPlan
from preau.demo.tables import Row

Bells = tuple[tuple[str, str], ...]

_USUAL: Mapping[str, Bells] = {
    "deux-rives": (
        *(("8:10", "9:10"), ("9:10", "10:10"), ("10:30", "11:30")),
        *(("12:50", "13:50"), ("14:05", "15:05")),
    ),
    "brise": (
        *(("7:55", "8:55"), ("8:55", "9:55"), ("10:15", "11:15")),
        *(("12:30", "13:30"), ("13:45", "14:45")),
    ),
    "fleuve": (("8:00", "9:15"), ("9:35", "10:50"), ("11:50", "13:05"), ("13:25", "14:40")),
    "willowbank": (
        *(("8:20", "9:20"), ("9:20", "10:20"), ("10:40", "11:40")),
        *(("12:40", "13:40"), ("13:50", "14:50")),
    ),
    "ferry-point": (("8:45", "10:00"), ("10:10", "11:25"), ("12:20", "13:35"), ("13:45", "15:00")),
}
_LITTLE_ONES: Mapping[str, Bells] = {
    "deux-rives": (("8:10", "9:20"), ("9:35", "10:35"), ("10:45", "11:30"), ("12:50", "14:25")),
    "willowbank": (("8:20", "9:30"), ("9:45", "10:45"), ("10:55", "11:40"), ("12:40", "14:10")),
}
_EXAMS: Bells = (("8:15", "11:15"), ("12:30", "15:30"))
_EXAM_LEVELS = ("10", "11")
LITTLE_LEVELS = ("PK", "KG")


def periods_of(school: SchoolPlan, level: str) -> Bells:
    """When each period of an ordinary day begins and ends."""
    if level in LITTLE_LEVELS and school.key in _LITTLE_ONES:
        return _LITTLE_ONES[school.key]
    return _USUAL[school.key]


def exam_day(calendar: Calendar, today: date) -> date | None:
    """In secondary, the third day of classes of next week."""
    day = calendar.next_week(today, 3)
    return day.on if day and calendar.school.is_secondary else None


def bell_rows(calendar: Calendar, today: date) -> Iterator[Row]:
    school = calendar.school
    yield from _rows(school, "", None, _USUAL[school.key], "")
    for level in LITTLE_LEVELS:
        if any(level == known for known, _, _ in school.levels):
            yield from _rows(school, level, None, periods_of(school, level), "")
    exam = "Exam" if school.language == "en" else "Examen"
    if on := exam_day(calendar, today):
        for level in _EXAM_LEVELS:
            yield from _rows(school, level, on, _EXAMS, exam)


def _rows(
    school: SchoolPlan, level: str, on: date | None, bells: Bells, title: str
) -> Iterator[Row]:
    for number, (begin, end) in enumerate(bells, start=1):
        yield (school.key, level, on or "", number, title, _clock(begin), _clock(end))


def _clock(hour: str) -> str:
    return hour.rjust(5, "0")
