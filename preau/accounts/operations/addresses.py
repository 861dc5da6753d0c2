"""The other addresses of an account: one more is proved by code like the first; any but the main
one may be taken off. An address belongs to one account at most, which the database also holds.
"""

from datetime import datetime

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction

from preau.accounts import limits
from preau.accounts.access import require_removable
from preau.accounts.enums import ProofState, Purpose
from preau.accounts.errors import AddressAlreadyYours, AddressTaken, ProofGone
from preau.accounts.models import Account, AddressProof
from preau.accounts.operations.prove import LinkOf, ask_for_code, known_address
from preau.accounts.queries import address_facts, is_fresh, mail_language
from preau.core.actors import FamilyActor
from preau.core.enums import Act
from preau.core.journal import record
from preau.notifications.operations import queue_mail


def ask_for_address(
    *,
    actor: FamilyActor,
    address: str,
    language: str,
    network: str,
    link_of: LinkOf,
    at: datetime,
) -> str:
    """Send a code to one more address; returns the token of its page.

    An address of another account gets the same answer, and its mailbox is told. Raises
    AddressInvalid, AddressAlreadyYours, TooManyCodes.
    """
    email = known_address(address)
    own = EmailAddress.objects.filter(user_id=actor.account_id, email=email, verified=True)
    if own.exists():
        raise AddressAlreadyYours
    return ask_for_code(
        actor=actor,
        address=email,
        purpose=Purpose.ADD_ADDRESS,
        language=language,
        network=network,
        link_of=link_of,
        at=at,
    )


def add_address(*, actor: FamilyActor, proof_id: int, language: str, at: datetime) -> str:
    """Put a proved address on the account; returns it. Its main address is told.

    Raises ProofGone, AddressTaken.
    """
    try:
        with transaction.atomic():
            return _add(actor, proof_id, language=language, at=at)
    except IntegrityError as error:
        raise AddressTaken from error


def remove_address(*, actor: FamilyActor, address_id: int) -> str:
    """Take an address off the account, and with it the children it alone gave access to.

    Returns it. Raises NotVisible for the main address and for another account's.
    """
    with transaction.atomic():
        found = require_removable(actor, address_id)
        found.delete()
        record(actor=actor, act=Act.ADDRESS_REMOVED)
    return str(found.email)


def _add(actor: FamilyActor, proof_id: int, *, language: str, at: datetime) -> str:
    own = AddressProof.objects.filter(pk=proof_id, account_id=actor.account_id)
    email = own.values_list("email", flat=True).first()
    if email is None:
        raise ProofGone
    limits.lock_address(email)
    proof = own.select_for_update().get()
    usable = proof.state == ProofState.PROVED and is_fresh(proof, at=at)
    if not usable or proof.purpose != Purpose.ADD_ADDRESS:
        raise ProofGone
    proof.state = ProofState.USED
    proof.save(update_fields=["state"])
    EmailAddress.objects.create(user_id=actor.account_id, email=email, verified=True, primary=False)
    record(actor=actor, act=Act.ADDRESS_ADDED)
    _tell_main_address(actor, email, language=language, at=at)
    return email


def _tell_main_address(actor: FamilyActor, added: str, *, language: str, at: datetime) -> None:
    account = Account.objects.get(pk=actor.account_id)
    queue_mail(
        actor=actor,
        to=account.email,
        template="address_added",
        language=mail_language(account.language, language, address_facts(account.email)),
        context={"added": added, "at": at},
        at=at,
        account_id=account.pk,
    )
