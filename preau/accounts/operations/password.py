"""Choosing a password: after a proof by code, which creates the account or recovers it, or with
the current one. Changing it ends every other session of the account: their hash no longer agrees.
"""

from dataclasses import dataclass
from datetime import datetime

from allauth.account.models import EmailAddress
from django.db import transaction

from preau.accounts import limits
from preau.accounts.enums import ProofState, Purpose
from preau.accounts.errors import (
    PasswordRefused,
    ProofGone,
    TooManyPasswords,
)
from preau.accounts.models import Account, AddressProof
from preau.accounts.operations.identity import confirm_identity
from preau.accounts.passwords import reasons_against
from preau.accounts.queries import (
    account_of,
    address_facts,
    emails_of,
    is_fresh,
    mail_language,
    password_context,
)
from preau.core import attempts
from preau.core.actors import Actor, FamilyActor
from preau.core.enums import Act
from preau.core.errors import Refused
from preau.core.journal import record
from preau.notifications.operations import queue_mail


@dataclass(frozen=True)
class SavedPassword:
    account: Account
    is_new_account: bool


def save_password(
    *, actor: Actor, proof_id: int, password: str, language: str, network: str, at: datetime
) -> SavedPassword:
    """Create the account of a proved address, or change its password; the proof is used up.

    The caller vouches that the code was typed in its own session. Two devices that prove one
    address make one account. Raises ProofGone, PasswordRefused, TooManyPasswords.
    """
    with transaction.atomic():
        proof = _proved(proof_id, at=at)
        refusal = _refusal_of(password, proof.email, emails=[proof.email], at=at)
        if refusal is None:
            saved = _save(proof, actor=actor, password=password, language=language, at=at)
            attempts.forget([_failures(email, network) for email in emails_of(saved.account.pk)])
    if refusal:
        raise refusal
    return saved


def change_password(
    *, actor: FamilyActor, current: str, password: str, language: str, at: datetime
) -> Account:
    """Replace the password of somebody signed in, who gives the current one.

    Raises CurrentPasswordWrong, SignInDelayed, SignInPaused, PasswordRefused, TooManyPasswords.
    """
    confirm_identity(actor=actor, password=current, at=at)
    emails = emails_of(actor.account_id)
    with transaction.atomic():
        account = Account.objects.select_for_update().get(pk=actor.account_id)
        refusal = _refusal_of(password, account.email, emails=emails, at=at)
        if refusal is None:
            _change(account, actor=actor, password=password, language=language, at=at)
    if refusal:
        raise refusal
    return account


def _proved(proof_id: int, *, at: datetime) -> AddressProof:
    found = AddressProof.objects.filter(pk=proof_id).values_list("email", flat=True).first()
    if found is None:
        raise ProofGone
    limits.lock_address(found)
    proof = AddressProof.objects.select_for_update().get(pk=proof_id)
    usable = proof.state == ProofState.PROVED and is_fresh(proof, at=at)
    if not usable or proof.purpose not in (Purpose.SIGN_UP, Purpose.RESET):
        raise ProofGone
    return proof


def _refusal_of(password: str, email: str, *, emails: list[str], at: datetime) -> Refused | None:
    """Refused passwords are counted: what a school holds is not to be guessed from refusals."""
    window = limits.new_password_window(email)
    if attempts.first_exceeded([window], at=at):
        return TooManyPasswords()
    if reasons := reasons_against(password, password_context(*emails)):
        attempts.add([(window.kind, window.subject)], at=at)
        return PasswordRefused(reasons)
    return None


def _save(
    proof: AddressProof, *, actor: Actor, password: str, language: str, at: datetime
) -> SavedPassword:
    account = account_of(proof.email)
    AddressProof.objects.filter(
        email=proof.email, state__in=(ProofState.PENDING, ProofState.PROVED)
    ).exclude(pk=proof.pk).update(state=ProofState.VOID)
    proof.state = ProofState.USED
    proof.save(update_fields=["state"])
    if account is None:
        return SavedPassword(_create(proof.email, password, language, actor=actor), True)
    if not account.is_active:
        raise ProofGone
    _change(account, actor=actor, password=password, language=language, at=at)
    return SavedPassword(account, False)


def _create(email: str, password: str, language: str, *, actor: Actor) -> Account:
    account = Account.objects.create_user(email, password, language=language)
    EmailAddress.objects.create(user=account, email=email, verified=True, primary=True)
    record(actor=actor, act=Act.ACCOUNT_CREATED, account_id=account.pk)
    return account


def _change(account: Account, *, actor: Actor, password: str, language: str, at: datetime) -> None:
    account.set_password(password)
    account.save(update_fields=["password"])
    record(actor=actor, act=Act.PASSWORD_CHANGED, account_id=account.pk)
    queue_mail(
        actor=actor,
        to=account.email,
        template="password_changed",
        language=mail_language(account.language, language, address_facts(account.email)),
        context={"at": at},
        at=at,
        account_id=account.pk,
    )


def _failures(email: str, network: str) -> tuple[str, str]:
    window = limits.sign_in_window(email, network)
    return window.kind, window.subject
