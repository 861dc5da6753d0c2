"""« Transport scolaire »: today's and tomorrow's rides of a child, its week, what changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from preau.boards.calendar import SchoolCalendar, calendars_between
from preau.boards.enums import SwitchKey
from preau.boards.queries import schools_to_contact
from preau.core.clock import now, today
from preau.core.errors import NotVisible
from preau.people.access import visible_child
from preau.people.enums import Right
from preau.people.queries import ChildRow
from preau.transport import operations
from preau.transport.queries import ChangeRow, RideRow
from preau.web.declare import FamilyRequest, page
from preau.web.family.transport_views import (
    ChangeView,
    DayView,
    Plan,
    WeekView,
    change_view,
    day_view,
    plans_of,
    week_view,
)
from preau.web.ui.render import render_page

DAY = timedelta(days=1)
# The calendar of a board is known for a year; further weeks would be guesses.
_WEEKS_BEFORE, _WEEKS_AFTER = 4, 40


@dataclass(frozen=True)
class Shown:
    """All that the page says of a child who is transported."""

    days: Sequence[DayView]
    week: WeekView
    plans: Sequence[Plan]
    changes: Sequence[ChangeView]
    last_change: int | None


@page(audience="family", permission="transport")
def child_transport(request: FamilyRequest, student_id: int) -> HttpResponse:
    """Today and the next class day first, then the week, the plan, the history, whom to call."""
    child, siblings = visible_child(request.actor, student_id, Right.TRANSPORT)
    at, on = now(), today()
    is_shown = child.switches.is_on(SwitchKey.TILE_TRANSPORT, at=at)
    context = {
        "child": child,
        "siblings": [one for one in siblings if one.allows(Right.TRANSPORT)],
        "is_shown": is_shown,
        "today": on,
        "schools": schools_to_contact([child.school_id or 0]),
    }
    if is_shown:
        context |= _transport(request, child, at, on)
    return render_page(request, "family/transport/child_transport.html", context)


def _transport(
    request: FamilyRequest, child: ChildRow, at: datetime, on: date
) -> dict[str, object]:
    monday = _wanted_week(request.GET.get("semaine", ""), on)
    first = min(monday, on)
    seen = operations.see_transport(actor=request.actor, child=child, since=first, at=at)
    school_id = child.school_id or 0
    last = max(monday + 7 * DAY, on + 30 * DAY)
    calendar = calendars_between([school_id], first, last)[school_id]
    current = [ride for ride in seen.rides if not ride.days.ends_on or ride.days.ends_on > on]
    return {
        "shown": Shown(
            days=[day_view(seen, day, calendar, on) for day in _next_days(calendar, on)],
            week=week_view(seen.rides, monday, calendar, on),
            plans=plans_of(current, on),
            changes=[change_view(change, on) for change in seen.changes],
            last_change=_last_new(seen.changes),
        ),
        "notices": [n for n in seen.notices if n.on >= on],
        "is_transported": bool(current),
        "as_of": seen.as_of,
        "carriers": _carriers(current),
    }


def _next_days(calendar: SchoolCalendar, on: date) -> list[date]:
    """Today, whatever it is, and the next class day."""
    return [on, calendar.next_class_day(on)]


def _wanted_week(given: str, on: date) -> date:
    """The Monday of the week asked for; what is no date, or too far, is this week."""
    try:
        wanted = date.fromisoformat(given)
    except ValueError:
        wanted = on
    this = on - on.weekday() * DAY
    near = this - _WEEKS_BEFORE * 7 * DAY <= wanted < this + _WEEKS_AFTER * 7 * DAY
    return wanted - wanted.weekday() * DAY if near else this


def _last_new(changes: Sequence[ChangeRow]) -> int | None:
    return max((change.id for change in changes if change.is_new), default=None)


def _carriers(rides: Sequence[RideRow]) -> list[tuple[str, str]]:
    """Name and telephone of each carrier of the child's own rides."""
    found = {
        (ride.place.carrier, ride.place.phone): None
        for ride in rides
        if ride.place and ride.place.phone
    }
    return list(found)


@page(audience="family", permission="transport", writes=True)
def transport_seen(request: FamilyRequest, student_id: int) -> HttpResponse:
    """« J’ai vu »: what changed leaves « À faire », for this parent alone."""
    child, _siblings = visible_child(request.actor, student_id, Right.TRANSPORT)
    at = now()
    if not child.switches.is_on(SwitchKey.TILE_TRANSPORT, at=at):
        raise NotVisible
    number = request.POST.get("jusqu_a", "")
    if request.method == "POST" and number.isascii() and number.isdigit() and len(number) < 19:
        operations.note_seen(actor=request.actor, child=child, change_id=int(number), at=at)
        messages.success(request, _("C’est noté : vous avez vu ce qui change."))
    return redirect("child-transport", child.id)
