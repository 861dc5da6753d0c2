"""Reads of accounts, addresses and proofs. What a school holds of an address comes from two
functions of the database that tell no pupil: whether it is on file and in which language its body
writes; and, once the address is proved, the names a password must not rest on."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import connection
from django.db.models import QuerySet

from preau.accounts.codes import token_hash
from preau.accounts.enums import ProofCase, ProofState, Purpose
from preau.accounts.errors import ProofGone, seconds_until
from preau.accounts.models import Account, AddressProof
from preau.accounts.passwords import PasswordContext
from preau.core.wording import site_language

RESEND_AFTER = timedelta(seconds=30)
# The link of a mail reopens its step for a day; a new code is asked for from there.
TOKEN_LIVES = timedelta(days=1)


@dataclass(frozen=True)
class AddressFacts:
    on_file: bool
    language: str


@dataclass(frozen=True)
class ProofStep:
    """The code's page, the same whatever the address is."""

    id: int
    email: str
    purpose: Purpose
    account_id: int | None
    is_proved: bool
    code_is_spent: bool
    resend_in: int


@dataclass(frozen=True)
class HeldAddress:
    id: int
    email: str
    is_primary: bool
    is_on_file: bool


def address_facts(email: str) -> AddressFacts:
    with connection.cursor() as cursor:
        cursor.execute("SELECT on_file, language FROM preau_address_facts(%s)", [email])
        on_file, language = cursor.fetchone() or (False, None)
    return AddressFacts(bool(on_file), language or "")


def address_words(email: str) -> list[str]:
    """Names of the family and its schools; none before the address is proved."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT preau_address_words(%s)", [email])
        row = cursor.fetchone()
    return list(row[0]) if row else []


def account_of(email: str) -> Account | None:
    """The account that verified this address."""
    found = EmailAddress.objects.filter(email=email, verified=True).select_related("user").first()
    return found.user if found else None


def case_of(account: Account | None, facts: AddressFacts) -> ProofCase:
    """`account`: the one that verified the address."""
    if account is not None:
        return ProofCase.HAS_ACCOUNT if account.is_active else ProofCase.UNKNOWN
    return ProofCase.ON_FILE if facts.on_file else ProofCase.UNKNOWN


def mail_language(account: str, browser: str, facts: AddressFacts) -> str:
    """The account's choice, else the one its browser remembers, else its school body's language.

    The one rule of every mail to a person; a choice that nobody made is "".
    """
    return account or browser or site_language(facts.language)


def proof_of(token: str) -> AddressProof:
    """The proof that a link reopens. Raises ProofGone."""
    walks = AddressProof.objects.exclude(purpose=Purpose.IDENTITY)
    proof = walks.filter(token_hash=token_hash(token)).first()
    if proof is None:
        raise ProofGone
    return proof


def proof_step(token: str, *, at: datetime) -> ProofStep:
    """What the page of a link shows. Raises ProofGone when it shows nothing any more."""
    proof = proof_of(token)
    if not is_alive(proof, at=at):
        raise ProofGone
    return ProofStep(
        id=proof.pk,
        email=proof.email,
        purpose=Purpose(proof.purpose),
        account_id=proof.account_id,
        is_proved=proof.state == ProofState.PROVED,
        code_is_spent=code_is_spent(proof, at=at),
        resend_in=seconds_until(proof.code_sent_at + RESEND_AFTER, at=at),
    )


def has_identity_code(account_id: int, proof_id: int, *, at: datetime) -> bool:
    """Whether this code, sent to prove the identity of somebody signed in, may still be typed."""
    found = identity_codes(account_id).filter(pk=proof_id, state=ProofState.PENDING).first()
    return found is not None and not code_is_spent(found, at=at)


def identity_codes(account_id: int) -> QuerySet[AddressProof]:
    return AddressProof.objects.filter(account_id=account_id, purpose=Purpose.IDENTITY)


def is_alive(proof: AddressProof, *, at: datetime) -> bool:
    if proof.state == ProofState.PENDING:
        return proof.created_at + TOKEN_LIVES > at
    return proof.state == ProofState.PROVED and is_fresh(proof, at=at)


def is_fresh(proof: AddressProof, *, at: datetime) -> bool:
    """A proved address waits for its password for some minutes only."""
    span = timedelta(minutes=settings.PREAU_LIMITS.proof_minutes)
    return proof.proved_at is not None and proof.proved_at + span > at


def code_is_spent(proof: AddressProof, *, at: datetime) -> bool:
    limit = settings.PREAU_LIMITS.code_tries
    return at >= proof.code_expires_at or proof.tries >= limit


def password_context(*emails: str) -> PasswordContext:
    """What a password of these addresses must not rest on."""
    words: list[str] = [*emails[1:]]
    for email in emails:
        words += address_words(email)
    return PasswordContext(email=emails[0] if emails else "", words=tuple(words))


def addresses_of(account_id: int) -> list[HeldAddress]:
    """The verified addresses of an account, the main one first."""
    found = EmailAddress.objects.filter(user_id=account_id, verified=True)
    return [
        HeldAddress(row.pk, row.email, row.primary, address_facts(row.email).on_file)
        for row in found.order_by("-primary", "email")
    ]


def emails_of(account_id: int) -> list[str]:
    found = EmailAddress.objects.filter(user_id=account_id, verified=True)
    return list(found.order_by("-primary", "email").values_list("email", flat=True))
