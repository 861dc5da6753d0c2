"""« Devoirs et leçons »: what a child has to do, by day or by subject, ticked by the family."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from preau.boards.enums import SwitchKey
from preau.core.clock import now, today
from preau.core.wording import date_weekday
from preau.homework import operations
from preau.homework.queries import AssignmentRow
from preau.people.access import visible_child
from preau.people.enums import Right
from preau.people.queries import ChildRow
from preau.web.declare import FamilyRequest, page
from preau.web.downloads import send_file
from preau.web.ui.render import render_page

BY_SUBJECT = "matiere"


@dataclass(frozen=True)
class Section:
    """The assignments of one day or one subject."""

    title: str
    rows: Sequence[AssignmentRow]
    minutes: int = 0


@page(audience="family", permission="homework")
def child_homework(request: FamilyRequest, student_id: int) -> HttpResponse:
    """Tomorrow first, then today and what follows; what is past is folded."""
    child, siblings = visible_child(request.actor, student_id, Right.HOMEWORK)
    by_subject = request.GET.get("par") == BY_SUBJECT
    on = today()
    is_shown = child.switches.is_on(SwitchKey.TILE_HOMEWORK, at=now())
    rows = _rows(request, child, on) if is_shown else []
    coming = [row for row in rows if row.due_on >= on]
    past = [row for row in reversed(rows) if row.due_on < on]
    context = {
        "child": child,
        "siblings": [one for one in siblings if one.allows(Right.HOMEWORK)],
        "is_shown": is_shown,
        "by_subject": by_subject,
        "sections": _by_subject(coming) if by_subject else _by_day(coming, on),
        "past": past,
        "missed": [row for row in past if not row.done_at and not row.is_lesson],
        "past_days": settings.PREAU_LIMITS.homework_past_days,
        "as_of": max((row.as_of for row in rows), default=None),
        "today": on,
    }
    return render_page(request, "family/homework/child_homework.html", context)


def _rows(request: FamilyRequest, child: ChildRow, on: date) -> list[AssignmentRow]:
    return operations.see_homework(
        actor=request.actor,
        student_id=child.id,
        board_id=child.board_id,
        since=on - timedelta(days=settings.PREAU_LIMITS.homework_past_days),
    )


def _by_day(rows: Sequence[AssignmentRow], on: date) -> list[Section]:
    """The next days first: the evening asks about tomorrow. Today's come after tomorrow's."""
    tomorrow = on + timedelta(days=1)
    days = sorted({row.due_on for row in rows}, key=lambda day: (day != tomorrow, day))
    return [_section(_day_title(day, on), [r for r in rows if r.due_on == day]) for day in days]


def _day_title(day: date, on: date) -> str:
    if day == on + timedelta(days=1):
        return _("Pour demain, %(day)s") % {"day": date_weekday(day)}
    if day == on:
        return _("Pour aujourd’hui, %(day)s") % {"day": date_weekday(day)}
    return _("Pour %(day)s") % {"day": date_weekday(day)}


def _by_subject(rows: Sequence[AssignmentRow]) -> list[Section]:
    subjects = dict.fromkeys(row.subject for row in rows)
    return [_section(name, [r for r in rows if r.subject == name]) for name in sorted(subjects)]


def _section(title: str, rows: Sequence[AssignmentRow]) -> Section:
    return Section(title, rows, sum(r.minutes or 0 for r in rows if not r.done_at))


@page(audience="family", permission="homework", writes=True)
def tick(request: FamilyRequest, student_id: int, assignment_id: int) -> HttpResponse:
    """« Fait », or not yet; then back to the same line of the same view."""
    child, _siblings = visible_child(request.actor, student_id, Right.HOMEWORK)
    back = reverse("child-homework", args=[child.id])
    if request.method == "POST":
        operations.tick(
            actor=request.actor,
            student_id=child.id,
            assignment_id=assignment_id,
            is_done=request.POST.get("fait") == "1",
            at=now(),
        )
    if request.POST.get("par") == BY_SUBJECT:
        back += f"?par={BY_SUBJECT}"
    return redirect(f"{back}#devoir-{assignment_id}")


@page(audience="family", permission="homework")
def attachment(request: FamilyRequest, homework_file_id: int) -> HttpResponseBase:
    """A file of the teacher's."""
    return send_file(
        operations.take_attachment(actor=request.actor, attachment_id=homework_file_id, at=now())
    )
