"""Telephone numbers as people write them in Québec, in French and in English."""

import re

from preau.core.wording import NBSP, spoken_language

SHAPE = re.compile(
    r"^\+?1?\D*(\d{3})\D*(\d{3})\D*(\d{4})(?:\D*(?:poste|p\.|ext\.?|x|#)\D*(\d{1,6}))?$",
    re.IGNORECASE,
)


def phone(value: str) -> str:
    """« 450 555-0199 », 450-555-0199; a number of another shape is left as it was written."""
    match = SHAPE.match(value.strip())
    return written(match) if match else value


def written(match: re.Match[str]) -> str:
    """A number of the usual shape, with its extension."""
    area, exchange, line, extension = match.groups()
    english = spoken_language() == "en"
    number = f"{area}{'-' if english else NBSP}{exchange}-{line}"
    if not extension:
        return number
    return f"{number}, {'ext.' if english else 'poste'}{NBSP}{extension}"
