"""The first step of an account and of a forgotten password: an address, for a code by mail.

Whatever the address is, the answer is the same.
"""

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect

from preau.accounts import operations
from preau.accounts.enums import Purpose
from preau.accounts.errors import TooManyCodes
from preau.core.clock import now
from preau.core.errors import Refused
from preau.web.account.forms import AskCodeForm, add_refusal
from preau.web.account.language import chosen_language
from preau.web.account.paths import proof_link
from preau.web.declare import PublicRequest, page
from preau.web.origin import network_of
from preau.web.ui.render import render_page


@page(audience="public", writes=True)
def sign_up(request: PublicRequest) -> HttpResponse:
    if request.user.is_authenticated:
        return redirect("home")
    return _ask(request, Purpose.SIGN_UP, "account/sign_up.html")


@page(audience="public", writes=True)
def forgot_password(request: PublicRequest) -> HttpResponse:
    return _ask(request, Purpose.RESET, "account/forgot_password.html")


def _ask(request: PublicRequest, purpose: Purpose, template: str) -> HttpResponse:
    form = AskCodeForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return render_page(request, template, {"form": form})
    try:
        token = operations.ask_for_code(
            actor=request.actor,
            address=form.cleaned_data["address"],
            purpose=purpose,
            language=chosen_language(request),
            network=network_of(request.origin.address),
            link_of=proof_link,
            at=now(),
        )
    except Refused as refusal:
        return refused(request, form, refusal, template)
    return redirect("verification", token)


def refused(
    request: PublicRequest, form: forms.Form, refusal: Refused, template: str
) -> HttpResponse:
    """The form again with its refusal; 429 when the limit of codes is reached."""
    add_refusal(form, refusal)
    response = render_page(request, template, {"form": form})
    if isinstance(refusal, TooManyCodes):
        response.status_code = 429
        response["Retry-After"] = str(refusal.minutes * 60)
    return response
