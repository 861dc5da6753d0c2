"""Reads about the calendar and the bells of schools: public facts, as frozen rows.

Nothing here is about a pupil, and nothing is computed from a first day: each date carries its own
kind and its own day of the cycle. Each function is one statement, for several schools at once.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from django.db import connection

from preau.boards.enums import DayKind

DAY = timedelta(days=1)
FRIDAY = 4


class DayRow(NamedTuple):
    """What one date is for one school."""

    school_id: int
    on: date
    kind: str
    cycle_day: int | None = None
    has_daycare: bool | None = None
    note: str = ""
    source_at: datetime | None = None
    sequence: int = 0
    changed_at: datetime | None = None

    @property
    def is_class(self) -> bool:
        return self.kind == DayKind.CLASS


@dataclass(frozen=True, slots=True)
class BellRow:
    """One period of a bell schedule; `on` is None in the usual one, `level` "" for all levels."""

    school_id: int
    level: str
    on: date | None
    number: int
    title: str
    starts_at: time
    ends_at: time


_DAYS = """
SELECT school_id, "on", kind, cycle_day, has_daycare, note, source_at, sequence, changed_at
FROM boards_schoolday WHERE school_id = ANY (%s) AND "on" BETWEEN %s AND %s
ORDER BY school_id, "on"
"""

_BELLS = """
SELECT school_id, level, "on", number, title, starts_at, ends_at
FROM boards_bellperiod
WHERE school_id = ANY (%s) AND ("on" IS NULL OR "on" BETWEEN %s AND %s)
ORDER BY school_id, starts_at, number
"""


def days_between(school_ids: Iterable[int], first: date, last: date) -> list[DayRow]:
    """The dates that the calendars of these schools hold, both ends included, by school and day."""
    with connection.cursor() as cursor:
        cursor.execute(_DAYS, [list(school_ids), first, last])
        return [DayRow(*row) for row in cursor.fetchall()]


def bells_between(school_ids: Iterable[int], first: date, last: date) -> "Bells":
    """The usual bells of these schools, and those of exam days between two dates included."""
    with connection.cursor() as cursor:
        cursor.execute(_BELLS, [list(school_ids), first, last])
        return Bells([BellRow(*row) for row in cursor.fetchall()])


def calendars_between(
    school_ids: Iterable[int], first: date, last: date
) -> Mapping[int, "SchoolCalendar"]:
    """One calendar for each of these schools, whether or not one was imported."""
    wanted = list(school_ids)
    rows = days_between(wanted, first, last)
    return {one: SchoolCalendar([r for r in rows if r.school_id == one]) for one in wanted}


class Bells:
    """The bell schedules of some schools, asked by school, level and date."""

    def __init__(self, rows: Sequence[BellRow]) -> None:
        self._schedules: dict[tuple[int, str, date | None], list[BellRow]] = {}
        for row in rows:
            self._schedules.setdefault((row.school_id, row.level, row.on), []).append(row)

    def periods_for(self, school_id: int, level: str, on: date) -> Sequence[BellRow]:
        """The periods of a level on a date, in the order of the day.

        One schedule, whole: the date's before the usual one, then the level's before that of all
        levels. An exam day has the periods of its own schedule and no other.
        """
        for key in ((level, on), ("", on), (level, None), ("", None)):
            if found := self._schedules.get((school_id, *key)):
                return found
        return ()


class SchoolCalendar:
    """The class days of one school.

    Between its first and last known dates, only what it names is a class day. Before, after, and
    where no calendar was imported, Monday to Friday count: a deadline can always be computed.
    """

    def __init__(self, days: Sequence[DayRow] = ()) -> None:
        self._days = {day.on: day for day in days}
        self._span = (min(self._days), max(self._days)) if self._days else None

    def day(self, on: date) -> DayRow | None:
        """What the calendar says of a date, when it says anything."""
        return self._days.get(on)

    def is_class(self, on: date) -> bool:
        if found := self._days.get(on):
            return found.is_class
        if self._span and self._span[0] <= on <= self._span[1]:
            return False
        return on.weekday() <= FRIDAY

    def next_class_day(self, after: date) -> date:
        """The first class day strictly after a date."""
        on = after + DAY
        while not self.is_class(on):
            on += DAY
        return on

    def class_days_between(self, first: date, end: date) -> int:
        """How many class days from `first` to the day before `end`."""
        return sum(self.is_class(first + DAY * step) for step in range(max((end - first).days, 0)))

    def add_class_days(self, on: date, count: int) -> date:
        """The `count`-th class day after a date; with 0, that date or the next class day."""
        if count == 0:
            return on if self.is_class(on) else self.next_class_day(on)
        for _ in range(count):
            on = self.next_class_day(on)
        return on
