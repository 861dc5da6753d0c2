"""Déclarer d'avance: choose what happens, then a form that asks for that and nothing else."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from preau.attendance import operations
from preau.attendance.access import attended_children
from preau.attendance.enums import ActState, DeclarationKind
from preau.attendance.queries import (
    DeclarationRow,
    declared_together,
    motives_of,
    rules_of,
)
from preau.attendance.rules import RuleRow, declare_until
from preau.attendance.wording import declared, until
from preau.core.clock import now
from preau.core.errors import NotVisible, Refused
from preau.people.queries import ChildRow
from preau.web.account.forms import add_refusal
from preau.web.declare import FamilyRequest, page
from preau.web.family.attendance import rule_of
from preau.web.family.attendance_forms import DeclareForm, motives_by_school
from preau.web.ui.render import render_page

# In the address of each form.
SLUGS = {
    "journee": DeclarationKind.FULL_DAY,
    "plusieurs-jours": DeclarationKind.SEVERAL_DAYS,
    "arrivee-tardive": DeclarationKind.LATE_ARRIVAL,
    "depart-hatif": DeclarationKind.EARLY_LEAVE,
    "sortie-et-retour": DeclarationKind.LEAVE_AND_RETURN,
}
HINTS = {
    DeclarationKind.FULL_DAY: gettext_lazy("Pas d’école ce jour-là."),
    DeclarationKind.SEVERAL_DAYS: gettext_lazy("Du premier au dernier jour d’absence."),
    DeclarationKind.LATE_ARRIVAL: gettext_lazy("Arrivée après le début des classes."),
    DeclarationKind.EARLY_LEAVE: gettext_lazy("Départ avant la fin des classes, sans retour."),
    DeclarationKind.LEAVE_AND_RETURN: gettext_lazy("Sortie pendant la journée, avec retour."),
}


@page(audience="family", permission="declare_absence")
def declare_absence(request: FamilyRequest) -> HttpResponse:
    """Step 1: what happens."""
    children = attended_children(request.actor, now())
    context = {
        "kinds": [(slug, kind.label, HINTS[kind]) for slug, kind in SLUGS.items()],
        "children": list(children.values()),
        "child": children.get(_number(request.GET.get("enfant", ""))),
    }
    return render_page(request, "family/attendance/declare.html", context)


@page(audience="family", permission="declare_absence", writes=True, fresh=True, uploads=True)
def declare_kind(request: FamilyRequest, slug: str) -> HttpResponse:
    """Step 2: who, when and why."""
    if slug not in SLUGS:
        raise Http404
    at = now()
    children = attended_children(request.actor, at)
    schools = {child.school_id or 0: child for child in children.values()}
    lists = motives_by_school(children.values(), motives_of(schools))
    listed = {one.school_id for one in lists}
    candidates = [child for child in children.values() if child.school_id in listed]
    sent = request.method == "POST"
    form = DeclareForm(
        request.POST if sent else None,
        request.FILES if sent else None,
        actor=request.actor,
        kind=SLUGS[slug],
        candidates=candidates,
        lists=lists,
        initial={"children": _first_ticked(candidates, request.GET.get("enfant", ""))},
    )
    if request.proof.allows(form) and (done := _declare(request, form, children, at)):
        return done
    form.keep_files(at=at)
    context = {
        "form": form,
        "slug": slug,
        "kind": SLUGS[slug].label,
        "candidates": candidates,
        "ticked": [str(value) for value in form["children"].value() or ()],
        "rules": _rules(candidates),
        "unlisted": [c for c in schools.values() if (c.school_id or 0) not in listed],
    }
    return render_page(request, "family/attendance/declare_kind.html", context)


def _number(asked: str) -> int:
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 19 else 0


def _first_ticked(candidates: Sequence[ChildRow], asked: str) -> list[int]:
    """The child that was asked for; the only child there is."""
    if len(candidates) == 1:
        return [candidates[0].id]
    return [child.id for child in candidates if str(child.id) == asked]


def _rules(children: Sequence[ChildRow]) -> list[tuple[str, RuleRow]]:
    """What each school says of declarations, once a school and order."""
    rules = rules_of({child.school_id or 0 for child in children})
    named = {(child.school_name, rules.of(child.school_id, child.level_code)) for child in children}
    return sorted(named, key=lambda one: (one[0], one[1].teaching_order))


def _declare(
    request: FamilyRequest, form: DeclareForm, children: Mapping[int, ChildRow], at: datetime
) -> HttpResponse | None:
    student_ids = [int(value) for value in form.cleaned_data["children"]]
    try:
        batch = operations.declare(
            actor=request.actor,
            student_ids=student_ids,
            plan=form.plan(),
            why=form.why(),
            at=at,
        )
    except Refused as refusal:
        add_refusal(form, refusal)
        return None
    messages.success(request, _("Absence déclarée. Voyez ci-dessous qui en est prévenu."))
    return redirect("declaration", declaration_id=declared_together(batch)[0][0])


@page(audience="family", permission="declare_absence")
def declaration(request: FamilyRequest, declaration_id: int) -> HttpResponse:
    """What was declared, and whom it reached."""
    at = now()
    row, child, traces = operations.see_declaration(
        actor=request.actor, declaration_id=declaration_id, at=at
    )
    children = attended_children(request.actor, at)
    same_act = declared_together(row.batch)
    context = {
        "declaration": row,
        "words": words_of(row),
        "child": child,
        "others": [(n, children[s]) for n, s in same_act if s != child.id and s in children],
        "traces": traces,
        "can_withdraw": _can_withdraw(row, child, at),
        "until": until(declare_until(rule_of(child), row.starts_on)),
        "rule": rule_of(child),
    }
    return render_page(request, "family/attendance/declaration.html", context)


def words_of(row: DeclarationRow) -> str:
    return declared(row.kind, row.starts_on, row.ends_on, row.leave_at, row.return_at)


def _can_withdraw(row: DeclarationRow, child: ChildRow, at: datetime) -> bool:
    in_time = at <= declare_until(rule_of(child), row.starts_on)
    return row.is_mine and row.state == ActState.SUBMITTED and in_time


@page(audience="family", permission="declare_absence", writes=True, fresh=True)
def withdraw_declaration(request: FamilyRequest, declaration_id: int) -> HttpResponse:
    """A page that says what will happen, then the act."""
    at = now()
    row, child, _traces = operations.see_declaration(
        actor=request.actor, declaration_id=declaration_id, at=at
    )
    if not row.is_mine or row.state != ActState.SUBMITTED:
        raise NotVisible
    refused = ""
    if request.proof.allows():
        try:
            operations.withdraw_declaration(
                actor=request.actor, declaration_id=declaration_id, at=at
            )
        except Refused as refusal:
            refused = refusal.message
        else:
            messages.success(request, _("Déclaration retirée. L’école et ses services le savent."))
            return redirect("child-absences", student_id=child.id)
    context = {"declaration": row, "words": words_of(row), "child": child, "refused": refused}
    return render_page(request, "family/attendance/withdraw_declaration.html", context)
