"""Choosing names with the frequencies of a school yard, from a seeded generator."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from preau.demo import names
from preau.demo.names import Naming

_FRENCH_SIDE = (
    (names.QUEBECOIS, 74),
    (names.HAITIAN, 6),
    (names.ARABIC, 7),
    (names.VIETNAMESE, 3),
    (names.LATIN, 4),
    (names.INDIGENOUS, 3),
    (names.ENGLISH, 2),
    (names.FAR_EAST, 1),
)
_ENGLISH_SIDE = (
    (names.ENGLISH, 50),
    (names.QUEBECOIS, 24),
    (names.FAR_EAST, 10),
    (names.HAITIAN, 4),
    (names.ARABIC, 4),
    (names.LATIN, 4),
    (names.INDIGENOUS, 4),
)


@dataclass(frozen=True)
class PersonName:
    given: str
    family: str
    community: Naming


def choose(rng: Random, options: Sequence[str]) -> str:
    """One of the names; the first are the commonest."""
    weights = [1 / (rank + 6) for rank in range(len(options))]
    return rng.choices(options, weights)[0]


def community(rng: Random, language: str) -> Naming:
    side = _ENGLISH_SIDE if language == "en" else _FRENCH_SIDE
    return rng.choices([naming for naming, _ in side], [weight for _, weight in side])[0]


def adult_name(rng: Random, language: str, *, woman: bool) -> PersonName:
    naming = community(rng, language)
    given = choose(rng, naming.women if woman else naming.men)
    return PersonName(given, choose(rng, naming.families), naming)


def child_family_name(rng: Random, one: str, other: str) -> str:
    """The other's name, one's, or both: with a hyphen, or with a space."""
    if not other or one == other:
        return one
    draw = rng.random()
    if draw < 0.6:
        return other
    if draw < 0.74:
        return one
    first, second = (one, other) if rng.random() < 0.5 else (other, one)
    if "-" in first + second or " " in first + second:
        return first
    return f"{first}-{second}" if draw < 0.92 else f"{first} {second}"


def child_given_name(rng: Random, naming: Naming, *, girl: bool, taken: set[str]) -> str:
    """A name that no brother or sister bears."""
    options = [name for name in (naming.girls if girl else naming.boys) if name not in taken]
    return choose(rng, options)
