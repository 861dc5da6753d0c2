"""« Résultats »: a child's étapes and travaux, the report card as page and paper, the archives."""

from dataclasses import dataclass
from datetime import datetime

from django import forms
from django.contrib import messages as flash
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from preau.boards.enums import SwitchKey
from preau.core.clock import now
from preau.core.wording import spoken_language, time_of_day, weekday_of
from preau.core.zone import local_day
from preau.results import operations
from preau.results.access import visible_card, visible_results
from preau.results.documents.data import to_data
from preau.results.enums import Pace
from preau.results.queries.cards import CardRow
from preau.results.queries.works import Habits
from preau.web.declare import FamilyRequest, page
from preau.web.downloads import send_file
from preau.web.family.results_views import (
    awaited,
    by_subject,
    term_views,
    work_views,
    year_view,
)
from preau.web.origin import is_seen_by_a_person
from preau.web.ui.render import render_page

VIEWS = ("etape", "matiere", "annee")


def hints(habits: Habits) -> dict[Pace, str]:
    """What each choice does, with the school's own weekday and hour."""
    day = weekday_of(habits.weekday)
    when = {"day": day, "time": time_of_day(habits.sent_at)}
    return {
        Pace.LIVE: _(
            "Chaque résultat s’affiche ici à l’heure où l’école le publie, et un courriel le dit."
        ),
        Pace.WEEKLY: _(
            "Les résultats d’une semaine s’affichent ensemble, le %(day)s à %(time)s; un courriel"
            " le dit."
        )
        % when,
        Pace.REPORT_CARD: _(
            "Les travaux d’une étape s’affichent avec son bulletin, pas avant, sans courriel."
        ),
    }


class PaceForm(forms.Form):
    pace = forms.ChoiceField(
        label=gettext_lazy("Me montrer les travaux"),
        choices=Pace.choices,
        help_text=gettext_lazy(
            "Ce choix est le vôtre, pour cet enfant : l’autre parent et l’école n’en savent rien."
        ),
    )


@page(audience="family", permission="results")
def child_results(request: FamilyRequest, student_id: int) -> HttpResponse:
    at = now()
    child, siblings, is_shown = visible_results(request.actor, student_id, at=at)
    context = {
        "child": child,
        "siblings": siblings,
        "is_shown": is_shown,
        "opens_at": child.switches.opens_at(SwitchKey.TILE_RESULTS, at=at),
    }
    if is_shown:
        context |= _shown(
            request, operations.see_results(actor=request.actor, child=child, at=at), at
        )
    return render_page(request, "family/results/child_results.html", context)


def _shown(request: FamilyRequest, seen: operations.ResultsPage, at: datetime) -> dict[str, object]:
    asked = request.GET.get("vue", "")
    terms = term_views(seen)
    works = work_views(seen)
    return {
        "view": asked if asked in VIEWS else VIEWS[0],
        "terms": terms,
        "subjects": by_subject(terms),
        "year": year_view(seen),
        "works": works,
        "news": sum(work.is_new for work in works) + sum(term.is_new for term in terms),
        "since": seen.since,
        "pace_form": PaceForm(initial={"pace": seen.habits.pace}),
        "pace": seen.habits.pace,
        "pace_hints": hints(seen.habits),
        "week_day": weekday_of(seen.habits.weekday),
        "week_time": seen.habits.sent_at,
        "awaited": awaited(seen.terms, seen.cards, at),
        "has_archives": bool(seen.earlier),
        "as_of": max((card.source_at for card in seen.cards), default=None),
        "pass_mark": next((c.pass_mark for c in reversed(seen.cards) if c.pass_mark), None),
    }


@page(audience="family", permission="results", writes=True)
def results_pace(request: FamilyRequest, student_id: int) -> HttpResponse:
    """When travaux show; a value that is none of ours changes nothing."""
    child, _siblings, _is_shown = visible_results(request.actor, student_id, at=now())
    form = PaceForm(request.POST)
    if request.method == "POST" and form.is_valid():
        pace = Pace(form.cleaned_data["pace"])
        operations.choose_pace(actor=request.actor, student_id=child.id, pace=pace, at=now())
        flash.success(request, _("Travaux : %(pace)s.") % {"pace": str(pace.label).lower()})
    return redirect(f"{reverse('child-results', args=[child.id])}#travaux")


@dataclass(frozen=True)
class ArchivedYear:
    title: str
    school: str
    cards: list[CardRow]


@dataclass(frozen=True)
class ArchivedPupil:
    student_id: int
    name: str
    is_here: bool
    years: list[ArchivedYear]


@page(audience="family", permission="results")
def results_archives(request: FamilyRequest) -> HttpResponse:
    """« Années précédentes et anciens élèves »."""
    cards = operations.see_archives(actor=request.actor, at=now())
    pupils: dict[int, ArchivedPupil] = {}
    for card in cards:
        pupil = pupils.setdefault(
            card.student_id, ArchivedPupil(card.student_id, card.full_name, card.is_here, [])
        )
        if not pupil.years or pupil.years[-1].title != card.year_title:
            pupil.years.append(ArchivedYear(card.year_title, card.school_name, []))
        pupil.years[-1].cards.append(card)
    return render_page(request, "family/results/archives.html", {"pupils": list(pupils.values())})


@page(audience="family", permission="results")
def results_archive(request: FamilyRequest, student_id: int) -> HttpResponse:
    """All the report cards of one pupil, in one .zip."""
    content = operations.archive_of(
        actor=request.actor, student_id=student_id, language=spoken_language(), at=now()
    )
    return HttpResponse(
        content,
        content_type="application/zip",
        headers={
            "Content-Disposition": 'attachment; filename="bulletins.zip"',
            "Cache-Control": "no-store, private",
        },
    )


@page(audience="family", permission="results")
def report_card(request: FamilyRequest, card_id: int) -> HttpResponse:
    at = now()
    opened = operations.open_card(
        actor=request.actor,
        card_id=card_id,
        averages=SwitchKey.SHOW_AVERAGES,
        at=at,
        is_read=is_seen_by_a_person(request),
    )
    return render_page(
        request,
        "family/results/report_card.html",
        {
            "card": opened.card,
            "today": local_day(at),
            "bulletin": to_data(operations.page_card(opened, language=spoken_language())),
            "changed": [s for s in opened.subjects if s.changed_at and s.card_id == card_id],
        },
    )


@page(audience="family", permission="results")
def report_card_paper(request: FamilyRequest, card_id: int) -> HttpResponseBase:
    """The same content as a PDF, for this parent."""
    return send_file(
        operations.paper_of(
            actor=request.actor,
            card_id=card_id,
            language=spoken_language(),
            at=now(),
            is_read=is_seen_by_a_person(request),
        )
    )


@page(audience="family", permission="results", writes=True, fresh=True)
def report_card_acknowledge(request: FamilyRequest, card_id: int) -> HttpResponse:
    """« J'ai pris connaissance » : an act, said before it is done, never by following a link."""
    at = now()
    today = local_day(at)
    card, _cards = visible_card(request.actor, card_id, today=today)
    if card.awaits_word(today) and request.proof.allows():
        operations.acknowledge(actor=request.actor, card_id=card.id, at=at)
        flash.success(request, _("L’école sait que vous avez pris connaissance du bulletin."))
        return redirect("report-card", card_id=card.id)
    return render_page(request, "family/results/acknowledge.html", {"card": card, "today": today})
