"""« Ce n'est pas mon enfant », « Il manque un enfant », and the school's answer."""

from allauth.account.models import EmailAddress
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from preau.boards.models import Board
from preau.boards.queries import bodies_named_like
from preau.core.clock import now
from preau.core.errors import NotVisible
from preau.people import operations
from preau.people.access import visible_child
from preau.people.enums import Right
from preau.people.errors import TooManyRequests
from preau.people.models import Incident
from preau.web.declare import FamilyRequest, page
from preau.web.family.forms import MissingChildForm, NoteForm
from preau.web.ui.render import render_page


@page(audience="family", permission="disown_child", writes=True, fresh=True)
def disown_child(request: FamilyRequest, student_id: int) -> HttpResponse:
    """A page that says what will happen, then the act."""
    child, _siblings = visible_child(request.actor, student_id, Right.EVERYTHING)
    form = NoteForm(request.POST if request.method == "POST" else None)
    if request.proof.allows(form):
        number = operations.disown_child(
            actor=request.actor, student_id=child.id, note=form.cleaned_data["note"], at=now()
        )
        text = _("Ce dossier ne vous est plus ouvert. L’école est avertie : incident %(number)s.")
        messages.success(request, text % {"number": number})
        return redirect("home")
    return render_page(request, "family/disown_child.html", {"child": child, "form": form})


@page(audience="family", permission="missing_child", writes=True)
def missing_child(request: FamilyRequest) -> HttpResponse:
    """Why a child is missing, the addresses proved here, and a request to the school."""
    addresses = list(
        EmailAddress.objects.filter(user_id=request.actor.account_id, verified=True)
        .order_by("-primary", "email")
        .values_list("email", flat=True)
    )
    bodies = bodies_named_like("", english=get_language() == "en")
    form = MissingChildForm(request.POST if request.method == "POST" else None, bodies=bodies)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            return _ask_school(request, form, addresses)
        except TooManyRequests as refusal:
            form.add_error(None, refusal.message)
            status = 429
    context = {
        "form": form,
        "addresses": addresses,
        "also": {b.code: b.aliases for b in bodies},
    }
    return render_page(request, "family/missing_child.html", context, status=status)


def _ask_school(
    request: FamilyRequest, form: MissingChildForm, addresses: list[str]
) -> HttpResponse:
    number = operations.report_missing_child(
        actor=request.actor,
        board=Board.objects.get(code=form.cleaned_data["body"]),
        note=form.cleaned_data["note"],
        addresses=addresses,
        at=now(),
    )
    text = _("Votre demande est transmise à l’organisme scolaire : numéro %(number)s.")
    messages.success(request, text % {"number": number})
    return redirect("home")


@page(audience="family", permission="own_incident", writes=True)
def answer(request: FamilyRequest, incident_id: int) -> HttpResponse:
    """The school's answer; « J'ai lu » ends the wait."""
    incident = Incident.objects.select_related("board").filter(id=incident_id).first()
    if incident is None or incident.answered_at is None:
        raise NotVisible
    if request.method == "POST":
        operations.read_answer(actor=request.actor, incident_id=incident.id, at=now())
        return redirect("home")
    return render_page(request, "family/incident_answer.html", {"incident": incident})
