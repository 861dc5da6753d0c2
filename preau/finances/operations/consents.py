"""Consent to slips online: given, and taken back as easily."""

from datetime import datetime

from django.db import transaction

from preau.core import attempts
from preau.core.actors import FamilyActor
from preau.core.enums import Act
from preau.core.journal import record
from preau.finances.access import visible_account
from preau.finances.consent import CURRENT
from preau.finances.models import SlipConsent


@transaction.atomic
def consent_to_slips(*, actor: FamilyActor, payer_id: int, at: datetime) -> None:
    """Consent, by the text in force; nothing when it stands already. Raises NotVisible."""
    account = visible_account(actor, payer_id, at)
    attempts.lock([f"consent {payer_id}"])
    if SlipConsent.objects.filter(payer_id=payer_id, withdrawn_at=None).exists():
        return
    SlipConsent.objects.create(
        board_id=account.board_id,
        payer_id=payer_id,
        account_id=actor.account_id,
        version=CURRENT,
        given_at=at,
    )
    _journal(actor, Act.SLIP_CONSENTED, account.board_id, payer_id)


@transaction.atomic
def withdraw_consent(*, actor: FamilyActor, payer_id: int, at: datetime) -> None:
    """Take the consent back; what was delivered stays readable. Raises NotVisible."""
    account = visible_account(actor, payer_id, at)
    standing = SlipConsent.objects.filter(payer_id=payer_id, withdrawn_at=None)
    if standing.update(withdrawn_at=at):
        _journal(actor, Act.SLIP_CONSENT_WITHDRAWN, account.board_id, payer_id)


def _journal(actor: FamilyActor, act: Act, board_id: int, payer_id: int) -> None:
    details: dict[str, str | int] = {"payer": payer_id, "version": CURRENT}
    record(actor=actor, act=act, board_id=board_id, details=details)
