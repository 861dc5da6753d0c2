"""Our own tables beside the roster: what OneRoster has no column for."""

from preau.boards.enums import SwitchKey
from preau.exchange.tables.cells import (
    address,
    boolean,
    choice,
    day,
    fiche,
    identifier,
    level,
    number,
    permanent,
    text,
    visible_from,
)
from preau.exchange.tables.columns import Column, Derived, Table
from preau.exchange.tables.daily import DAILY
from preau.exchange.tables.derived import name_key
from preau.people.enums import Relationship, Right

RELATIONSHIPS = tuple(Relationship.values)
RIGHTS = tuple(Right.values)


def _own(file: str, *columns: Column, **options: object) -> Table:
    header = tuple(column.name for column in columns)
    return Table(file, file, columns, header, versioned=False, **options)  # type: ignore[arg-type]


STUDENTS = _own(
    "preau_students",
    Column("sourcedId", "sid", identifier, required=True, personal=True),
    Column("fiche", "fiche", fiche, personal=True),
    Column("codePermanent", "code", permanent, personal=True),
    Column("preferredGivenName", "preferred", text(), personal=True),
    Column("level", "level", level),
    Column("homeroomClassSourcedId", "homeroom", identifier),
    Column("language", "language", choice("fr", "en", extensible=False)),
    derived=(Derived("preferred_key", ("preferred",), name_key),),
)
GUARDIANS = _own(
    "preau_guardians",
    Column("studentSourcedId", "student", identifier, required=True, personal=True),
    Column("guardianSourcedId", "guardian", identifier, required=True, personal=True),
    Column("relationship", "relationship", choice(*RELATIONSHIPS, extensible=False)),
    Column("legalGuardian", "authority", boolean),
    Column("contactPriority", "position", number),
    Column("emailOnFile", "email", address, personal=True),
    Column("address", "address", text(400), personal=True),
    Column("restriction", "right", choice(*RIGHTS, rule="right", extensible=False)),
    Column("restrictionBegin", "starts", day),
    Column("restrictionEnd", "ends", day),
    Column("restrictionReference", "reference", text(160), personal=True),
    # Only where pupils of eighteen or more are concerned.
    beside=(Column("adultConsent", "consent", boolean),),
)
_SWITCHES = tuple(Column(key, key.replace(".", "_"), boolean) for key in SwitchKey.values)
_FROM = tuple(
    Column(f"{key}.visibleFrom", f"{key.replace('.', '_')}_from", visible_from)
    for key in SwitchKey.values
    if key.startswith("tile.")
)
SCHOOLS = Table(
    "preau_schools",
    "preau_schools",
    (
        Column("orgSourcedId", "sid", identifier, required=True),
        Column("code", "code", text(20)),
        Column("street", "street", text(255)),
        Column("city", "city", text(120)),
        Column("postalCode", "postal_code", text(12)),
        Column("phone", "phone", text(40)),
        Column("email", "email", address),
        Column("principalName", "principal_name", text(160)),
        Column("principalTitle", "principal_title", text(120)),
        Column("contacts", "contacts", text(8000)),
    ),
    (
        *("orgSourcedId", "code", "street", "city", "postalCode", "phone", "email"),
        *("principalName", "principalTitle", "contacts"),
    ),
    beside=(*_SWITCHES, *_FROM),
    versioned=False,
)
STAFF = _own(
    "preau_staff",
    Column("userSourcedId", "sid", identifier, required=True, personal=True),
    Column("title", "title", text(120)),
    Column("publishedEmail", "published", boolean),
)
OWN = (STUDENTS, GUARDIANS, SCHOOLS, STAFF, *DAILY)
