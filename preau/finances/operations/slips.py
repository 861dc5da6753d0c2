"""Relevés 24 and receipts, deposited as PDFs: online where the payer consented, else by post.

All of a deposit or nothing; the same deposit again changes nothing. The social insurance number is
stored nowhere: no column takes it, and a file whose name could hold one is refused.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from preau.core.actors import BoardActor
from preau.core.enums import Act
from preau.core.files.accept import AcceptedFile, accept
from preau.core.files.errors import FileRefused
from preau.core.files.store import store
from preau.core.journal import record
from preau.finances.enums import Delivery, SlipKind, SlipState
from preau.finances.errors import SlipRefused
from preau.finances.models import PayerAccount, PayerPupil, Slip, SlipConsent, SlipPaper
from preau.finances.operations.announcing import announce_slips

_NINE_DIGITS = re.compile(r"(?<!\d)\d{3}[ ._-]?\d{3}[ ._-]?\d{3}(?!\d)")
_YEARS = range(2015, 2101)


@dataclass(frozen=True)
class Deposit:
    """One slip. `line` is its line in the index, `reference` that of the payer's account."""

    line: int
    file: str
    content: bytes
    reference: str
    kind: SlipKind
    year: int
    number: str
    state: SlipState = SlipState.ORIGINAL


@dataclass(frozen=True)
class Deposited:
    """How many went online, and which lines are to print and post; what was there already."""

    online: int
    to_post: tuple[Deposit, ...]
    known: int


@transaction.atomic
def deposit_slips(*, actor: BoardActor, deposits: Sequence[Deposit], at: datetime) -> Deposited:
    """Deposit slips. A slip for a payer who did not consent is listed, and its PDF is not kept.

    Payers who have some online are told, once each. An amended or cancelled copy is kept beside
    the first. Raises SlipRefused with the line.
    """
    if len(deposits) > settings.PREAU_LIMITS.slips_per_deposit:
        raise SlipRefused(_("Trop de relevés à la fois : faites plusieurs dépôts."))
    payers = {
        payer.reference: payer
        for payer in PayerAccount.objects.select_related("issuer__school").filter(
            board_id=actor.board_id, ended_at=None, reference__in={d.reference for d in deposits}
        )
    }
    for one in deposits:
        _require(one, payers)
    consented = set(
        SlipConsent.objects.filter(
            payer__in=[payer.pk for payer in payers.values()], withdrawn_at=None
        ).values_list("payer_id", flat=True)
    )
    known = 0
    online: list[Slip] = []
    to_post: list[Deposit] = []
    for one in deposits:
        payer = payers[one.reference]
        if _known(one, payer):
            known += 1
        elif payer.pk in consented:
            online.append(_keep(one, payer, Delivery.ELECTRONIC, at))
        else:
            _keep(one, payer, Delivery.POST, at)
            to_post.append(one)
    details = {"online": len(online), "post": len(to_post)}
    record(actor=actor, act=Act.SLIP_DEPOSITED, details=details)
    announce_slips(actor=actor, slips=online, at=at)
    return Deposited(len(online), tuple(to_post), known)


def _require(one: Deposit, payers: dict[str, PayerAccount]) -> None:
    line = {"line": one.line}
    if _NINE_DIGITS.search(one.file):
        text = _(
            "Ligne %(line)s : le nom du fichier a neuf chiffres, comme un numéro d’assurance "
            "sociale. Renommez-le, par exemple d’après le numéro de référence."
        )
        raise SlipRefused(text % line)
    if one.reference not in payers:
        text = _("Ligne %(line)s : aucun compte n’a ce numéro de référence.")
        raise SlipRefused(text % line)
    if one.year not in _YEARS:
        raise SlipRefused(_("Ligne %(line)s : l’année n’est pas plausible.") % line)
    _pdf(one)


def _pdf(one: Deposit) -> AcceptedFile:
    name = f"{one.kind}-{one.year}.pdf"
    try:
        file = accept(BytesIO(one.content), name)
    except FileRefused as refusal:
        text = _("Ligne %(line)s : %(why)s") % {"line": one.line, "why": refusal.message}
        raise SlipRefused(text) from refusal
    if file.media_type != "application/pdf":
        text = _("Ligne %(line)s : ce fichier n’est pas un PDF.")
        raise SlipRefused(text % {"line": one.line})
    return file


def _known(one: Deposit, payer: PayerAccount) -> bool:
    return Slip.objects.filter(
        payer=payer, kind=one.kind, year=one.year, number=one.number, state=one.state
    ).exists()


def _keep(one: Deposit, payer: PayerAccount, delivery: Delivery, at: datetime) -> Slip:
    pupils = PayerPupil.objects.filter(payer=payer).order_by("student_id")
    slip = Slip.objects.create(
        board_id=payer.board_id,
        payer=payer,
        kind=one.kind,
        year=one.year,
        number=one.number,
        state=one.state,
        delivery=delivery,
        student_ids=list(pupils.values_list("student_id", flat=True)),
        deposited_at=at,
    )
    if delivery == Delivery.ELECTRONIC:
        store(SlipPaper, [_pdf(one)], at=at, board_id=payer.board_id, slip=slip)
    return slip
