"""« Agenda »: a day, a week or a month, of one child or of the family together."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta

from django.http import HttpResponse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from preau.agenda.access import children_with_agenda, shows_agenda
from preau.agenda.days import Slot
from preau.agenda.operations import Span, see_agenda
from preau.core.clock import now, today
from preau.core.wording import date_day, date_weekday, join_names, month_long
from preau.people.access import visible_child
from preau.people.enums import Right
from preau.people.queries import ChildRow
from preau.web.declare import FamilyRequest, page
from preau.web.family.agenda_days import DayView, day_views, due_of
from preau.web.ui.jinja import url
from preau.web.ui.render import render_page

DAY, WEEK, MONTH = "jour", "semaine", "mois"
ONE = timedelta(days=1)
# Past school years are of another service; an address typed by hand goes no further.
FURTHEST = timedelta(days=800)
SATURDAY = 5


@dataclass(frozen=True)
class Window:
    """What is looked at: `first` to `last`, and how the page calls it."""

    view: str
    on: date
    first: date
    last: date
    title: str
    previous: date
    following: date

    @property
    def dates(self) -> list[date]:
        return [self.first + ONE * step for step in range((self.last - self.first).days + 1)]


@page(audience="family", permission="agenda")
def family_agenda(request: FamilyRequest) -> HttpResponse:
    """All the children whose school shows its agenda, together."""
    siblings = children_with_agenda(request.actor)
    return _agenda_page(request, siblings, child=None, path=url("agenda"))


@page(audience="family", permission="agenda")
def child_agenda(request: FamilyRequest, student_id: int) -> HttpResponse:
    child, siblings = visible_child(request.actor, student_id, Right.AGENDA)
    allowed = [one for one in siblings if one.allows(Right.AGENDA)]
    return _agenda_page(request, allowed, child=child, path=url("child-agenda", child.id))


def _agenda_page(
    request: FamilyRequest, siblings: Sequence[ChildRow], *, child: ChildRow | None, path: str
) -> HttpResponse:
    window = window_of(request.GET.get("vue", ""), request.GET.get("date", ""), today())
    asked = [child] if child else siblings
    shown = [one for one in asked if shows_agenda(one, at=now())]
    span = see_agenda(actor=request.actor, children=shown, first=window.first, last=window.last)
    days = day_views(window.dates, shown, span, due_of(shown, window.first, window.last))
    context = {
        "child": child,
        "siblings": siblings,
        "children": shown,
        "hidden": [one for one in asked if one not in shown],
        "unknown": join_names(one.first_name for one in _unknown(shown, span)),
        "is_empty": not span.days and not any(day.items for day in days),
        "window": window,
        "days": _listed(days, window),
        "weeks": _weeks(days, window) if window.view == MONTH else (),
        "table": timetable(days) if child and window.view == WEEK else None,
        "next_class": _next_class(shown, span, window) if window.view == DAY else None,
        "links_to": _links(window, path),
        "today": today(),
        "as_of": max((d.source_at for d in span.days if d.source_at), default=None),
    }
    return render_page(request, "family/agenda/agenda.html", context)


def window_of(view: str, on: str, now_on: date) -> Window:
    """The window an address asks for; what it does not say well is today's."""
    asked = _date_of(on, now_on)
    if view == WEEK:
        first = asked - ONE * asked.weekday()
        title = _("Semaine du %(day)s") % {"day": date_day(first)}
        return Window(WEEK, asked, first, first + ONE * 6, title, asked - ONE * 7, asked + ONE * 7)
    if view == MONTH:
        return _month(asked)
    return Window(DAY, asked, asked, asked, date_weekday(asked), asked - ONE, asked + ONE)


def _month(asked: date) -> Window:
    """Whole weeks, so that the grid has no hole."""
    begin = asked.replace(day=1)
    following = (begin + ONE * 31).replace(day=1)
    first = begin - ONE * begin.weekday()
    end = following - ONE
    last = end + ONE * (6 - end.weekday())
    previous = (begin - ONE).replace(day=1)
    return Window(MONTH, asked, first, last, month_long(begin), previous, following)


def _date_of(text: str, now_on: date) -> date:
    try:
        asked = date.fromisoformat(text)
    except ValueError:
        return now_on
    return asked if abs(asked - now_on) <= FURTHEST else now_on


def _links(window: Window, path: str) -> dict[str, str]:
    """Where the page leads: other windows of the same agenda."""

    def to(view: str, on: date | None = None) -> str:
        asked = {"vue": view, **({"date": on.isoformat()} if on else {})}
        return f"{path}?{urlencode(asked)}"

    views = {view: to(view, window.on) for view in (DAY, WEEK, MONTH)}
    return {
        **views,
        "previous": to(window.view, window.previous),
        "following": to(window.view, window.following),
        "today": to(window.view),
        "day": f"{path}?{urlencode({'vue': DAY})}&date=",
        "query": f"?{urlencode({'vue': window.view, 'date': window.on.isoformat()})}",
    }


def _unknown(children: Sequence[ChildRow], span: Span) -> list[ChildRow]:
    """The children whose school has sent no calendar."""
    known = {day.school_id for day in span.days}
    return [child for child in children if child.school_id not in known]


def _listed(days: Sequence[DayView], window: Window) -> list[DayView]:
    """A week leaves an empty weekend out. A month lists its own days on which something is out of
    the ordinary; what is due every day stays in the grid, one touch away.
    """
    if window.view == MONTH:
        inside = [day.without_due() for day in days if day.on.month == window.on.month]
        return [day for day in inside if day.is_notable]
    if window.view == WEEK:
        return [day for day in days if day.on.weekday() < SATURDAY or day.items or day.statuses]
    return list(days)


def _weeks(days: Sequence[DayView], window: Window) -> list[Sequence[DayView]]:
    return [days[step : step + 7] for step in range(0, len(days), 7)]


def _next_class(children: Sequence[ChildRow], span: Span, window: Window) -> date | None:
    """On a day without classes, the next one that has some."""
    days = sorted({day.on for day in span.days if day.is_class})
    return None if window.on in days else next((on for on in days if on > window.on), None)


@dataclass(frozen=True)
class TableRow:
    """One line of the week's timetable: the hours, then what each day has at them."""

    number: int
    starts_at: time | None
    ends_at: time | None
    cells: Sequence[Sequence[Slot]]


@dataclass(frozen=True)
class WeekTable:
    days: Sequence[DayView]
    rows: Sequence[TableRow]


def timetable(days: Sequence[DayView]) -> WeekTable | None:
    """The week of one child as hours by days; None when there is nothing to put in it."""
    shown = [day for day in days if day.on.weekday() < SATURDAY or _slots(day)]
    keys = {_key(slot) for day in shown for slot in _slots(day)}
    if not keys:
        return None
    rows = [
        TableRow(number, starts, ends, [_at((number, starts, ends), day) for day in shown])
        for number, starts, ends in sorted(keys, key=lambda k: (k[1] or time.max, k[0]))
    ]
    return WeekTable(shown, rows)


def _at(key: tuple[int, time | None, time | None], day: DayView) -> list[Slot]:
    return [slot for slot in _slots(day) if _key(slot) == key]


def _slots(day: DayView) -> Iterable[Slot]:
    return day.children[0].slots if day.children else ()


def _key(slot: Slot) -> tuple[int, time | None, time | None]:
    return slot.number, slot.starts_at, slot.ends_at
