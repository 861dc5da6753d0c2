"""Values of a user's row that are computed while it is read."""

from functools import lru_cache

from preau.core.text import address_key, fold_name
from preau.exchange.numbers import fiche_number, user_ids
from preau.exchange.tables.columns import Derived
from preau.people.numbers import parse_code_permanent


@lru_cache(maxsize=1 << 15)
def name_key(name: str) -> str:
    """The key of a name under rule N."""
    return fold_name(name)


def mailbox(email: str) -> str:
    """The key of an address; "" when it is none or longer than an address can be."""
    key = address_key(email) if email else ""
    return key if len(key) <= 254 else ""


def fiche_of(ids: str, metadata: str, identifier: str) -> str:
    """The fiche from userIds, a metadata column or the identifier, in this order."""
    given = user_ids(ids).get("fiche") if ids else None
    if given and (found := fiche_number(given)):
        return found
    return fiche_number(metadata or identifier) if metadata or identifier else ""


def code_of(ids: str, metadata: str, identifier: str) -> str:
    """The code permanent from userIds, a metadata column or the identifier, in this order."""
    given = user_ids(ids).get("codepermanent") if ids else None
    if given and (found := parse_code_permanent(given)):
        return found
    return parse_code_permanent(metadata or identifier) if metadata or identifier else ""


NAME_KEYS = (
    Derived("given_key", ("given",), name_key),
    Derived("family_key", ("family",), name_key),
    Derived("mailbox", ("email",), mailbox),
)
NUMBERS = (
    Derived("fiche", ("ids", "meta_fiche", "identifier"), fiche_of),
    Derived("code", ("ids", "meta_code", "identifier"), code_of),
)
