"""How what a pupil costs is shared between its payers, to the cent.

By percentage, the shares are the rule's. By calendar, each payer has weeks of a cycle that turns
from the Monday on or before the first day of the rule: a charge of one day is of whoever has its
week; one that covers a span is shared by the days of each. The cents left go by largest remainder,
the first parts given first: the same rule and charge always give the same cents.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from preau.core.money import share

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Part:
    """What a rule gives one payer: a percentage, or weeks of a cycle."""

    payer_id: int
    starts_on: date
    percent: Decimal | None = None
    cycle_weeks: int | None = None
    weeks: tuple[int, ...] = ()

    def has(self, on: date) -> bool:
        """Whether the week of a day is this payer's."""
        weeks = (_monday(on) - _monday(self.starts_on)).days // 7
        return weeks % (self.cycle_weeks or 1) + 1 in self.weeks


@dataclass(frozen=True)
class Shared:
    """What falls to one payer. `percent`: the part of the whole, as it is told to the payer."""

    payer_id: int
    cents: int
    percent: Decimal


def shared(cents: int, parts: Sequence[Part], on: date, until: date | None = None) -> list[Shared]:
    """An amount between the payers of a rule, for a day or a span; those with nothing are left out.

    The sum is the amount exactly. Raises ValueError when no part has any of these days.
    """
    weights = [_weight(part, on, until or on) for part in parts]
    whole = sum(weights, Fraction(0))
    cut = share(cents, weights)
    return [
        Shared(part.payer_id, given, _percent(weight / whole))
        for part, weight, given in zip(parts, weights, cut, strict=True)
        if weight
    ]


def _weight(part: Part, on: date, until: date) -> Fraction:
    if part.percent is not None:
        return Fraction(part.percent)
    days = (on + DAY * step for step in range((until - on).days + 1))
    return Fraction(sum(part.has(day) for day in days))


def _percent(part: Fraction) -> Decimal:
    exact = Decimal(part.numerator * 100) / Decimal(part.denominator)
    return exact.quantize(Decimal("0.01"), ROUND_HALF_UP)


def _monday(on: date) -> date:
    return on - DAY * on.weekday()
