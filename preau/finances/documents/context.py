"""What a statement of account says, on the page as on paper.

Amounts are whole cents: what is owed is positive, what was paid or credited is negative.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum


class AccountTitle(StrEnum):
    """The two accounts of a school, which never mix."""

    FEES = "fees"
    DAYCARE = "daycare"


class EntryTitle(StrEnum):
    """What an entry of the account is."""

    CHARGE = "charge"
    PAYMENT = "payment"
    CREDIT = "credit"
    ADJUSTMENT = "adjustment"


@dataclass(frozen=True)
class Issuer:
    """The school, or its daycare, that asks for the money."""

    name: str
    address_lines: tuple[str, ...] = ()
    phone: str = ""
    email: str = ""
    board_name: str = ""


@dataclass(frozen=True)
class Payer:
    """The one adult whom this statement is for, with that adult's own address, or none."""

    name: str
    number: str
    address_lines: tuple[str, ...] = ()


@dataclass(frozen=True)
class StatementEntry:
    """A line. `child` is "" for what concerns none. `unit` is in words: « jours », « h »."""

    on: date
    label: str
    kind: EntryTitle
    cents: int
    child: str = ""
    quantity: Decimal | None = None
    unit: str = ""
    is_voluntary: bool = False


@dataclass(frozen=True)
class Totals:
    """Sums of the entries by kind; with the previous balance they make the balance."""

    charges: int
    payments: int
    credits: int
    adjustments: int


@dataclass(frozen=True)
class Ageing:
    """The balance by how long it has been owed, in days."""

    current: int
    over_30: int
    over_60: int
    over_90: int


@dataclass(frozen=True)
class Statement:
    """One statement, for one payer, in one `language` (« fr » or « en »).

    `ends_on` is the last day of its period. `balance` is that of `issued_on`, and changes only
    with the next statement. `mark` is « Annulé » or « Remplace l'état n° 12 », in words, or "".
    """

    language: str
    account: AccountTitle
    issuer: Issuer
    payer: Payer
    reference: str
    number: str
    starts_on: date
    ends_on: date
    issued_on: date
    due_on: date | None
    previous_balance: int
    entries: tuple[StatementEntry, ...]
    totals: Totals
    balance: int
    ageing: Ageing | None = None
    how_to_pay: str = ""
    notes: tuple[str, ...] = ()
    mark: str = ""
