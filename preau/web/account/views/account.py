"""The account's own page: its addresses and its password. What would serve a borrowed session asks
for the password again."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from preau.accounts import operations
from preau.accounts.errors import TooManyCodes
from preau.accounts.queries import addresses_of
from preau.core.clock import now
from preau.core.errors import Refused
from preau.web.account.forms import (
    AddAddressForm,
    ChangePasswordForm,
    IdentityForm,
    add_refusal,
)
from preau.web.account.language import chosen_language
from preau.web.account.paths import proof_link, suite_of, with_suite
from preau.web.declare import FamilyRequest, page
from preau.web.fresh import identity_is_fresh, remember_identity, renew
from preau.web.origin import network_of
from preau.web.ui.render import render_page


@page(audience="account", permission="own_account")
def account(request: FamilyRequest) -> HttpResponse:
    context = {"addresses": addresses_of(request.actor.account_id)}
    return render_page(request, "account/account.html", context)


@page(audience="account", permission="own_account", writes=True)
def add_address(request: FamilyRequest) -> HttpResponse:
    if not identity_is_fresh(request):
        return confirm_first(reverse("add-address"))
    form = AddAddressForm(request.POST if request.method == "POST" else None)
    status = 200
    if form.is_valid():
        try:
            token = operations.ask_for_address(
                actor=request.actor,
                address=form.cleaned_data["address"],
                language=chosen_language(request),
                network=network_of(request.origin.address),
                link_of=proof_link,
                at=now(),
            )
        except Refused as refusal:
            add_refusal(form, refusal)
            status = 429 if isinstance(refusal, TooManyCodes) else 200
        else:
            return redirect("verification", token)
    return render_page(request, "account/add_address.html", {"form": form}, status=status)


@page(audience="account", permission="own_account", writes=True)
@require_POST
def remove_address(request: FamilyRequest, address_id: int) -> HttpResponse:
    if not identity_is_fresh(request):
        return confirm_first(reverse("account"))
    email = operations.remove_address(actor=request.actor, address_id=address_id)
    messages.success(request, _("%(address)s n’est plus à votre compte.") % {"address": email})
    return redirect("account")


@page(audience="account", permission="own_account", writes=True)
def change_password(request: FamilyRequest) -> HttpResponse:
    form = ChangePasswordForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            changed = operations.change_password(
                actor=request.actor,
                current=form.cleaned_data["current"],
                password=form.cleaned_data["password"],
                language=chosen_language(request),
                at=now(),
            )
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            update_session_auth_hash(request, changed)
            remember_identity(request)
            messages.success(
                request,
                _("Votre nouveau mot de passe est enregistré. Vos autres sessions sont fermées."),
            )
            return redirect("account")
    context = {
        "form": form,
        "email": request.user.get_username(),
        "least": settings.PREAU_LIMITS.password_min,
    }
    return render_page(request, "account/change_password.html", context)


@page(audience="account", permission="own_account", writes=True)
def confirm_identity(request: FamilyRequest) -> HttpResponse:
    path = suite_of(request, otherwise="account")
    form = IdentityForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            operations.confirm_identity(
                actor=request.actor, password=form.cleaned_data["current"], at=now()
            )
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            renew(request)
            return redirect(path)
    context = {"form": form, "suite": path, "email": request.user.get_username()}
    return render_page(request, "account/confirm_identity.html", context)


def confirm_first(path: str) -> HttpResponse:
    """To the password, then back to `path`."""
    return HttpResponseRedirect(with_suite("confirm-identity", path))
