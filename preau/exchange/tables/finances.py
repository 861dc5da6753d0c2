"""Tables of money: who asks, who pays, how separated parents share, what is owed and paid.

Amounts are read as whole cents, with a comma or a point, never through a float.
"""

import re
from decimal import Decimal

from preau.exchange.tables.cells import Read, address, boolean, day, identifier, identifiers, text
from preau.exchange.tables.columns import Column, Table
from preau.exchange.tables.oneroster import ID, VERSION
from preau.exchange.tables.words import words
from preau.finances.enums import AccountKind, EntryKind, FeeKind

_AMOUNT = re.compile(
    r"([-\u2212]?) *([0-9]{1,3}(?: [0-9]{3})+|[0-9]{1,7})(?:[.,]([0-9]{1,2}))? *\$?",
    re.ASCII,
)
_DECIMAL = re.compile(r"[0-9]{1,6}(?:[.,][0-9]{1,2})?", re.ASCII)
_WEEKS = re.compile(r"([1-9][0-9]?(?:\s*,\s*[1-9][0-9]?)*)\s*/\s*([1-9][0-9]?)", re.ASCII)
_SPACES = re.compile(r"[ \u00a0\u202f]")
_MOST_WEEKS = 52


def amount(given: str) -> Read | None:
    """Dollars as cents: `12,50`, `12.50`, `1 234,50 $`; a comma of thousands is not guessed."""
    value = _SPACES.sub(" ", given).strip()
    if not value:
        return None if value == given else Read("")
    found = _AMOUNT.fullmatch(value)
    if not found:
        return Read("", "amount")
    cents = int(found[2].replace(" ", "")) * 100 + int((found[3] or "0").ljust(2, "0"))
    return Read(str(-cents if found[1] else cents))


def decimal(given: str) -> Read | None:
    """A number with at most two decimals, with a comma or a point."""
    value = given.strip()
    if value and not _DECIMAL.fullmatch(value):
        return Read("", "decimal")
    written = value.replace(",", ".")
    return None if written == given else Read(written)


def percentage(given: str) -> Read | None:
    """A percentage above 0 and below 100: `50`, `33,33`, `33.33 %`."""
    value = _SPACES.sub("", given).rstrip("%").replace(",", ".")
    if not value:
        return None if not given else Read("")
    if not _DECIMAL.fullmatch(value) or not 0 < Decimal(value) < 100:
        return Read("", "percentage")
    return None if value == given else Read(value)


def weeks(given: str) -> Read | None:
    """Weeks of a cycle, `1/2` or `1,2/4`: the first week of two, the first two of four."""
    value = given.strip()
    if not value:
        return None if value == given else Read("")
    found = _WEEKS.fullmatch(value)
    if not found:
        return Read("", "weeks")
    cycle = int(found[2])
    own = sorted({int(part) for part in found[1].split(",")})
    if not 2 <= cycle <= _MOST_WEEKS or own[-1] > cycle or len(own) >= cycle:
        return Read("", "weeks")
    written = f"{','.join(map(str, own))}/{cycle}"
    return None if written == given else Read(written)


ACCOUNTS = {
    **{kind: kind for kind in AccountKind.values},
    "frais scolaires": AccountKind.FEES,
    "école": AccountKind.FEES,
    "service de garde": AccountKind.DAYCARE,
    "garde": AccountKind.DAYCARE,
}
ENTRIES = {
    **{kind: kind for kind in EntryKind.values},
    "frais": EntryKind.CHARGE,
    "paiement": EntryKind.PAYMENT,
    "crédit": EntryKind.CREDIT,
    "ajustement": EntryKind.ADJUSTMENT,
    "paiement retourné": EntryKind.RETURNED,
    "chèque sans provision": EntryKind.RETURNED,
    "frais nsf": EntryKind.NSF_FEE,
    "frais d’effet retourné": EntryKind.NSF_FEE,
    "frais de retard": EntryKind.LATE_FEE,
}
RECEIVED = {
    EntryKind.PAYMENT: EntryKind.PAYMENT,
    EntryKind.RETURNED: EntryKind.RETURNED,
    "paiement": EntryKind.PAYMENT,
    "paiement retourné": EntryKind.RETURNED,
    "chèque sans provision": EntryKind.RETURNED,
}
FEES = {
    FeeKind.NSF: FeeKind.NSF,
    FeeKind.LATE: FeeKind.LATE,
    "frais nsf": FeeKind.NSF,
    "frais d’effet retourné": FeeKind.NSF,
    "frais de retard": FeeKind.LATE,
}


def _table(file: str, *columns: Column, versioned: bool) -> Table:
    every = (ID, *VERSION, *columns) if versioned else columns
    return Table(file, file, every, tuple(c.name for c in every), versioned=versioned)


_SCHOOL = Column("orgSourcedId", "school", identifier, required=True)
_ACCOUNT = Column("accountKind", "account", words(ACCOUNTS), required=True)
_GUARDIAN = Column("guardianSourcedId", "guardian", identifier, required=True, personal=True)
_STUDENT = Column("studentSourcedId", "student", identifier, required=True, personal=True)
ISSUERS_TABLE = _table(
    "preau_issuers",
    _SCHOOL,
    _ACCOUNT,
    Column("name", "name", text(160)),
    Column("address", "address", text(400)),
    Column("phone", "phone", text(40)),
    Column("email", "email", address),
    Column("howToPay", "how", text(1000)),
    Column("howToPayEn", "how_en", text(1000)),
    versioned=False,
)
TARIFFS_TABLE = _table(
    "preau_tariffs",
    _SCHOOL,
    _ACCOUNT,
    Column("fee", "fee", words(FEES), required=True),
    Column("beginDate", "starts", day, required=True),
    Column("amount", "amount", amount, required=True),
    versioned=False,
)
PAYERS_TABLE = _table(
    "preau_payers",
    _SCHOOL,
    _ACCOUNT,
    _GUARDIAN,
    Column("payerNumber", "number", text(40), required=True, personal=True),
    Column("referenceNumber", "reference", text(40), required=True, personal=True),
    Column("students", "students", identifiers, required=True, personal=True),
    versioned=True,
)
SPLITS_TABLE = _table(
    "preau_splits",
    _STUDENT,
    _ACCOUNT,
    _GUARDIAN,
    Column("beginDate", "starts", day, required=True),
    Column("endDate", "ends", day),
    Column("percent", "percent", percentage),
    Column("weeks", "weeks", weeks),
    versioned=False,
)
ENTRIES_TABLE = _table(
    "preau_entries",
    _SCHOOL,
    _ACCOUNT,
    Column("studentSourcedId", "student", identifier, personal=True),
    Column("guardianSourcedId", "guardian", identifier, personal=True),
    Column("kind", "kind", words(ENTRIES), required=True),
    Column("date", "day", day, required=True),
    Column("endDate", "until", day),
    Column("label", "label", text(160), required=True),
    Column("labelEn", "label_en", text(160)),
    Column("quantity", "quantity", decimal),
    Column("unit", "unit", text(20)),
    Column("voluntary", "voluntary", boolean),
    Column("amount", "amount", amount, required=True),
    versioned=True,
)
PAYMENTS_TABLE = _table(
    "preau_payments",
    Column("referenceNumber", "reference", text(40), required=True, personal=True),
    Column("date", "day", day, required=True),
    Column("amount", "amount", amount, required=True),
    Column("bankReference", "bank", text(40), personal=True),
    Column("kind", "kind", words(RECEIVED)),
    versioned=True,
)
FINANCES = (
    *(ISSUERS_TABLE, TARIFFS_TABLE, PAYERS_TABLE, SPLITS_TABLE),
    *(ENTRIES_TABLE, PAYMENTS_TABLE),
)
