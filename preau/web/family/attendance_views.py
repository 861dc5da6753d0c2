"""A year of events arranged for the eye: by period, by month, in figures. Nothing is read here."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from preau.attendance.enums import DayPart, EventKind
from preau.attendance.queries import EventRow
from preau.boards.calendar import Bells, SchoolCalendar
from preau.boards.enums import DayKind
from preau.core.wording import (
    date_short,
    month_long,
    spoken_language,
    time_of_day,
    weekday_name,
)

if TYPE_CHECKING:
    from preau.web.family.attendance import EventView

COUNTED = (
    EventKind.ABSENCE,
    EventKind.LATE,
    EventKind.EARLY_LEAVE,
    EventKind.SUSPENSION,
    EventKind.AUTHORIZED,
)
# At the head of a figure, whatever the figure.
PLURALS = {
    EventKind.ABSENCE: gettext_lazy("Absences"),
    EventKind.LATE: gettext_lazy("Retards"),
    EventKind.EARLY_LEAVE: gettext_lazy("Départs hâtifs"),
    EventKind.SUSPENSION: gettext_lazy("Suspensions"),
    EventKind.AUTHORIZED: gettext_lazy("Activités autorisées"),
}
# Of these, no period means that nobody said which; it was never the whole day.
PASSING = (EventKind.LATE, EventKind.EARLY_LEAVE)
# The kinds that a chart shows, in the order in which its bars are stacked.
CHARTED = (EventKind.ABSENCE, EventKind.LATE, EventKind.EARLY_LEAVE)
_MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")
_JULY = 7


def counts_by_kind(events: Iterable[EventRow]) -> list[tuple[str, int]]:
    """How many of each kind, named; absences and lates even when there is none."""
    found = Counter(event.kind for event in events)
    always = (EventKind.ABSENCE, EventKind.LATE)
    return [(str(PLURALS[k]), found[k]) for k in COUNTED if found[k] or k in always]


@dataclass(frozen=True)
class Bar:
    """One segment of a month's bar, in units of the chart."""

    kind: str
    y: float
    height: float


@dataclass(frozen=True)
class MonthCount:
    """A month's figures, and its bar at `x`."""

    name: str
    short_name: str
    counts: tuple[int, ...]
    x: float
    bars: tuple[Bar, ...]

    @property
    def total(self) -> int:
        return sum(self.counts)


@dataclass(frozen=True)
class Chart:
    """Bars on a field of `width` × `height`, whose top stands for `most` events."""

    months: tuple[MonthCount, ...]
    most: int
    width: float
    height: float = 100
    names: tuple[str, ...] = ()


_STEP, _HEIGHT = 56, 100
_FRIDAY = 4


def counts_by_month(events: Sequence[EventRow], on: date) -> Chart:
    """The months of the school year, to this one."""
    firsts = _months_until(on)
    found = Counter((e.on.year, e.on.month, e.kind) for e in events)
    table = [tuple(found[f.year, f.month, kind] for kind in CHARTED) for f in firsts]
    most = max([4, *(sum(row) for row in table)])
    months = [
        MonthCount(_title(first), _short(first), row, index * _STEP, _bars(row, most))
        for index, (first, row) in enumerate(zip(firsts, table, strict=True))
    ]
    names = tuple(str(PLURALS[kind]) for kind in CHARTED)
    return Chart(tuple(months), most, len(months) * _STEP, _HEIGHT, names)


def _title(first: date) -> str:
    return month_long(first).capitalize()


def _short(first: date) -> str:
    """« nov. », as dates are shortened."""
    return date_short(first).strip("1er ").strip()


def _months_until(on: date) -> list[date]:
    """From August or September to the month of `on`."""
    year = on.year if on.month >= _JULY else on.year - 1
    firsts, first = [], date(year, 8, 1)
    while first <= on:
        firsts.append(first)
        first = next_month(first)
    return firsts or [on.replace(day=1)]


def _bars(row: Sequence[int], most: int) -> tuple[Bar, ...]:
    bars, top = [], float(_HEIGHT)
    for kind, count in zip(CHARTED, row, strict=True):
        if count:
            height = round(_HEIGHT * count / most, 2)
            top = round(top - height, 2)
            bars.append(Bar(kind, top, height))
    return tuple(bars)


@dataclass(frozen=True)
class PeriodGroup:
    """The events that took one period, or one part of the day."""

    title: str
    events: Sequence["EventView"]


def events_by_period(events: Sequence["EventView"]) -> list[PeriodGroup]:
    """Whole days, half-days, then each period; an event of two periods is under both."""
    unsaid = [e for e in events if e.row.part == DayPart.DAY and e.row.kind in PASSING]
    parts = [
        PeriodGroup(
            str(part.label).capitalize(),
            [e for e in events if e.row.part == part and e not in unsaid],
        )
        for part in (DayPart.DAY, DayPart.AM, DayPart.PM)
    ]
    numbers = sorted({number for event in events for number in event.row.periods})
    periods = [
        PeriodGroup(
            _("Période %(number)s") % {"number": number},
            [e for e in events if number in e.row.periods],
        )
        for number in numbers
    ]
    rest = PeriodGroup(_("Période non précisée"), unsaid)
    return [group for group in [*parts, *periods, rest] if group.events]


@dataclass(frozen=True)
class Cell:
    """One day of a month's grid."""

    on: date
    is_outside: bool
    is_class: bool
    is_today: bool
    note: str
    events: Sequence["EventView"]


@dataclass(frozen=True)
class Month:
    """A grid of weeks; `before` and `after` are the months that one can go to."""

    title: str
    weekdays: Sequence[str]
    weeks: Sequence[Sequence[Cell]]
    before: str
    after: str

    @property
    def events(self) -> list["EventView"]:
        return [event for week in self.weeks for cell in week for event in cell.events]


def wanted_month(asked: str, on: date) -> date:
    """« 2026-11 » as its first day; this month for anything else."""
    if match := _MONTH.fullmatch(asked):
        return date(int(match[1]), int(match[2]), 1)
    return on.replace(day=1)


def next_month(first: date) -> date:
    return (first + timedelta(days=31)).replace(day=1)


def month_of(
    first: date, events: Sequence["EventView"], calendar: SchoolCalendar, on: date
) -> Month:
    """Its weeks, Monday to Friday, or to Sunday when something happened on a week-end.

    `after` is empty when the next month has not begun.
    """
    start = first - timedelta(days=first.weekday())
    end = next_month(first)
    own = [event for event in events if first <= event.row.on < end]
    length = 7 if any(event.row.on.weekday() > _FRIDAY for event in own) else 5
    weeks = []
    while start < end:
        days = [start + timedelta(days=step) for step in range(length)]
        weeks.append([_cell(day, first, events, calendar, on) for day in days])
        start += timedelta(days=7)
    before = (first - timedelta(days=1)).strftime("%Y-%m")
    after = end.strftime("%Y-%m") if end <= on else ""
    inside = [week for week in weeks if any(not cell.is_outside for cell in week)]
    weekdays = [weekday_name(cell.on) for cell in weeks[0]]
    return Month(_title(first), weekdays, inside, before, after)


def _cell(
    day: date, first: date, events: Sequence["EventView"], calendar: SchoolCalendar, on: date
) -> Cell:
    outside = (day.year, day.month) != (first.year, first.month)
    row = calendar.day(day)
    note = "" if row is None or row.is_class else str(DayKind(row.kind).label)
    own = [] if outside else [event for event in events if event.row.on == day]
    return Cell(day, outside, calendar.is_class(day), day == on, note, own)


def hours_of(row: EventRow, bells: Bells) -> str:
    """« 8 h à 9 h 15 »; from the first missed period to the last. Nothing without bells."""
    if not row.periods:
        return ""
    known = bells.periods_for(row.school_id, row.level, row.on)
    taken = [bell for bell in known if bell.number in row.periods]
    if len(taken) != len(row.periods):
        return ""
    joint = "to" if spoken_language() == "en" else "à"
    return f"{time_of_day(taken[0].starts_at)} {joint} {time_of_day(taken[-1].ends_at)}"
