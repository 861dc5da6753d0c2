"""Proving an address: a code is asked for, sent again, typed.

Whatever the address is, the same statements run and the same answer comes back; only the mail
tells. A code is worth something for its own proof, once, for ten minutes and five tries; a new one
voids the one before.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from preau.accounts import codes, limits
from preau.accounts.enums import ProofCase, ProofState, Purpose
from preau.accounts.errors import (
    AddressInvalid,
    CodeMalformed,
    CodeSpent,
    CodeTooSoon,
    CodeWrong,
    NotYourProof,
    ProofGone,
    seconds_until,
)
from preau.accounts.models import AddressProof
from preau.accounts.queries import (
    RESEND_AFTER,
    account_of,
    address_facts,
    case_of,
    code_is_spent,
    is_alive,
    mail_language,
    proof_of,
)
from preau.core.actors import Actor, SystemActor
from preau.core.errors import Refused
from preau.core.scope import acting_as
from preau.core.text import address_key
from preau.notifications.operations import queue_mail

LinkOf = Callable[[str], str]
LONGEST_ADDRESS = 254

_MAILS = {
    ProofCase.HAS_ACCOUNT: "code_has_account",
    ProofCase.ON_FILE: "code_on_file",
    ProofCase.UNKNOWN: "address_unknown",
}
_MAILS_OF_ADDING = {
    ProofCase.HAS_ACCOUNT: "address_taken",
    ProofCase.ON_FILE: "code_add_address",
    ProofCase.UNKNOWN: "code_add_address",
}


def ask_for_code(
    *,
    actor: Actor,
    address: str,
    purpose: Purpose,
    language: str,
    network: str,
    link_of: LinkOf,
    at: datetime,
) -> str:
    """Start a proof and queue its mail; returns the token of its page.

    `language` is the one chosen by who asks, or "". Raises AddressInvalid, TooManyCodes.
    """
    email = known_address(address)
    with transaction.atomic():
        limits.take_send(email, network, at=at)
        facts, account = address_facts(email), account_of(email)
        # Nobody signed out may void the code by which somebody signed in proves it again.
        AddressProof.objects.filter(email=email, state=ProofState.PENDING).exclude(
            purpose=Purpose.IDENTITY
        ).update(state=ProofState.VOID)
        token = codes.new_token()
        proof = AddressProof(
            token_hash=codes.token_hash(token),
            email=email,
            purpose=purpose,
            case=case_of(account, facts),
            account_id=actor.account_id if purpose == Purpose.ADD_ADDRESS else None,
            language=mail_language(account.language if account else "", language, facts),
            created_at=at,
        )
        _send(proof, actor=actor, link=link_of(token), at=at)
    return token


def resend_code(*, actor: Actor, token: str, network: str, link_of: LinkOf, at: datetime) -> None:
    """Send another code, which voids the one before.

    Raises ProofGone, CodeTooSoon, TooManyCodes.
    """
    email = proof_of(token).email
    with transaction.atomic():
        limits.lock_address(email, f"network:{network}")
        proof = _locked(token)
        if proof.state != ProofState.PENDING or not is_alive(proof, at=at):
            raise ProofGone
        if seconds := seconds_until(proof.code_sent_at + RESEND_AFTER, at=at):
            raise CodeTooSoon(seconds)
        limits.take_send(email, network, at=at)
        _send(proof, actor=actor, link=link_of(token), at=at)


def verify_code(*, actor: Actor, token: str, typed: str, at: datetime) -> int:
    """Prove the address by its code; returns the id of the proof.

    Raises ProofGone, NotYourProof, CodeMalformed (no try), CodeWrong and CodeSpent (a try each).
    """
    email = proof_of(token).email
    with transaction.atomic():
        limits.lock_address(email)
        proof = _locked(token)
        refusal = try_code(proof, actor=actor, typed=typed, at=at)
    if refusal:
        raise refusal
    return int(proof.pk)


def try_code(proof: AddressProof, *, actor: Actor, typed: str, at: datetime) -> Refused | None:
    """Compare a typed code, once more or for good; the caller holds the row. Raises ProofGone."""
    if proof.state != ProofState.PENDING or not is_alive(proof, at=at):
        raise ProofGone
    if proof.account_id is not None and proof.account_id != actor.account_id:
        raise NotYourProof
    if code_is_spent(proof, at=at):
        return CodeSpent()
    code = codes.read_code(typed)
    if not code:
        return CodeMalformed()
    if not codes.code_matches(code, proof.token_hash, proof.code_hash):
        proof.tries += 1
        proof.save(update_fields=["tries"])
        left = settings.PREAU_LIMITS.code_tries - proof.tries
        return CodeWrong(left) if left else CodeSpent()
    proof.state, proof.proved_at = ProofState.PROVED, at
    proof.code_hash = codes.unguessable_hash()
    proof.save(update_fields=["state", "proved_at", "code_hash"])
    return None


def forget_proofs(*, actor: SystemActor, before: datetime) -> int:
    """Delete the proofs started before an instant: addresses of strangers are not kept."""
    with acting_as(actor):
        return AddressProof.objects.filter(created_at__lt=before).delete()[0]


def known_address(address: str) -> str:
    """The key of a typed address. Raises AddressInvalid."""
    email = address_key(address)
    if not email or len(email) > LONGEST_ADDRESS:
        raise AddressInvalid
    return email


def _locked(token: str) -> AddressProof:
    return AddressProof.objects.select_for_update().get(token_hash=codes.token_hash(token))


def _send(proof: AddressProof, *, actor: Actor, link: str, at: datetime) -> None:
    minutes = settings.PREAU_LIMITS.code_minutes
    code = codes.new_code()
    worth = _is_provable(proof)
    proof.code_hash = codes.code_hash(code, proof.token_hash) if worth else codes.unguessable_hash()
    proof.code_sent_at, proof.code_expires_at = at, at + timedelta(minutes=minutes)
    proof.tries = 0
    proof.save()
    mails = _MAILS_OF_ADDING if proof.purpose == Purpose.ADD_ADDRESS else _MAILS
    context = {"purpose": proof.purpose, "link": link, "minutes": minutes}
    queue_mail(
        actor=actor,
        to=proof.email,
        template=mails[ProofCase(proof.case)],
        language=proof.language,
        context=context | ({"code": f"{code[:3]} {code[3:]}"} if worth else {}),
        at=at,
    )


def _is_provable(proof: AddressProof) -> bool:
    """No code is right for an address that no school holds, nor for another account's address."""
    if proof.purpose == Purpose.ADD_ADDRESS:
        return proof.case != ProofCase.HAS_ACCOUNT
    return proof.case != ProofCase.UNKNOWN
