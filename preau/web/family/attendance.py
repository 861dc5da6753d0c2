"""« Absences et retards »: a child's year seen four ways, one event in full, its papers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.http import HttpResponse, HttpResponseBase

from preau.attendance import operations
from preau.attendance.enums import EventState
from preau.attendance.queries import EventRow, as_of_of, rules_of
from preau.attendance.rules import RuleRow
from preau.attendance.wording import Fact, state_label, state_tone, until, what
from preau.boards.calendar import bells_between, calendars_between
from preau.boards.enums import SwitchKey
from preau.core.clock import now, today
from preau.people.access import visible_child
from preau.people.enums import Right
from preau.people.queries import ChildRow
from preau.web.declare import FamilyRequest, page
from preau.web.downloads import send_file
from preau.web.family.attendance_views import (
    Month,
    counts_by_kind,
    counts_by_month,
    events_by_period,
    hours_of,
    month_of,
    next_month,
    wanted_month,
)
from preau.web.ui.render import render_page

VIEWS = ("liste", "periodes", "mois", "bilan")


@dataclass(frozen=True)
class EventView:
    """An event in words; `hours` are those of its periods, where the bells tell them."""

    row: EventRow
    what: str
    hours: str
    label: str
    tone: str
    until: str
    is_late: bool


@page(audience="family", permission="attendance")
def child_absences(request: FamilyRequest, student_id: int) -> HttpResponse:
    """What awaits the parent first, then the year by date, by period, by month or in figures."""
    child, siblings = visible_child(request.actor, student_id, Right.ATTENDANCE)
    at, on = now(), today()
    view = request.GET.get("vue", "")
    context = {
        "child": child,
        "siblings": [one for one in siblings if one.allows(Right.ATTENDANCE)],
        "view": view if view in VIEWS else VIEWS[0],
        "is_shown": child.switches.is_on(SwitchKey.TILE_ATTENDANCE, at=at),
        "today": on,
    }
    if context["is_shown"]:
        context |= _year(request, child, str(context["view"]), at, on)
    return render_page(request, "family/attendance/child_absences.html", context)


def _year(
    request: FamilyRequest, child: ChildRow, view: str, at: datetime, on: date
) -> dict[str, object]:
    seen = operations.see_attendance(actor=request.actor, child=child, on=on)
    events = views_of(seen.events, at)
    return {
        "events": events,
        "to_justify": [event for event in events if event.row.can_justify(at)],
        "missed": [event for event in events if event.is_late],
        "declarations": seen.declarations,
        "rule": rule_of(child),
        "as_of": as_of_of(child.school_id),
        "counts": counts_by_kind(seen.events),
        "months": counts_by_month(seen.events, on) if view == "bilan" else None,
        "by_period": events_by_period(events) if view == "periodes" else None,
        "month": _month(request, child, events, on) if view == "mois" else None,
    }


def _month(request: FamilyRequest, child: ChildRow, events: Sequence[EventView], on: date) -> Month:
    first = wanted_month(request.GET.get("mois", ""), on)
    school_id = child.school_id or 0
    calendars = calendars_between([school_id], first, next_month(first))
    return month_of(first, events, calendars[school_id], on)


def rule_of(child: ChildRow) -> RuleRow:
    """What the child's school asks at its level."""
    return rules_of([child.school_id or 0]).of(child.school_id, child.level_code)


def views_of(rows: Sequence[EventRow], at: datetime) -> list[EventView]:
    """Events in words, with the hours of their periods: one statement for all the bells."""
    if not rows:
        return []
    first, last = min(row.on for row in rows), max(row.on for row in rows)
    bells = bells_between({row.school_id for row in rows}, first, last)
    return [event_view(row, hours_of(row, bells), at) for row in rows]


def event_view(row: EventRow, hours: str, at: datetime) -> EventView:
    is_late = row.is_late(at)
    return EventView(
        row=row,
        what=what(Fact(row.kind, row.part, row.periods, row.minutes, row.starts_at)),
        hours=hours,
        label=state_label(row.state, is_late=is_late),
        tone=state_tone(row.state, is_late=is_late),
        until=until(row.justify_by) if row.justify_by else "",
        is_late=is_late,
    )


@page(audience="family", permission="attendance")
def absence(request: FamilyRequest, event_id: int) -> HttpResponse:
    """One event: where it stands, what was said of it, who did what and when."""
    at = now()
    seen = operations.see_event(actor=request.actor, event_id=event_id, at=at)
    (view,) = views_of([seen.event], at)
    context = {
        "event": view,
        "child": seen.child,
        "reasons": seen.reasons,
        "standing": next((r for r in seen.reasons if r.id == seen.event.justification_id), None),
        "traces": seen.traces,
        "rule": rule_of(seen.child),
        "can_justify": seen.event.can_justify(at),
        "is_submitted": seen.event.state == EventState.SUBMITTED,
        "state_label": state_label,
    }
    return render_page(request, "family/attendance/absence.html", context)


@page(audience="family", permission="attendance")
def absence_paper(request: FamilyRequest, paper_id: int) -> HttpResponseBase:
    """A paper that its author, or the school's choice, lets this account read."""
    return send_file(operations.take_paper(actor=request.actor, paper_id=paper_id, at=now()))
