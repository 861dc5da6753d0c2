"""Numbers and levels of a pupil as a file may write them, brought to one form or to nothing."""

import re
from collections.abc import Mapping
from functools import lru_cache

from preau.people.enums import NumberKind
from preau.people.numbers import parse_number

_USER_ID = re.compile(r"\{\s*([^:{}]+?)\s*:\s*([^{}]*?)\s*\}")
_GRADE = re.compile(r"0?[1-9]|1[0-3]", re.ASCII)


def fiche_number(text: str) -> str:
    """The canonical fiche (spreadsheets lose leading zeros, so they do not count), or ""."""
    number = parse_number(text)
    return number.value if number and number.kind == NumberKind.FICHE else ""


@lru_cache(maxsize=1 << 13)
def user_ids(text: str) -> Mapping[str, str]:
    """`{type:id},{type:id}` as a mapping, types in lower case without `_` or spaces."""
    return {
        kind.lower().replace("_", "").replace(" ", ""): value
        for kind, value in _USER_ID.findall(text)
    }


def grade_level(grades: str) -> str:
    """The first grade as PK, KG or 01–13; "" when it is none of these."""
    first = grades.split(",", maxsplit=1)[0].strip().upper()
    if first in ("PK", "KG"):
        return first
    if first == "K":
        return "KG"
    return first.zfill(2) if _GRADE.fullmatch(first) else ""
