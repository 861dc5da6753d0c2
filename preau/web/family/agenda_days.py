"""The days of an agenda as pages show them: what the domains know of one date, put side by side.

Here the agenda meets homework: two domains that know nothing of each other.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from django.utils.translation import gettext as _

from preau.agenda.days import Slot, slots_of
from preau.agenda.enums import EventKind
from preau.agenda.feed import day_detail, day_title
from preau.agenda.operations import Span
from preau.agenda.queries import EventRow
from preau.boards.calendar import DayRow
from preau.boards.enums import SwitchKey
from preau.core.clock import now
from preau.core.wording import join_names, time_of_day, weekday_name
from preau.core.zone import local_time
from preau.homework.enums import AssignmentKind
from preau.homework.queries import DueRow, due_between
from preau.people.enums import Right
from preau.people.queries import ChildRow
from preau.web.ui.jinja import url

ICONS = {
    "event": "calendar-days",
    "evaluation": "pencil-line",
    "homework": "notebook-pen",
    "lesson": "book-open",
}


@dataclass(frozen=True)
class Status:
    """What a date is, for the children named; no name where the page is about one child."""

    kind: str
    title: str
    detail: str = ""
    cycle_day: int | None = None
    names: str = ""


@dataclass(frozen=True)
class Item:
    """Something of a date: an event, a homework due. `when` is an hour, or ""."""

    kind: str
    label: str
    title: str
    when: str = ""
    detail: str = ""
    names: str = ""
    href: str = ""
    is_off: bool = False

    @property
    def icon(self) -> str:
        return ICONS[self.kind]


@dataclass(frozen=True)
class ChildDay:
    """The timetable of one child on a date."""

    child: ChildRow
    slots: Sequence[Slot]


@dataclass(frozen=True)
class DayView:
    """One date of the page."""

    on: date
    statuses: Sequence[Status]
    children: Sequence[ChildDay]
    items: Sequence[Item]

    @property
    def weekday(self) -> str:
        return weekday_name(self.on)

    @property
    def kind(self) -> str:
        """The heaviest word of the date: a closure is never hidden by a class day."""
        kinds = {status.kind for status in self.statuses}
        order = ("closure", "holiday", "break", "pedagogical", "class")
        return next((kind for kind in order if kind in kinds), "")

    @property
    def mark(self) -> str:
        """A word that fits in a month's cell; the day of the cycle when all share it."""
        if self.kind == "class":
            cycle = {status.cycle_day for status in self.statuses}
            number = cycle.pop() if len(cycle) == 1 else None
            return _("J%(number)s") % {"number": number} if number else ""
        return {
            "closure": _("Fermée"),
            "holiday": _("Férié"),
            "break": _("Congé"),
            "pedagogical": _("Péda."),
        }.get(self.kind, "")

    @property
    def is_notable(self) -> bool:
        """Whether a list of a month names it."""
        return bool(self.items) or self.kind not in {"", "class"}

    def without_due(self) -> "DayView":
        """The same date without homework and lessons; evaluations stay."""
        return replace(self, items=[i for i in self.items if i.kind not in {"homework", "lesson"}])


def due_of(children: Sequence[ChildRow], first: date, last: date) -> list[DueRow]:
    """What is due for the children whose school shows homework; one statement, or none."""
    shown = [
        child.id
        for child in children
        if child.allows(Right.HOMEWORK) and child.switches.is_on(SwitchKey.TILE_HOMEWORK, at=now())
    ]
    return due_between(shown, first=first, last=last) if shown else []


def day_views(
    dates: Iterable[date], children: Sequence[ChildRow], span: Span, due: Sequence[DueRow]
) -> list[DayView]:
    """The views of these dates, in their order."""
    is_named = len(children) > 1
    names = {child.id: child.first_name for child in children} if is_named else {}
    return [
        DayView(
            on,
            _statuses(on, children, span.days, is_named=is_named),
            [_child_day(on, child, span) for child in children],
            [*_events(on, span.events, names), *_due(on, due, names)],
        )
        for on in dates
    ]


def _statuses(
    on: date, children: Sequence[ChildRow], days: Sequence[DayRow], *, is_named: bool
) -> list[Status]:
    """Children of whom the date is the same share one word of it."""
    by_school = {day.school_id: day for day in days if day.on == on}
    groups: dict[tuple[str, str, str, int | None], list[str]] = {}
    for child in children:
        if day := by_school.get(child.school_id or 0):
            title = day_title(day) or _("Jour de classe")
            key = (day.kind, title, day_detail(day), day.cycle_day)
            groups.setdefault(key, []).append(child.first_name)
    return [
        Status(*key, names=join_names(names) if is_named else "") for key, names in groups.items()
    ]


def _child_day(on: date, child: ChildRow, span: Span) -> ChildDay:
    lessons = [row for row in span.lessons if row.student_id == child.id and row.on == on]
    day = next((d for d in span.days if d.school_id == child.school_id and d.on == on), None)
    has_class = bool(lessons) or (day is not None and day.is_class)
    bells = span.bells.periods_for(child.school_id or 0, child.level_code, on) if has_class else ()
    return ChildDay(child, slots_of(bells, lessons))


def _events(on: date, events: Sequence[EventRow], names: Mapping[int, str]) -> list[Item]:
    return [
        Item(
            kind="evaluation" if event.kind == EventKind.EVALUATION else "event",
            label=str(EventKind(event.kind).label),
            title=event.title,
            when=_hours(event, on),
            detail=" · ".join(part for part in (event.location, event.description) if part),
            names=join_names(names[s] for s in event.student_ids if s in names),
            is_off=event.is_cancelled,
        )
        for event in events
        if event.first_day <= on <= event.last_day
    ]


def _hours(event: EventRow, on: date) -> str:
    if event.starts_at is None or event.ends_at is None:
        return ""
    starts = time_of_day(event.starts_at) if event.first_day == on else ""
    ends = time_of_day(event.ends_at) if event.last_day == on else ""
    if ends == starts or _is_midnight(event.ends_at):
        return starts
    if starts and ends:
        return _("%(start)s à %(end)s") % {"start": starts, "end": ends}
    return starts or (_("jusqu’à %(end)s") % {"end": ends} if ends else "")


def _is_midnight(moment: datetime) -> bool:
    return local_time(moment).time() == time()


def _due(on: date, due: Sequence[DueRow], names: Mapping[int, str]) -> list[Item]:
    """Each assignment once; siblings of one group share it."""
    rows = [row for row in due if row.due_on == on]
    firsts = {row.id: row for row in reversed(rows)}
    return [
        Item(
            kind=str(row.kind.value),
            label=str(AssignmentKind(row.kind).label),
            title=row.title,
            detail=row.subject,
            names=join_names(names[r.student_id] for r in rows if r.id == row.id and names),
            href=f"{url('child-homework', row.student_id)}#devoir-{row.id}",
            is_off=False,
        )
        for row in sorted(firsts.values(), key=lambda row: (row.due_period or 0, row.id))
    ]
