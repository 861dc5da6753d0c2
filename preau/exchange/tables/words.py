"""Kinds of cells of the daily tables: hours, moments, lists of periods, words in two languages."""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time

from preau.core import rich_text
from preau.core.text import fold_search
from preau.exchange.numbers import grade_level
from preau.exchange.report import Severity
from preau.exchange.tables.cells import QUEBEC, Cell, Read, day

_CLOCK = re.compile(r"([01]?[0-9]|2[0-3])\s*[:hH]\s*([0-5][0-9])(?::00)?", re.ASCII)
_MOMENT = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})[T ]([0-9]{2}:[0-9]{2}(?::[0-9]{2})?)(?:\.[0-9]{1,9})?"
    r"(Z|[+-][0-9]{2}:?[0-9]{2})?",
    re.ASCII,
)
_PERIOD = re.compile(r"(?:p|pér|per|période|periode|period)?\s*\.?\s*([1-9][0-9]?)", re.IGNORECASE)
_COUNT = re.compile(r"[0-9]{1,9}", re.ASCII)
_DURATION = re.compile(r"[0-9](?:[.,][0-9]{1,4})?", re.ASCII)


def clock(given: str) -> Read | None:
    """An hour of the day as HH:MM; 8:05 and 8 h 05 are understood."""
    value = given.strip()
    if not value:
        return None if value == given else Read("")
    found = _CLOCK.fullmatch(value)
    if not found:
        return Read("", "clock")
    written = f"{int(found[1]):02}:{found[2]}"
    return None if written == given else Read(written)


def moment(given: str) -> Read | None:
    """A date, or a date and hour as an instant: the hour is Québec's unless it says its zone."""
    value = given.strip()
    if len(value) <= 10:
        return day(given)
    found = _MOMENT.fullmatch(value)
    if not found or (day(found[1]) or Read(found[1])).rule:
        return Read("", "moment")
    try:
        at = datetime.fromisoformat(f"{found[1]}T{found[2]}{found[3] or ''}")
    except ValueError:
        return Read("", "moment")
    return Read(at.astimezone(UTC).isoformat()) if at.tzinfo else _on_the_wall(at)


def _on_the_wall(at: datetime) -> Read:
    """An hour read on a clock in Québec: one that spring skips is none; of two, the first."""
    first = at.replace(tzinfo=QUEBEC)
    instant = first.astimezone(UTC)
    if instant.astimezone(QUEBEC).replace(tzinfo=None) != at:
        return Read("", "hour_skipped")
    if first.utcoffset() != first.replace(fold=1).utcoffset():
        return Read(instant.isoformat(), "hour_twice", Severity.WARNING, grouped=True)
    return Read(instant.isoformat())


def since(given: str) -> Read | None:
    """A moment as an instant; a date is from its midnight in Québec."""
    read = moment(given)
    value = given if read is None else read.value
    if len(value) != 10:
        return read
    return Read(datetime.combine(date.fromisoformat(value), time.min, QUEBEC).isoformat())


def count(most: int) -> Cell:
    """A whole number from 0 to `most`."""

    def read(given: str) -> Read | None:
        value = given.strip()
        if value and not (_COUNT.fullmatch(value) and int(value) <= most):
            return Read("", "count")
        written = str(int(value)) if value else ""
        return None if written == given else Read(written)

    return read


def words(meanings: Mapping[str, str], *, rule: str = "choice") -> Cell:
    """One of the known words, whatever its case and accents, as the value it stands for."""
    known = {fold_search(word): value for word, value in meanings.items()}
    known |= {fold_search(value): value for value in meanings.values()}

    def read(given: str) -> Read | None:
        if not given.strip():
            return None if not given else Read("")
        value = known.get(fold_search(given))
        if value is None:
            return Read("", rule)
        return None if value == given else Read(value)

    return read


def level_only(given: str) -> Read | None:
    """A grade of OneRoster; another is refused, for without it the row would speak to all."""
    key = grade_level(given)
    if given.strip() and not key:
        return Read("", "level_unknown")
    return None if key == given else Read(key)


def periods(given: str) -> Read | None:
    """Numbers of periods (`2,3`, `P2`, `Période 2`), in order, once each."""
    parts = [part.strip() for part in re.split(r"[,;]", given) if part.strip()]
    found = [_PERIOD.fullmatch(part) for part in parts]
    if not all(found):
        return Read("", "period_name")
    numbers = sorted({int(match[1]) for match in found if match})
    written = ",".join(map(str, numbers))
    return None if written == given else Read(written)


def duration(given: str) -> Read | None:
    """A part of a day, above 0 and up to 1; a decimal comma is understood."""
    value = given.strip().replace(",", ".")
    if not value:
        return None if value == given else Read("")
    if not _DURATION.fullmatch(value) or not 0 < float(value) <= 1:
        return Read("", "duration")
    return None if value == given else Read(value)


def rich(limit: int) -> Cell:
    """Rich text on one line, cleaned as every text of that kind is."""

    def read(given: str) -> Read | None:
        if not given:
            return None
        if len(given) > limit:
            return Read("", "too_long")
        value = str(rich_text.clean(given.strip()))
        return None if value == given else Read(value)

    return read
