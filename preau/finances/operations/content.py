"""The words of a statement, gathered from the ledger at the moment it is made."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from preau.core.wording import percent, speaking
from preau.finances.ageing import ageing
from preau.finances.documents.context import (
    AccountTitle,
    EntryTitle,
    Issuer,
    Payer,
    Statement,
    StatementEntry,
    Totals,
)
from preau.finances.enums import AccountKind, EntryKind
from preau.finances.models import Issuer as IssuerRow
from preau.finances.models import PayerAccount, StatementPeriod
from preau.finances.queries.ledger import OpenPosting, amounts_of, open_postings

_CIVIC = re.compile(r"[0-9]+(?:-[0-9]+)?[A-Za-z]?", re.ASCII)
TITLES = {
    EntryKind.CHARGE: EntryTitle.CHARGE,
    EntryKind.NSF_FEE: EntryTitle.CHARGE,
    EntryKind.LATE_FEE: EntryTitle.CHARGE,
    EntryKind.PAYMENT: EntryTitle.PAYMENT,
    EntryKind.CREDIT: EntryTitle.CREDIT,
    EntryKind.ADJUSTMENT: EntryTitle.ADJUSTMENT,
    EntryKind.RETURNED: EntryTitle.ADJUSTMENT,
}


@dataclass(frozen=True)
class Draft:
    """What the next statement of a payer holds; without lines or balance there is none to make."""

    statement: Statement
    posting_ids: tuple[int, ...]
    student_ids: tuple[int, ...]

    @property
    def is_empty(self) -> bool:
        return not self.posting_ids and not self.statement.balance


def draft(
    *, period: StatementPeriod, payer: PayerAccount, number: int, opening: int, replaces: int = 0
) -> Draft:
    """The statement of a payer for a period, under a number."""
    issuer, guardian = payer.issuer, payer.guardian
    language = "en" if (guardian.language or issuer.board.language).startswith("en") else "fr"
    lines = open_postings(payer.pk, period.ends_on)
    totals = _totals(lines)
    balance = opening + totals.charges + totals.payments + totals.credits + totals.adjustments
    with speaking(language):
        mark = _("Remplace l’état nº %(number)s") % {"number": replaces} if replaces else ""
        statement = Statement(
            language=language,
            account=AccountTitle(issuer.kind),
            issuer=_issuer(issuer, language),
            payer=Payer(
                name=f"{guardian.given_name} {guardian.family_name}",
                number=payer.payer_number,
                address_lines=_lines(guardian.address),
            ),
            reference=payer.reference,
            number=str(number),
            starts_on=period.starts_on,
            ends_on=period.ends_on,
            issued_on=period.ends_on,
            due_on=period.due_on,
            previous_balance=opening,
            entries=tuple(_entry(line, language) for line in lines),
            totals=totals,
            balance=balance,
            ageing=ageing(amounts_of(payer.pk, period.ends_on), on=period.ends_on),
            how_to_pay=(language == "en" and issuer.how_to_pay_en) or issuer.how_to_pay,
            mark=mark,
        )
    students = sorted({line.student_id for line in lines if line.student_id})
    return Draft(statement, tuple(line.id for line in lines), tuple(students))


def issuer_name(issuer: IssuerRow) -> str:
    """As the issuer calls itself; else the school, and its daycare."""
    if issuer.name or issuer.kind == AccountKind.FEES:
        return issuer.name or issuer.school.name
    return _("Service de garde, %(school)s") % {"school": issuer.school.name}


def _issuer(issuer: IssuerRow, language: str) -> Issuer:
    school, board = issuer.school, issuer.board
    place = " ".join(part for part in (school.city, school.postal_code) if part)
    own = _lines(issuer.address)
    return Issuer(
        name=issuer_name(issuer),
        address_lines=own or tuple(line for line in (school.street, place) if line),
        phone=issuer.phone or school.phone,
        email=issuer.email or school.email,
        board_name=(language == "en" and board.name_en) or board.name,
    )


def _lines(address: str) -> tuple[str, ...]:
    """The lines of an address written with commas; a civic number stays with its street."""
    lines: list[str] = []
    for part in filter(None, (part.strip() for part in address.replace("\n", ",").split(","))):
        if lines and _CIVIC.fullmatch(lines[-1]):
            lines[-1] = f"{lines[-1]}, {part}"
        else:
            lines.append(part)
    return tuple(lines)


def _totals(lines: Sequence[OpenPosting]) -> Totals:
    sums = dict.fromkeys(EntryTitle, 0)
    for line in lines:
        sums[TITLES[line.kind]] += line.cents
    return Totals(
        charges=sums[EntryTitle.CHARGE],
        payments=sums[EntryTitle.PAYMENT],
        credits=sums[EntryTitle.CREDIT],
        adjustments=sums[EntryTitle.ADJUSTMENT],
    )


def _entry(line: OpenPosting, language: str) -> StatementEntry:
    label = (language == "en" and line.label_en) or line.label
    return StatementEntry(
        on=line.on,
        label=f"{label} ({your_part(line.share)})" if line.share else label,
        kind=TITLES[line.kind],
        cents=line.cents,
        child=line.child,
        quantity=line.quantity,
        unit=line.unit,
        is_voluntary=line.is_voluntary,
    )


def your_part(share: Decimal) -> str:
    """« votre part, 50 % »: nothing of whose the rest is."""
    return _("votre part, %(share)s") % {"share": percent(share)}
