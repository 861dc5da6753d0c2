"""Confirming a child, its file and its photo."""

from django.core.files.storage import default_storage
from django.http import FileResponse, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language, gettext

from preau.boards.enums import SwitchKey
from preau.boards.models import Board
from preau.boards.queries import bodies_named_like
from preau.core.clock import now, today
from preau.core.errors import NotVisible
from preau.people.access import visible_child, visible_children
from preau.people.enums import Relationship
from preau.people.errors import ChildNotConfirmed, TooManyConfirmations
from preau.people.numbers import looks_like_health_number, masked_code, shown_code
from preau.people.operations import confirm_child as confirm
from preau.people.operations import see_code_permanent, see_file
from preau.people.operations.confirming import Claim
from preau.people.queries import code_permanent_of, waiting_for_family
from preau.web.account.language import chosen_language
from preau.web.declare import FamilyRequest, page
from preau.web.family.forms import ChildForm
from preau.web.origin import network_of
from preau.web.ui.render import render_page

# The kind of the group that a pupil belongs to, as opposed to those where it learns a subject.
HOMEROOM = "homeroom"


@page(audience="family", permission="confirm_child", writes=True)
def confirm_child(request: FamilyRequest) -> HttpResponse:
    """The form; after a refusal it keeps all that was typed."""
    search = request.GET.get("organisme", "")
    bodies = bodies_named_like(search, english=get_language() == "en")
    form = ChildForm(
        request.POST if request.method == "POST" else None, bodies=bodies, initial=_kept(request)
    )
    if request.method == "POST" and form.is_valid():
        return _try(request, form)
    return _form_page(request, form, search=search)


def _kept(request: FamilyRequest) -> dict[str, str]:
    """« Répéter pour un autre enfant »: the same body and family name come first to mind."""
    return {name: request.session.get(f"repeat_{name}", "") for name in ("body", "family_name")}


def _try(request: FamilyRequest, form: ChildForm) -> HttpResponse:
    data = form.cleaned_data
    claim = Claim(
        board=Board.objects.get(id=data["body"].id),
        number=data["number"],
        given_name=data["given_name"],
        family_name=data["family_name"],
        network=network_of(request.origin.address),
    )
    try:
        student_id = confirm(
            actor=request.actor,
            claim=claim,
            email=request.user.email,  # type: ignore[union-attr]
            language=chosen_language(request),
            at=now(),
        )
    except ChildNotConfirmed:
        hint = looks_like_health_number(claim.number)
        return _form_page(request, form, refused=True, health_number=hint, status=422)
    except TooManyConfirmations as refusal:
        minutes = int(refusal.wait.total_seconds() // 60)
        return _form_page(request, form, wait_minutes=minutes, status=429)
    return _confirmed(request, claim, student_id)


def _confirmed(request: FamilyRequest, claim: Claim, student_id: int) -> HttpResponseRedirect:
    request.session.cycle_key()
    request.session.pop("name", None)
    request.session["repeat_body"] = claim.board.code
    request.session["repeat_family_name"] = claim.family_name
    return redirect(f"{reverse('confirm-child')}?{urlencode({'fait': student_id})}")


def _form_page(
    request: FamilyRequest,
    form: ChildForm,
    *,
    search: str = "",
    refused: bool = False,
    health_number: bool = False,
    wait_minutes: int = 0,
    status: int = 200,
) -> HttpResponse:
    children = visible_children(request.actor)
    done = request.GET.get("fait", "")
    note = gettext("N’utilise pas encore Préau")
    context = {
        "form": form,
        "search": search,
        "refused": refused,
        "health_number": health_number,
        "wait_minutes": wait_minutes,
        "children": children,
        "done": next((c for c in children if str(c.id) == done), None),
        "remaining": [w for w in waiting_for_family() if w.kind == "confirm"],
        "also": {b.code: b.aliases for b in form.bodies.values()},
        "notes": {b.code: note for b in form.bodies.values() if not b.is_subscribed},
    }
    return render_page(request, "family/confirm_child.html", context, status=status)


@page(audience="family", permission="file")
def child_file(request: FamilyRequest, student_id: int) -> HttpResponse:
    return _file_page(request, student_id, code="")


@page(audience="family", permission="file", writes=True)
def child_code(request: FamilyRequest, student_id: int) -> HttpResponse:
    """The code permanent in clear: asked for, journalled, never in an address."""
    if request.method != "POST":
        return redirect("child-file", student_id=student_id)
    return _file_page(
        request, student_id, code=see_code_permanent(actor=request.actor, student_id=student_id)
    )


def _file_page(request: FamilyRequest, student_id: int, *, code: str) -> HttpResponse:
    child, siblings, subjects, own = see_file(
        actor=request.actor, student_id=student_id, on=today()
    )
    if not child.switches.is_on(SwitchKey.TILE_FILE, at=now()):
        raise NotVisible
    context = {
        "child": child,
        "siblings": siblings,
        "subjects": [subject for subject in subjects if subject.kind != HOMEROOM],
        "homeroom": [
            t for subject in subjects if subject.kind == HOMEROOM for t in subject.teachers
        ],
        "own": [(record, Relationship(record.relationship).label) for record in own],
        "masked": masked_code(code_permanent_of(child.id)),
        "code": shown_code(code),
        "shows_teachers": child.switches.is_on(SwitchKey.SHOW_TEACHERS, at=now()),
    }
    return render_page(request, "family/child_file.html", context)


@page(audience="family", permission="file")
def child_photo(request: FamilyRequest, student_id: int) -> FileResponse:
    """The photo of a child in scope; nothing else serves that folder."""
    child, _ = visible_child(request.actor, student_id)
    if not child.photo or not default_storage.exists(child.photo):
        raise NotVisible
    kind = "image/png" if child.photo.endswith(".png") else "image/jpeg"
    return FileResponse(
        default_storage.open(child.photo),
        content_type=kind,
        headers={"Content-Security-Policy": "default-src 'none'; sandbox"},
    )
