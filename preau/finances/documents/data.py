"""A statement as the plain data that its template prints: words, dates and amounts written out."""

from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from preau.core.documents import Document
from preau.core.documents.width import fits
from preau.core.money import money
from preau.core.telephone import phone
from preau.core.wording import NBSP, date_long, date_short, number, speaking
from preau.finances.documents.context import (
    AccountTitle,
    Ageing,
    EntryTitle,
    Issuer,
    Statement,
    StatementEntry,
)

# Of `statement.typ`, in points: what a description and a name have, and the size of letters.
_LABEL, _CHILD, _QUANTITY, _SIZE = 219, 91, 52, 9.6
TEMPLATE = Path(__file__).parent / "statement.typ"


def document_of(statement: Statement) -> Document:
    """The statement as a paper to make."""
    return Document(TEMPLATE, to_data(statement), dated=statement.issued_on)


def to_data(statement: Statement) -> dict[str, Any]:
    """What `statement.typ` reads, in the statement's own language."""
    with speaking(statement.language):
        due = statement.due_on
        return {
            "language": statement.language,
            "title": title_of(statement),
            "words": _words(),
            "account": account_title(statement.account),
            "issuer": _issuer(statement.issuer),
            "payer": {
                "name": statement.payer.name,
                "number": statement.payer.number,
                "lines": list(statement.payer.address_lines),
            },
            "reference": statement.reference,
            "number": statement.number,
            "period": _("Du %(start)s au %(end)s")
            % {"start": date_long(statement.starts_on), "end": date_long(statement.ends_on)},
            "issued": date_long(statement.issued_on),
            "due": date_long(due) if due else "",
            "as_of": _("En date du %(date)s") % {"date": date_long(statement.issued_on)},
            "entries": [_entry(entry) for entry in statement.entries],
            "totals": _totals(statement),
            "balance": money(statement.balance),
            "is_owed": statement.balance > 0,
            "is_credit": statement.balance < 0,
            "ageing": _ageing(statement.ageing) if statement.ageing else [],
            "how_to_pay": statement.how_to_pay,
            "notes": list(statement.notes),
            "mark": statement.mark,
        }


def title_of(statement: Statement) -> str:
    """« État de compte 1024, Service de garde »: what a reader's window shows."""
    account = account_title(statement.account)
    return _("État de compte %(number)s, %(account)s") % {
        "number": statement.number,
        "account": account,
    }


def account_title(account: AccountTitle) -> str:
    return _("Service de garde") if account is AccountTitle.DAYCARE else _("Frais scolaires")


def _issuer(issuer: Issuer) -> dict[str, Any]:
    return {
        "name": issuer.name,
        "board": issuer.board_name,
        "lines": list(issuer.address_lines),
        "phone": phone(issuer.phone),
        "email": issuer.email,
    }


def _entry(entry: StatementEntry) -> dict[str, Any]:
    optional = _("(facultatif)") if entry.is_voluntary else ""
    quantity = ""
    if entry.quantity is not None:
        quantity = f"{number(entry.quantity)}{NBSP}{entry.unit}".strip(f" {NBSP}")
    return {
        "on": date_short(entry.on),
        "child": entry.child,
        "label": entry.label,
        "kind": _kind(entry.kind),
        "quantity": quantity,
        "optional": optional,
        "tall": not (
            fits(f"{entry.label} {optional}", points=_LABEL, size=_SIZE)
            and fits(entry.child, points=_CHILD, size=_SIZE)
            and fits(quantity, points=_QUANTITY, size=_SIZE)
        ),
        "amount": money(entry.cents),
    }


def _kind(kind: EntryTitle) -> str:
    match kind:
        case EntryTitle.CHARGE:
            return _("Frais")
        case EntryTitle.PAYMENT:
            return _("Paiement")
        case EntryTitle.CREDIT:
            return _("Crédit")
        case EntryTitle.ADJUSTMENT:
            return _("Ajustement")


def _totals(statement: Statement) -> list[dict[str, str]]:
    totals = statement.totals
    lines = [
        (_("Solde précédent"), statement.previous_balance),
        (_("Frais facturés"), totals.charges),
        (_("Paiements reçus"), totals.payments),
        (_("Crédits"), totals.credits),
        (_("Ajustements"), totals.adjustments),
        (_("Solde"), statement.balance),
    ]
    return [{"title": title, "amount": money(cents)} for title, cents in lines]


def _ageing(ageing: Ageing) -> list[dict[str, str]]:
    lines = [
        (_("Courant"), ageing.current),
        (_("Plus de 30 jours"), ageing.over_30),
        (_("Plus de 60 jours"), ageing.over_60),
        (_("Plus de 90 jours"), ageing.over_90),
    ]
    return [{"title": title, "amount": money(cents)} for title, cents in lines]


def _words() -> dict[str, str]:
    """Every label of the template, so that one catalogue translates page and paper."""
    return {
        "statement": _("État de compte"),
        "statement_number": _("État n°"),
        "payer": _("Payeur"),
        "payer_number": _("Numéro de payeur"),
        "reference": _("Numéro de référence pour le paiement"),
        "period": _("Période"),
        "issued": _("Date de l’état"),
        "due": _("À payer au plus tard le"),
        "to_pay": _("Solde à payer"),
        "in_credit": _("Solde en votre faveur"),
        "entries": _("Écritures de la période"),
        "no_entries": _("Aucune écriture pour cette période."),
        "date": _("Date"),
        "child": _("Enfant"),
        "description": _("Description"),
        "quantity": _("Quantité"),
        "amount": _("Montant"),
        "summary": _("Sommaire"),
        "ageing": _("Âge du solde\u00a0:"),
        "how_to_pay": _("Comment payer"),
        "phone": _("Téléphone"),
        "email": _("Courriel"),
        "page": _("Page %(page)s de %(pages)s"),
    }
