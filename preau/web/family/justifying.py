"""Motiver: choose events of all the children, say why; change it or take it back."""

from collections.abc import Sequence
from datetime import datetime
from typing import TypeAlias

from django.contrib import messages
from django.forms import BoundField
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from preau.attendance import operations
from preau.attendance.enums import ActState
from preau.attendance.queries import events_justified_by, motives_of, rules_of
from preau.core.clock import now
from preau.core.errors import NotVisible, Refused
from preau.people.queries import ChildRow
from preau.web.account.forms import add_refusal
from preau.web.declare import FamilyRequest, page
from preau.web.family.attendance import EventView, views_of
from preau.web.family.attendance_forms import (
    JustifyForm,
    ReasonForm,
    SchoolMotives,
    first_values,
    motives_by_school,
)
from preau.web.ui.render import render_page

ChildEvents: TypeAlias = tuple[ChildRow, list[EventView]]


@page(audience="family", permission="justify_absence", writes=True, fresh=True, uploads=True)
def justify_absences(request: FamilyRequest) -> HttpResponse:
    """One form for all the children; unless one event was asked for, all are ticked already."""
    at = now()
    children, rows = operations.see_open_events(actor=request.actor, at=at)
    schools = {child.school_id or 0: child for child in children.values()}
    motives = motives_of(schools)
    listed = {motive.school_id for motive in motives}
    views = views_of(rows, at)
    open_views = [v for v in views if v.row.can_justify(at) and v.row.school_id in listed]
    groups = _by_child(children, open_views)
    form = _form(request, open_views, motives_by_school([child for child, _ in groups], motives))
    if request.proof.allows(form) and (done := _justify(request, form, at)):
        return done
    form.keep_files(at=at)
    context = {
        "form": form,
        "schools": _by_school(groups, form),
        "is_several": len(open_views) > 1,
        "missed": _by_child(children, [v for v in views if v.is_late]),
        "unlisted": [c for c in schools.values() if (c.school_id or 0) not in listed],
        "rules": rules_of(schools),
        "ticked": [str(value) for value in form["events"].value() or ()],
        "back": min(children, default=None),
    }
    return render_page(request, "family/attendance/justify.html", context)


def _form(
    request: FamilyRequest, views: Sequence[EventView], lists: Sequence[SchoolMotives]
) -> JustifyForm:
    sent = request.method == "POST"
    return JustifyForm(
        request.POST if sent else None,
        request.FILES if sent else None,
        actor=request.actor,
        views=views,
        lists=lists,
        initial={"events": _first_ticked(views, request.GET.get("evenement", ""))},
    )


def _first_ticked(views: Sequence[EventView], asked: str) -> list[int]:
    """The event that was asked for, else all of them: one motive often serves siblings."""
    named = [v.row.id for v in views if str(v.row.id) == asked]
    return named or [v.row.id for v in views]


def _justify(request: FamilyRequest, form: JustifyForm, at: datetime) -> HttpResponse | None:
    event_ids = [int(value) for value in form.cleaned_data["events"]]
    try:
        operations.justify(actor=request.actor, event_ids=event_ids, why=form.why(), at=at)
    except Refused as refusal:
        add_refusal(form, refusal)
        return None
    messages.success(request, _("Motif transmis à l’école."))
    return redirect("home")


def _by_school(
    groups: Sequence[ChildEvents], form: JustifyForm
) -> list[tuple[BoundField, list[ChildEvents]]]:
    """The children of each school, with the one motive that their school asks for."""
    return [
        (field, [group for group in groups if group[0].school_id == school_id])
        for school_id, field in form.motive_fields.items()
    ]


def _by_child(children: dict[int, ChildRow], views: Sequence[EventView]) -> list[ChildEvents]:
    groups = [
        (child, [view for view in views if view.row.student_id == child.id])
        for child in children.values()
    ]
    return [group for group in groups if group[1]]


@page(audience="family", permission="justify_absence", writes=True, fresh=True, uploads=True)
def edit_reason(request: FamilyRequest, justification_id: int) -> HttpResponse:
    """Another reason in the place of one that the school has not answered."""
    at = now()
    reason, child = operations.see_reason(
        actor=request.actor, justification_id=justification_id, at=at
    )
    if reason.state != ActState.SUBMITTED:
        raise NotVisible
    lists = motives_by_school([child], motives_of([reason.school_id]))
    sent = request.method == "POST"
    form = ReasonForm(
        request.POST if sent else None,
        request.FILES if sent else None,
        actor=request.actor,
        lists=lists,
        papers=reason.papers,
        initial=first_values(reason),
    )
    if request.proof.allows(form) and _edit(request, form, justification_id, at):
        return redirect("child-absences", student_id=child.id)
    form.keep_files(at=at)
    context = {
        "form": form,
        "child": child,
        "reason": reason,
        "events": views_of(events_justified_by(reason.id), at),
        "kept": [str(value) for value in form["kept_papers"].value() or ()],
    }
    return render_page(request, "family/attendance/edit_reason.html", context)


def _edit(request: FamilyRequest, form: ReasonForm, justification_id: int, at: datetime) -> bool:
    try:
        operations.edit_reason(
            actor=request.actor,
            justification_id=justification_id,
            why=form.why(),
            kept_papers=[int(value) for value in form.cleaned_data["kept_papers"]],
            at=at,
        )
    except Refused as refusal:
        add_refusal(form, refusal)
        return False
    messages.success(request, _("Nouveau motif transmis à l’école; il remplace le précédent."))
    return True


@page(audience="family", permission="justify_absence", writes=True, fresh=True)
def withdraw_reason(request: FamilyRequest, justification_id: int) -> HttpResponse:
    """A page that says what will happen, then the act."""
    at = now()
    reason, child = operations.see_reason(
        actor=request.actor, justification_id=justification_id, at=at
    )
    if not reason.is_mine or reason.state != ActState.SUBMITTED:
        raise NotVisible
    refused = ""
    if request.proof.allows():
        try:
            operations.withdraw_reason(
                actor=request.actor, justification_id=justification_id, at=at
            )
        except Refused as refusal:
            refused = refusal.message
        else:
            messages.success(request, _("Motif retiré. Ces événements sont de nouveau à motiver."))
            return redirect("child-absences", student_id=child.id)
    events = views_of(events_justified_by(reason.id), at)
    context = {
        "child": child,
        "reason": reason,
        "events": events,
        "refused": refused,
        "is_last_chance": any(e.row.justify_by and e.row.justify_by < at for e in events),
    }
    return render_page(request, "family/attendance/withdraw_reason.html", context)
