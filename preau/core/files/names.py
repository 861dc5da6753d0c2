"""The name a file is shown and downloaded under. It never becomes a path."""

import unicodedata

from preau.core.files.kinds import KINDS, Kind

MOST = 150
# Read otherwise than they are written, or by a shell or a path of some system.
_FORBIDDEN = frozenset('<>:"|?*')
_KNOWN = frozenset(ending for kind in KINDS for ending in kind.endings)


def clean_name(typed: str, kind: Kind | None = None) -> str:
    """The last part of a name: accents kept, control and direction signs gone, at most 150 signs.

    With a `kind`, the name ends as its kind does: what is downloaded opens as what it is.
    """
    last = unicodedata.normalize("NFC", typed).replace("\\", "/").rpartition("/")[2]
    kept = "".join(c for c in last if unicodedata.category(c)[0] != "C" and c not in _FORBIDDEN)
    stem, ending = _split(" ".join(kept.split()).strip(". "))
    if kind and ending.lower() not in kind.endings:
        stem += "" if ending.lower() in _KNOWN else ending
        ending = kind.endings[0]
    ending = ending[:16]
    return (stem[: MOST - len(ending)].rstrip(". ") or "document") + ending


def _split(name: str) -> tuple[str, str]:
    stem, dot, ending = name.rpartition(".")
    return (stem, f".{ending}") if dot and stem else (name, "")
