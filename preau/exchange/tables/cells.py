"""Kinds of cells: each turns a text into the value to keep, or names the rule it breaks.

A kind sees every distinct value once per block of rows, so it may be plain Python.
"""

import re
import string
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from operator import eq
from typing import NamedTuple
from zoneinfo import ZoneInfo

from preau.core.text import address_key
from preau.exchange.numbers import fiche_number, grade_level
from preau.exchange.report import Severity
from preau.people.numbers import parse_code_permanent

ERROR, WARNING = Severity.ERROR, Severity.WARNING
_DAY = re.compile(r"(?:19|20|21)[0-9]{2}-[0-9]{2}-[0-9]{2}", re.ASCII)
_INSTANT = re.compile(
    r"((?:19|20|21)[0-9]{2}-[0-9]{2}-[0-9]{2})[T ]([0-9:]{5,8})(?:\.([0-9]{1,9}))?"
    r"(Z|[+-][0-9]{2}:?[0-9]{2})?",
    re.ASCII,
)
_GUID = re.compile(r"[0-9A-Za-z._/@\-]+", re.ASCII)
IDENTIFIER_SIGNS = f"{string.digits}{string.ascii_letters}._/@-".encode()
QUEBEC = ZoneInfo("America/Toronto")


class Read(NamedTuple):
    """What became of a cell: the value to keep and, when something is amiss, the rule.

    `grouped`: the rule is told once for the whole column, with the number of rows.
    """

    value: str
    rule: str = ""
    severity: Severity = ERROR
    grouped: bool = False


# None: the cell is kept as it stands, which is the usual case and must cost little.
Cell = Callable[[str], Read | None]


def _kept(value: str, given: str) -> Read | None:
    return None if value == given else Read(value)


@dataclass(frozen=True)
class Text:
    """Text of at most `limit` characters, without spaces around it; longer, cut or refused."""

    limit: int
    is_cut: bool

    def __call__(self, given: str) -> Read | None:
        value = given.strip()
        if len(value) <= self.limit:
            return _kept(value, given)
        if self.is_cut:
            return Read(value[: self.limit], "cut", WARNING, grouped=True)
        return Read("", "too_long")

    def keeps(self, cells: Sequence[str]) -> bool:
        """True when every cell stays as it stands."""
        return max(map(len, cells)) <= self.limit and all(map(eq, cells, map(str.strip, cells)))


def text(limit: int = 255) -> Cell:
    """Text of at most `limit` characters."""
    return Text(limit, is_cut=False)


def label(limit: int) -> Cell:
    """An optional text that is cut, and told, rather than stop an import."""
    return Text(limit, is_cut=True)


def identifier(given: str) -> Read | None:
    """A sourcedId: at most 255 characters; signs outside the standard are told, not refused."""
    if _GUID.fullmatch(given) and len(given) < 256:
        return None
    value = given.strip()
    if len(value) > 255:
        return Read("", "too_long")
    if value and not _GUID.fullmatch(value):
        return Read(value, "id_signs", WARNING, grouped=True)
    return Read(value)


_GUID_LIST = re.compile(r"[0-9A-Za-z._/@\-]+(?:,[0-9A-Za-z._/@\-]+)*", re.ASCII)
_GUIDS = re.compile(r"(?:[0-9A-Za-z._/@\-]{1,255}\n)*", re.ASCII)


def all_identifiers(cells: Sequence[str]) -> bool:
    """True when every cell is a plain sourcedId: one scan for a whole block."""
    return bool(_GUIDS.fullmatch("\n".join(cells) + "\n"))


def are_short(cells: Sequence[str]) -> bool:
    """True when no cell is longer than an identifier may be."""
    return max(map(len, cells)) < 256


def identifiers(given: str) -> Read | None:
    """A list of sourcedIds, separated by commas inside one cell."""
    if not given or _GUID_LIST.fullmatch(given):
        return None
    return Read(",".join(part for part in (p.strip() for p in given.split(",")) if part))


def day(given: str) -> Read | None:
    """A date, YYYY-MM-DD."""
    value = given.strip()
    if not value:
        return _kept(value, given)
    try:
        if _DAY.fullmatch(value):
            return _kept(date.fromisoformat(value).isoformat(), given)
    except ValueError:
        pass
    return Read("", "date")


def instant(given: str) -> Read | None:
    """A date and time in UTC; without a zone it is taken as UTC."""
    value = given.strip()
    if not value:
        return _kept(value, given)
    if found := _INSTANT.fullmatch(value):
        try:
            at = datetime.fromisoformat(f"{found[1]}T{found[2]}{(found[4] or 'Z')}")
        except ValueError:
            return Read("", "instant")
        at = at if at.tzinfo else at.replace(tzinfo=UTC)
        fraction = (found[3] or "0")[:6].ljust(6, "0")
        return Read(at.replace(microsecond=int(fraction)).isoformat())
    return Read("", "instant")


def visible_from(given: str) -> Read | None:
    """A date, from midnight in Québec, or a date and time."""
    value = given.strip()
    if not _DAY.fullmatch(value):
        return instant(value)
    try:
        at = datetime.combine(date.fromisoformat(value), time.min, QUEBEC)
    except ValueError:
        return Read("", "date")
    return Read(at.isoformat())


def boolean(given: str) -> Read | None:
    """true or false; other spellings that cannot be mistaken are accepted and told."""
    if given in ("", "true", "false"):
        return None
    value = given.strip()
    if value.lower() in ("", "true", "false"):
        return Read(value.lower(), "boolean_case" if value else "", WARNING, grouped=True)
    if value in ("1", "0"):
        return Read("true" if value == "1" else "false", "boolean_digit", WARNING, grouped=True)
    return Read("", "boolean")


def school_year(given: str) -> Read | None:
    """The year in which the school year ends; `2026-2027` is understood and told."""
    value = given.strip()
    if re.fullmatch(r"[0-9]{4}-[0-9]{4}", value, re.ASCII):
        return Read(value[-4:], "year_span", WARNING, grouped=True)
    if value and not re.fullmatch(r"[0-9]{4}", value, re.ASCII):
        return Read("", "year")
    return _kept(value, given)


def choice(*choices: str, rule: str = "choice", extensible: bool = True) -> Cell:
    """One of `choices`; an `ext:` value is accepted and told where the standard allows it."""
    allowed = frozenset((*choices, ""))

    def read(given: str) -> Read | None:
        if given in allowed:
            return None
        value = given.strip()
        if value in allowed:
            return Read(value)
        if extensible and value.startswith("ext:"):
            return Read(value[:40], "extension", WARNING, grouped=True)
        return Read("", rule)

    return read


def number(given: str) -> Read | None:
    """A whole number from 1 to 99."""
    value = given.strip()
    if value and not re.fullmatch(r"[1-9][0-9]?", value, re.ASCII):
        return Read("", "number")
    return _kept(value, given)


def _keyed(given: str, key: str, rule: str) -> Read | None:
    if given.strip() and not key:
        return Read("", rule, WARNING)
    return _kept(key, given)


def fiche(given: str) -> Read | None:
    """A fiche number; one that is none is told and not held."""
    return _keyed(given, fiche_number(given), "fiche")


def permanent(given: str) -> Read | None:
    """A code permanent; one that is none is told and not held."""
    return _keyed(given, parse_code_permanent(given), "code_permanent")


def level(given: str) -> Read | None:
    """A grade of OneRoster; one unknown here is told and not held."""
    key = grade_level(given)
    if given.strip() and not key:
        return Read("", "level", WARNING, grouped=True)
    return _kept(key, given)


def address(given: str) -> Read | None:
    """An e-mail address as its key; one that is no address is told and held as none."""
    key = address_key(given)
    return _keyed(given, key if len(key) <= 254 else "", "address")
