"""« de Léo », « d’Éloïse »: the names that a French sentence is filled with decide.

A text says « de %(name)s »; what is put in begins with a vowel, or not. Of names in h, those that
French writes since long elide (« d’Hélène »); the others keep theirs (« de Hassan »).
"""

import re
from collections.abc import Mapping

from preau.core.text import fold_search

_OF = re.compile(r"\b([Dd])e %\((\w+)\)s")
_VOWELS = frozenset("aeiou")
_SILENT_H = frozenset(
    (
        *("hadrien", "hector", "helena", "helene", "heloise", "henri", "henriette", "hermine"),
        *("hermione", "herve", "hilaire", "hippolyte", "honore", "horace", "hortense"),
        *("hubert", "hugo", "hugues", "huguette", "hyacinthe"),
    )
)


def filled(text: str, values: Mapping[str, object]) -> str:
    """The text with its values put in, as `%` does; a Markup escapes them as well."""
    if not _OF.search(text):
        return text % values
    return type(text)(_OF.sub(lambda found: _joint(found, values), text)) % values


def says_of(text: str) -> bool:
    """True when what is put in may change a word of the text."""
    return _OF.search(text) is not None


def _joint(found: re.Match[str], values: Mapping[str, object]) -> str:
    if _elides(str(values[found[2]])):
        return f"{found[1]}’%({found[2]})s"
    return found[0]


def _elides(name: str) -> bool:
    first, *_rest = fold_search(name).split(" ")
    if first[:1] == "y":
        return first[1:2].isalpha() and first[1:2] not in _VOWELS
    return first[:1] in _VOWELS or first in _SILENT_H
