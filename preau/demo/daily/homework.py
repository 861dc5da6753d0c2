"""Homework, lessons and evaluations of every group: those of three weeks, and what is to come.

What was given on a date stays the same whichever the day: each date draws by itself.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from preau.demo.daily.calendar import Calendar
from preau.demo.daily.holidays import monday_of
from preau.demo.daily.homework_texts import EXAM, TEXTS, Text, band_of
from preau.demo.daily.timetable import Lesson, subject_of
from preau.demo.rows import ClassRow
from preau.demo.tables import Row

PAST = timedelta(days=21)
AHEAD = timedelta(days=14)
QUEBEC = ZoneInfo("America/Toronto")
# Lessons after which something is given, in a hundred.
_SHARES = {"FRA": 30, "MAT": 34, "ANG": 60, "SCT": 45, "HIS": 45, "GEO": 45, "CCQ": 20}
_SHARES |= {"ELA": 30, "FLS": 60}
_SECONDARY_SHARES = {"FRA": 50, "MAT": 60, "ELA": 50, "SCT": 40, "FLS": 45}
_FARTHEST_LESSON = 3
_GIVEN_AT = time(8)


@dataclass(frozen=True)
class Assignment:
    source_id: str
    group: ClassRow
    kind: str
    title: str
    text: str
    given_on: date
    due_on: date
    due_period: int
    minutes: int
    accepts_late: bool = False
    pupils: tuple[str, ...] = ()

    @property
    def published_at(self) -> datetime:
        return datetime.combine(self.given_on, _GIVEN_AT, QUEBEC)


@dataclass(frozen=True)
class Meeting:
    """One lesson of a course group on a date."""

    on: date
    period: int


def build_homework(
    calendar: Calendar, lessons: Sequence[Lesson], today: date, seed: str
) -> list[Assignment]:
    """Of every group of a school, by group then by the day given."""
    found: list[Assignment] = []
    for group, meetings in _meetings(calendar, lessons).items():
        texts = _texts(calendar, group)
        if texts:
            found += _given(group, meetings, texts, today, seed)
    found += _next_week(calendar, lessons, today)
    return [one for one in found if today - PAST <= one.due_on <= today + AHEAD]


def homework_rows(assignments: Iterable[Assignment]) -> Iterator[Row]:
    for one in assignments:
        text = f"<p>{one.text}</p>" if one.text else ""
        given = (one.kind, one.title, text, one.given_on, one.due_on, one.due_period, one.minutes)
        late = "true" if one.accepts_late else "false"
        published = one.published_at.astimezone(ZoneInfo("UTC")).strftime("%Y-%m-%dT%H:%M:%SZ")
        pupils = ",".join(one.pupils)
        owner = (one.group.teachers[0], pupils, published)
        yield (one.source_id, "", "", one.group.source_id, *given, late, *owner)


def meetings_of(calendar: Calendar, lessons: Sequence[Lesson], group: str) -> list[Meeting]:
    """When a course group meets this year, in order."""
    periods: dict[int, list[int]] = {}
    for lesson in lessons:
        if lesson.group.source_id == group:
            periods.setdefault(lesson.cycle_day, []).append(lesson.period)
    return [
        Meeting(day.on, period)
        for day in calendar.class_days
        for period in sorted(periods.get(day.cycle_day or 0, ()))
    ]


def _meetings(calendar: Calendar, lessons: Sequence[Lesson]) -> dict[ClassRow, list[Meeting]]:
    taught: dict[int, list[Lesson]] = {}
    for lesson in lessons:
        taught.setdefault(lesson.cycle_day, []).append(lesson)
    met: dict[ClassRow, list[Meeting]] = {}
    for day in calendar.class_days:
        for lesson in sorted(taught.get(day.cycle_day or 0, ()), key=lambda one: one.period):
            met.setdefault(lesson.group, []).append(Meeting(day.on, lesson.period))
    return met


def _texts(calendar: Calendar, group: ClassRow) -> Sequence[Text]:
    bank = TEXTS[calendar.school.language].get(subject_of(group), {})
    return bank.get(band_of(group.level), ())


def _given(
    group: ClassRow, meetings: Sequence[Meeting], texts: Sequence[Text], today: date, seed: str
) -> Iterator[Assignment]:
    first = today - PAST - AHEAD
    share = _SHARES[subject_of(group)]
    if group.level >= "07" and group.level.isdigit():
        share = _SECONDARY_SHARES.get(subject_of(group), share)
    taken: set[date] = set()
    for place, meeting in enumerate(meetings):
        if not first <= meeting.on <= today:
            continue
        draw = Random(f"{seed}/homework/{group.source_id}/{meeting.on}/{meeting.period}")  # noqa: S311
        if draw.randrange(100) >= share:
            continue
        ahead = [one for one in meetings[place + 1 :] if one.on > meeting.on]
        due = ahead[: draw.randint(1, _FARTHEST_LESSON)]
        if due and due[-1].on not in taken:
            taken.add(due[-1].on)
            yield _assignment(
                group, meeting, due[-1], texts[place % len(texts)], draw.random() < 0.3
            )


def _assignment(
    group: ClassRow, given: Meeting, due: Meeting, text: Text, accepts_late: bool
) -> Assignment:
    kind, title, said, minutes = text
    return Assignment(
        source_id=f"d-{group.source_id}-{given.on:%m%d}-{given.period}",
        group=group,
        kind=kind,
        title=title,
        text=said,
        given_on=given.on,
        due_on=due.on,
        due_period=due.period,
        minutes=minutes,
        accepts_late=accepts_late and kind == "homework",
    )


def _next_week(calendar: Calendar, lessons: Sequence[Lesson], today: date) -> Iterator[Assignment]:
    """Every group of the primary years and up has one evaluation next week."""
    monday = monday_of(today) + timedelta(days=7)
    given = calendar.before(monday_of(today))
    for group, meetings in _meetings(calendar, lessons).items():
        if subject_of(group) != "MAT" or given is None:
            continue
        week = [one for one in meetings if monday <= one.on < monday + timedelta(days=7)]
        if week:
            due = week[min(1, len(week) - 1)]
            exam = _assignment(
                group, Meeting(given.on, 0), due, EXAM[calendar.school.language], False
            )
            yield replace(exam, source_id=f"d-{group.source_id}-{due.on:%m%d}-e")
