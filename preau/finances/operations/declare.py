"""« J'ai payé »: a parent says when and under which bank reference. It changes no balance."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction

from preau.core import attempts
from preau.core.actors import FamilyActor
from preau.core.enums import Act
from preau.core.errors import NotVisible
from preau.core.journal import record
from preau.core.zone import local_day
from preau.finances.access import visible_account
from preau.finances.enums import DeclarationState
from preau.finances.errors import (
    AlreadyDeclared,
    NotRetractable,
    PaidTooLongAgo,
    PaidTooSoon,
    TooManyDeclared,
)
from preau.finances.models import PaymentDeclaration

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Said:
    """What a parent says of a payment; `cents` is shown as said, and counted nowhere."""

    paid_on: date
    bank_reference: str
    cents: int | None = None


@transaction.atomic
def declare_payment(*, actor: FamilyActor, payer_id: int, said: Said, at: datetime) -> int:
    """Declare a payment; its number. Journalled.

    Raises NotVisible, PaidTooSoon, PaidTooLongAgo, TooManyDeclared, AlreadyDeclared.
    """
    account = visible_account(actor, payer_id, at)
    attempts.lock([f"paid {payer_id}"])
    _require_time(said.paid_on, at)
    mine = PaymentDeclaration.objects.filter(account_id=actor.account_id)
    most = settings.PREAU_LIMITS.payment_declarations_per_day
    if mine.filter(declared_at__gt=at - DAY).count() >= most:
        raise TooManyDeclared(most)
    known = PaymentDeclaration.objects.filter(payer_id=payer_id, paid_on=said.paid_on)
    others = known.exclude(state=DeclarationState.WITHDRAWN).values_list(
        "bank_reference", flat=True
    )
    if bank_key(said.bank_reference) in {bank_key(other) for other in others}:
        raise AlreadyDeclared
    declared = PaymentDeclaration.objects.create(
        board_id=account.board_id,
        payer_id=payer_id,
        account_id=actor.account_id,
        paid_on=said.paid_on,
        bank_reference=said.bank_reference.strip(),
        said_cents=said.cents,
        declared_at=at,
    )
    _journal(actor, Act.PAYMENT_DECLARED, account.board_id, declared.pk)
    return declared.pk


@transaction.atomic
def retract_payment(*, actor: FamilyActor, declaration_id: int, at: datetime) -> int:
    """Take back what one declared, while the school did not settle it; the payer's account.

    Raises NotVisible, NotRetractable. Journalled.
    """
    declared = PaymentDeclaration.objects.filter(pk=declaration_id).first()
    if declared is None or declared.account_id != actor.account_id:
        raise NotVisible
    visible_account(actor, declared.payer_id, at)
    open_ones = PaymentDeclaration.objects.filter(
        pk=declared.pk, account_id=actor.account_id, state=DeclarationState.DECLARED
    )
    if not open_ones.update(state=DeclarationState.WITHDRAWN, ended_at=at):
        raise NotRetractable
    _journal(actor, Act.PAYMENT_RETRACTED, declared.board_id, declared.pk)
    return declared.payer_id


def bank_key(reference: str) -> str:
    """A bank's reference without what people write around its signs."""
    return re.sub(r"[\s-]", "", reference).upper()


def _require_time(paid_on: date, at: datetime) -> None:
    today = local_day(at)
    if paid_on > today:
        raise PaidTooSoon
    back = settings.PREAU_LIMITS.payment_declared_days
    if paid_on < today - timedelta(days=back):
        raise PaidTooLongAgo(back)


def _journal(actor: FamilyActor, act: Act, board_id: int, declared: int) -> None:
    record(actor=actor, act=act, board_id=board_id, details={"declaration": declared})
