"""The code and the password: steps that the mail's link reopens in any tab or on any device.

The link proves nothing. The browser that typed the code, and no other, goes on to the password.
"""

from email.utils import parseaddr

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from preau.accounts import operations
from preau.accounts.enums import Purpose
from preau.accounts.errors import CodeTooSoon, NotYourProof, ProofGone, TooManyCodes
from preau.accounts.queries import ProofStep, proof_step
from preau.core.actors import FamilyActor
from preau.core.clock import now
from preau.core.errors import Refused
from preau.web.account.door import holds_proof, let_in, remember_proof
from preau.web.account.forms import CodeForm, NewPasswordForm, add_refusal
from preau.web.account.language import chosen_language
from preau.web.account.paths import proof_link
from preau.web.declare import PublicRequest, page
from preau.web.middleware import sign_in_first
from preau.web.origin import network_of
from preau.web.ui.render import render_page


@page(audience="public", writes=True)
def verification(request: PublicRequest, token: str) -> HttpResponse:
    try:
        step = proof_step(token, at=now())
    except ProofGone:
        return gone(request)
    if step.is_proved:
        return _after_code(request, step, token)
    if step.account_id and not request.user.is_authenticated:
        return sign_in_first(request)
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        return _typed(request, step, token, form)
    return _show(request, step, token, form)


@page(audience="public", writes=True)
@require_POST
def verification_resend(request: PublicRequest, token: str) -> HttpResponse:
    try:
        operations.resend_code(
            actor=request.actor,
            token=token,
            network=network_of(request.origin.address),
            link_of=proof_link,
            at=now(),
        )
    except ProofGone:
        return gone(request)
    except CodeTooSoon as refusal:
        messages.info(request, refusal.message)
    except TooManyCodes as refusal:
        messages.warning(request, refusal.message)
    else:
        messages.success(request, _("Un nouveau code est parti. Le précédent ne vaut plus."))
    return redirect("verification", token)


@page(audience="public", writes=True)
def choose_password(request: PublicRequest, token: str) -> HttpResponse:
    try:
        step = proof_step(token, at=now())
    except ProofGone:
        return gone(request)
    if not step.is_proved or not holds_proof(request, step.id) or _adds_address(step):
        return redirect("verification", token)
    form = NewPasswordForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            return _save(request, step, form)
        except ProofGone:
            return gone(request)
        except Refused as refusal:
            add_refusal(form, refusal)
    context = {"form": form, "step": step, "least": settings.PREAU_LIMITS.password_min}
    return render_page(request, "account/choose_password.html", context)


def gone(request: PublicRequest) -> HttpResponse:
    """A link that opens nothing any more; whoever is signed in already has nothing to redo."""
    if request.user.is_authenticated and request.method == "POST":
        return redirect("home")
    return render_page(request, "account/proof_gone.html", {}, status=410)


def _show(request: PublicRequest, step: ProofStep, token: str, form: CodeForm) -> HttpResponse:
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    context = {
        "form": form,
        "step": step,
        "token": token,
        "restart": reverse(_restart_of(step.purpose)),
        "minutes": settings.PREAU_LIMITS.code_minutes,
        "sender_name": name or "Préau",
        "sender_address": address,
    }
    return render_page(request, "account/verification.html", context)


def _typed(request: PublicRequest, step: ProofStep, token: str, form: CodeForm) -> HttpResponse:
    at = now()
    try:
        proof_id = operations.verify_code(
            actor=request.actor, token=token, typed=form.cleaned_data["code"], at=at
        )
    except (ProofGone, NotYourProof):
        return gone(request)
    except Refused as refusal:
        add_refusal(form, refusal)
        return _show(request, proof_step(token, at=at), token, form)
    if _adds_address(step) and isinstance(request.actor, FamilyActor):
        return _added(request, request.actor, proof_id)
    remember_proof(request, proof_id)
    return redirect("choose-password", token)


def _added(request: PublicRequest, actor: FamilyActor, proof_id: int) -> HttpResponse:
    try:
        email = operations.add_address(
            actor=actor, proof_id=proof_id, language=chosen_language(request), at=now()
        )
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("%(address)s est à votre compte.") % {"address": email})
    return redirect("account")


def _after_code(request: PublicRequest, step: ProofStep, token: str) -> HttpResponse:
    if holds_proof(request, step.id):
        return redirect("choose-password", token)
    return gone(request)


def _save(request: PublicRequest, step: ProofStep, form: NewPasswordForm) -> HttpResponse:
    saved = operations.save_password(
        actor=request.actor,
        proof_id=step.id,
        password=form.cleaned_data["password"],
        language=chosen_language(request),
        network=network_of(request.origin.address),
        at=now(),
    )
    response = let_in(request, saved.account, path=reverse("home"))
    if not saved.is_new_account:
        messages.success(
            request,
            _("Votre nouveau mot de passe est enregistré. Vos autres sessions sont fermées."),
        )
    return response


def _adds_address(step: ProofStep) -> bool:
    return step.purpose == Purpose.ADD_ADDRESS


def _restart_of(purpose: Purpose) -> str:
    return {
        Purpose.SIGN_UP: "sign-up",
        Purpose.RESET: "forgot",
        Purpose.ADD_ADDRESS: "add-address",
    }[purpose]
