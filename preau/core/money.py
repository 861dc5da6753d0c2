"""Money is whole cents; here it is written as a person reads it, and shared to the cent."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from preau.core.wording import NBSP, spoken_language

MINUS = "\u2212"


def money(cents: int) -> str:
    """« 1 234,50 $ », $1,234.50 in the active language; the spaces do not break."""
    return money_in(spoken_language(), cents)


def money_in(language: str, cents: int) -> str:
    """The same in « fr » or « en », for a document written in another language than the page."""
    dollars, rest = divmod(abs(cents), 100)
    sign = MINUS if cents < 0 else ""
    if language == "en":
        return f"{sign}${dollars:,}.{rest:02}"
    return f"{sign}{dollars:,}".replace(",", NBSP) + f",{rest:02}{NBSP}$"


def share(cents: int, weights: Sequence[int | Decimal | Fraction]) -> list[int]:
    """`cents` in parts as near as can be to `weights`, whose sum is `cents` exactly.

    Largest remainder: the cents left by rounding down go to the parts that lost most, the first
    of equals first. A debt is shared as the same credit is. Raises ValueError without a weight
    above zero, or with one below.
    """
    parts = [Fraction(weight) for weight in weights]
    whole = sum(parts, Fraction(0))
    if whole <= 0 or any(part < 0 for part in parts):
        raise ValueError("weights are zero or more, and not all zero")
    exact = [abs(cents) * part / whole for part in parts]
    given = [int(part) for part in exact]
    order = sorted(range(len(parts)), key=lambda at: (given[at] - exact[at], at))
    for at in order[: abs(cents) - sum(given)]:
        given[at] += 1
    return given if cents >= 0 else [-part for part in given]
