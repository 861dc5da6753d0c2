"""The door of a session: letting somebody in through allauth's stages, and remembering which
address this browser proved."""

from typing import Any

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse

from preau.accounts.models import Account
from preau.web.fresh import remember_identity
from preau.web.sessions import start

PROOF = "proof"


def let_in(request: HttpRequest, account: Account, *, path: str) -> HttpResponse:
    """Sign the account in and go to `path`, unless a stage (a second factor) comes first.

    The session's key changes; whatever another account left in this browser is gone.
    """
    if request.user.is_authenticated:
        logout(request)
    forget_proof(request)
    record_authentication(request, account, method="password")
    response: HttpResponse = perform_login(request, Login(user=account, redirect_url=path))
    return response


def stamp(sender: Any, request: HttpRequest, **kwargs: Any) -> None:
    """Heard whenever a session is signed in."""
    start(request)
    remember_identity(request)


def remember_proof(request: HttpRequest, proof_id: int) -> None:
    """This browser typed the code; its session gets a new key."""
    request.session.cycle_key()
    request.session[PROOF] = proof_id


def holds_proof(request: HttpRequest, proof_id: int) -> bool:
    return bool(request.session.get(PROOF) == proof_id)


def forget_proof(request: HttpRequest) -> None:
    request.session.pop(PROOF, None)
