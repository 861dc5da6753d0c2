"""The two numbers that select a pupil: fiche (of a body) and code permanent (of the Ministry).

Never rejected on the date, sex or letters they encode: names change and codes get corrected.
"""

import re
import unicodedata
from dataclasses import dataclass

from preau.core.text import fold_name
from preau.people.enums import NumberKind

_FICHE = re.compile(r"[0-9]{1,7}")
_CODE = re.compile(r"[A-Z]{4}[0-9]{6}(?:[0-9]{2})?")
_OFFSET_OF_2000S = 62


@dataclass(frozen=True)
class PupilNumber:
    """A well-formed number. A fiche is kept without its leading zeros."""

    kind: NumberKind
    value: str


def parse_number(text: str) -> PupilNumber | None:
    """The number in `text`, spaces and dashes dropped; None when it has neither form."""
    bare = text if text.isascii() and text.isalnum() else _without_separators(text)
    if fiche := parse_fiche(bare):
        return PupilNumber(NumberKind.FICHE, fiche)
    code = bare.upper() if bare.isascii() else ""
    return PupilNumber(NumberKind.CODE_PERMANENT, code) if _CODE.fullmatch(code) else None


def _without_separators(text: str) -> str:
    return "".join(
        c for c in text if not c.isspace() and unicodedata.category(c) not in ("Pd", "Cf")
    )


def parse_fiche(text: str) -> str:
    """The canonical fiche, or "" when it is none."""
    return text.lstrip("0") if _FICHE.fullmatch(text) else ""


def parse_code_permanent(text: str) -> str:
    """The canonical code permanent (10 or 12 signs), or "" when it is none."""
    number = parse_number(text)
    return number.value if number and number.kind == NumberKind.CODE_PERMANENT else ""


def looks_like_health_number(number: PupilNumber) -> bool:
    """True when the day could not be that of a child born since 2000: perhaps the RAMQ card."""
    return number.kind == NumberKind.CODE_PERMANENT and int(number.value[4:6]) <= _OFFSET_OF_2000S


def masked_code(code: str) -> str:
    """« TREL •••• •••• »: the four letters and nothing that tells the date of birth."""
    return f"{code[:4]} •••• ••{'••' if len(code) == 12 else ''}" if code else ""


def shown_code(code: str) -> str:
    """« TREL 6703 1412 », grouped as on the documents."""
    return " ".join(part for part in (code[:4], code[4:8], code[8:]) if part)


def name_keys(given_name: str, family_name: str) -> tuple[str, str]:
    """The two keys under rule N."""
    return fold_name(given_name), fold_name(family_name)
