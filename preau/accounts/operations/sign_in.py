"""Signing in and out. Failures are counted by account and network, and by network; an account that
does not exist is counted, delayed and refused as one that does, with the same work.
"""

from datetime import datetime

from django.contrib.auth import authenticate
from django.db import transaction

from preau.accounts import limits
from preau.accounts.errors import SignInPaused, SignInRefused
from preau.accounts.models import Account
from preau.core import attempts
from preau.core.actors import Actor, FamilyActor
from preau.core.attempts import Window
from preau.core.enums import Act
from preau.core.errors import Refused
from preau.core.journal import record
from preau.core.text import address_key


def sign_in(*, actor: Actor, address: str, password: str, network: str, at: datetime) -> Account:
    """The account of this address and password. Raises SignInRefused, SignInDelayed, SignInPaused.

    Three failures are free, then each waits longer; ten within the window pause this account for
    this network. A success clears the row.
    """
    email = address_key(address) or address.strip().casefold()
    window = limits.sign_in_window(email, network)
    with transaction.atomic():
        attempts.lock([f"{window.kind}:{window.subject}"])
        outcome = _attempt(actor, email, password, window=window, network=network, at=at)
    if isinstance(outcome, Refused):
        raise outcome
    return outcome


def sign_out(*, actor: Actor) -> None:
    """Keep a trace; the session itself is the page's to end."""
    if isinstance(actor, FamilyActor):
        record(actor=actor, act=Act.SIGNED_OUT)


def choose_language(*, actor: FamilyActor, language: str) -> None:
    """Remember the language of an account's pages and mails."""
    Account.objects.filter(pk=actor.account_id).update(language=language)


def _attempt(
    actor: Actor, email: str, password: str, *, window: Window, network: str, at: datetime
) -> Account | Refused:
    early = limits.network_must_wait(network, at=at) or limits.must_wait(window, at=at)
    if early:
        return early
    account = authenticate(None, address=email, password=password)
    if not isinstance(account, Account):
        return _failed(actor, window=window, network=network, at=at)
    attempts.forget([(window.kind, window.subject)])
    record(actor=actor, act=Act.SIGNED_IN, account_id=account.pk)
    return account


def _failed(actor: Actor, *, window: Window, network: str, at: datetime) -> Refused:
    attempts.add([(window.kind, window.subject), (limits.SIGN_IN_NETWORK, network)], at=at)
    record(actor=actor, act=Act.SIGN_IN_REFUSED)
    paused = limits.must_wait(window, at=at)
    if isinstance(paused, SignInPaused):
        record(actor=actor, act=Act.SIGN_IN_PAUSED)
        return paused
    return SignInRefused()
