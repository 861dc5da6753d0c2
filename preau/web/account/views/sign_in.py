"""In and out, and help at the door."""

from django.contrib.auth import logout
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from preau.accounts import operations
from preau.accounts.errors import SignInDelayed, SignInPaused
from preau.core.clock import now
from preau.core.errors import Refused
from preau.web.account.door import let_in
from preau.web.account.forms import SignInForm, add_refusal
from preau.web.account.paths import suite_of
from preau.web.declare import PublicRequest, page
from preau.web.origin import network_of
from preau.web.sessions import say_why
from preau.web.ui.render import render_page


@page(audience="public", writes=True)
def sign_in(request: PublicRequest) -> HttpResponse:
    path = suite_of(request)
    if request.user.is_authenticated:
        return redirect(path)
    form = SignInForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        say_why(request)
        return render_page(request, "account/sign_in.html", {"form": form, "suite": path})
    try:
        account = operations.sign_in(
            actor=request.actor,
            address=form.cleaned_data["address"],
            password=form.cleaned_data["password"],
            network=network_of(request.origin.address),
            at=now(),
        )
    except Refused as refusal:
        return _refused(request, form, refusal, path)
    return let_in(request, account, path=path)


@page(audience="public", writes=True)
@require_POST
def sign_out(request: PublicRequest) -> HttpResponse:
    """The session ends on the server; the browser drops what it kept, but for the language."""
    operations.sign_out(actor=request.actor)
    logout(request)
    response = redirect("signed-out")
    response["Clear-Site-Data"] = '"cache", "storage"'
    return response


@page(audience="public")
def signed_out(request: PublicRequest) -> HttpResponse:
    if request.user.is_authenticated:
        return redirect("home")
    return render_page(request, "account/signed_out.html", {})


@page(audience="public")
def sign_in_help(request: PublicRequest) -> HttpResponse:
    return render_page(request, "account/sign_in_help.html", {})


def _refused(request: PublicRequest, form: SignInForm, refusal: Refused, path: str) -> HttpResponse:
    add_refusal(form, refusal)
    response = render_page(request, "account/sign_in.html", {"form": form, "suite": path})
    if isinstance(refusal, SignInDelayed | SignInPaused):
        response.status_code = 429
        seconds = refusal.seconds if isinstance(refusal, SignInDelayed) else refusal.minutes * 60
        response["Retry-After"] = str(seconds)
    return response
