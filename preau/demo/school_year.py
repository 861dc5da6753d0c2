"""The school year that holds a day, its terms, and the age of a level.

The legal year runs from 1 July to 30 June, so that every day is in one.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

_AGES = {"PK": 4, "KG": 5} | {f"{grade:02}": 5 + grade for grade in range(1, 12)}


@dataclass(frozen=True)
class Term:
    number: int
    starts_on: date
    ends_on: date


@dataclass(frozen=True)
class Year:
    """`ends_on` is the day after the last, as in OneRoster."""

    first: int

    @property
    def starts_on(self) -> date:
        return date(self.first, 7, 1)

    @property
    def ends_on(self) -> date:
        return date(self.first + 1, 7, 1)

    @property
    def title(self) -> str:
        return f"{self.first}-{self.first + 1}"

    @property
    def terms(self) -> tuple[Term, ...]:
        return (
            Term(1, date(self.first, 8, 27), date(self.first, 11, 9)),
            Term(2, date(self.first, 11, 9), date(self.first + 1, 2, 21)),
            Term(3, date(self.first + 1, 2, 21), date(self.first + 1, 6, 24)),
        )


def year_of(day: date) -> Year:
    return Year(day.year if day.month >= 7 else day.year - 1)


def birth_on(rng: Random, year: Year, level: str) -> date:
    """A birth date of the level: the age is reached by 30 September."""
    latest = date(year.first - _AGES[level], 9, 30)
    return latest - timedelta(days=rng.randrange(365))


def years_apart(one: str, other: str) -> int:
    return abs(_AGES[one] - _AGES[other])
