"""Somebody signed in proves it again, before what a borrowed session must not do: by the password,
or by a code sent to the main address. Failures of both are counted together, by account, and wait
as those of sign-in do; only who is already signed in can make them, so no stranger shuts anybody
out.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from preau.accounts import codes, limits
from preau.accounts.enums import ProofCase, ProofState, Purpose
from preau.accounts.errors import (
    CodeTooSoon,
    CurrentPasswordWrong,
    ProofGone,
    SignInPaused,
    seconds_until,
)
from preau.accounts.models import Account, AddressProof
from preau.accounts.operations.prove import try_code
from preau.accounts.queries import RESEND_AFTER, address_facts, identity_codes, mail_language
from preau.core import attempts
from preau.core.actors import FamilyActor
from preau.core.enums import Act
from preau.core.errors import Refused
from preau.core.journal import record
from preau.notifications.operations import queue_mail

PASSWORD, CODE = "password", "code"


def confirm_identity(*, actor: FamilyActor, password: str, at: datetime) -> None:
    """By the password. Raises CurrentPasswordWrong; SignInDelayed or SignInPaused after failures.

    Runs outside any scope: inside one, nobody reads a hash.
    """
    with transaction.atomic():
        refusal = _must_wait(actor, at=at) or _try_password(actor, password, at=at)
    if refusal:
        raise refusal


def confirm_identity_by_code(
    *, actor: FamilyActor, proof_id: int, typed: str, at: datetime
) -> None:
    """By the code of this proof, which the session that asked for it keeps.

    Raises ProofGone, CodeMalformed (no try), CodeWrong, CodeSpent; SignInDelayed or SignInPaused.
    """
    with transaction.atomic():
        refusal = _must_wait(actor, at=at) or _try_code(actor, proof_id, typed, at=at)
    if refusal:
        raise refusal


def send_identity_code(*, actor: FamilyActor, language: str, network: str, at: datetime) -> int:
    """Mail a code to the account's main address; returns the id of its proof.

    It voids the one before. No link goes with it: only the session that keeps the id can use it.
    Raises CodeTooSoon, TooManyCodes.
    """
    account = Account.objects.only("email", "language").get(pk=actor.account_id)
    with transaction.atomic():
        limits.lock_address(account.email, f"network:{network}")
        pending = identity_codes(account.pk).filter(state=ProofState.PENDING)
        last = pending.order_by("-code_sent_at").first()
        if last and (seconds := seconds_until(last.code_sent_at + RESEND_AFTER, at=at)):
            raise CodeTooSoon(seconds)
        limits.take_send(account.email, network, at=at)
        pending.update(state=ProofState.VOID)
        return _send(account, actor=actor, language=language, at=at)


def _must_wait(actor: FamilyActor, *, at: datetime) -> Refused | None:
    window = limits.own_password_window(actor.account_id)
    attempts.lock([f"{window.kind}:{window.subject}"])
    return limits.must_wait(window, at=at)


def _try_password(actor: FamilyActor, password: str, *, at: datetime) -> Refused | None:
    if Account.objects.get(pk=actor.account_id).check_password(password):
        _proved(actor, by=PASSWORD)
        return None
    return _failed(actor, CurrentPasswordWrong(), by=PASSWORD, at=at)


def _try_code(actor: FamilyActor, proof_id: int, typed: str, *, at: datetime) -> Refused | None:
    proof = identity_codes(actor.account_id).select_for_update().filter(pk=proof_id).first()
    if proof is None:
        raise ProofGone
    tries = proof.tries
    refusal = try_code(proof, actor=actor, typed=typed, at=at)
    if refusal is None:
        proof.state = ProofState.USED
        proof.save(update_fields=["state"])
        _proved(actor, by=CODE)
        return None
    return _failed(actor, refusal, by=CODE, at=at) if proof.tries > tries else refusal


def _proved(actor: FamilyActor, *, by: str) -> None:
    window = limits.own_password_window(actor.account_id)
    attempts.forget([(window.kind, window.subject)])
    record(actor=actor, act=Act.IDENTITY_PROVED, details={"by": by})


def _failed(actor: FamilyActor, refusal: Refused, *, by: str, at: datetime) -> Refused:
    window = limits.own_password_window(actor.account_id)
    attempts.add([(window.kind, window.subject)], at=at)
    record(actor=actor, act=Act.IDENTITY_REFUSED, details={"by": by})
    if isinstance(limits.must_wait(window, at=at), SignInPaused):
        record(actor=actor, act=Act.IDENTITY_PAUSED)
    return refusal


def _send(account: Account, *, actor: FamilyActor, language: str, at: datetime) -> int:
    minutes, code = settings.PREAU_LIMITS.code_minutes, codes.new_code()
    reference = codes.token_hash(codes.new_token())
    language = mail_language(account.language, language, address_facts(account.email))
    proof = AddressProof.objects.create(
        token_hash=reference,
        email=account.email,
        purpose=Purpose.IDENTITY,
        case=ProofCase.HAS_ACCOUNT,
        account_id=account.pk,
        language=language,
        code_hash=codes.code_hash(code, reference),
        code_sent_at=at,
        code_expires_at=at + timedelta(minutes=minutes),
        created_at=at,
    )
    record(actor=actor, act=Act.IDENTITY_CODE_SENT)
    queue_mail(
        actor=actor,
        to=account.email,
        template="code_identity",
        language=language,
        context={"minutes": minutes, "code": f"{code[:3]} {code[3:]}"},
        at=at,
        account_id=account.pk,
    )
    return int(proof.pk)
