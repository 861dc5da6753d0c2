"""Which ride a pupil takes on which day: pure, and the same rule as `preau_ride_runs` in SQL.

A direction has at most one ride a day: a named date comes before a weekday, and an import refuses
two of a kind.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol, TypeVar

from preau.transport.enums import Direction

ORDER = tuple(Direction)


@dataclass(frozen=True, kw_only=True)
class RideDays:
    """The days of a ride; `ends_on` is the day after the last."""

    direction: Direction
    weekdays: Sequence[int] = ()
    starts_on: date | None = None
    ends_on: date | None = None
    week_of: date | None = None
    dates: Sequence[date] = field(default=())
    except_dates: Sequence[date] = field(default=())

    def runs_on(self, day: date) -> bool:
        if (self.starts_on and day < self.starts_on) or (self.ends_on and day >= self.ends_on):
            return False
        if day in self.except_dates:
            return False
        return day in self.dates or (
            day.isoweekday() in self.weekdays and (not self.week_of or self._is_its_week(day))
        )

    def _is_its_week(self, day: date) -> bool:
        return (_monday(day) - _monday(self.week_of or day)) % 14 == 0

    @property
    def alternates(self) -> bool:
        return self.week_of is not None


class _HasDays(Protocol):
    @property
    def days(self) -> RideDays: ...


R = TypeVar("R", bound=_HasDays)


def rides_on(rides: Iterable[R], day: date) -> list[R]:
    """The rides of a day, one a direction, in the order of the day."""
    found: dict[Direction, R] = {}
    running = [ride for ride in rides if ride.days.runs_on(day)]
    for ride in sorted(running, key=lambda one: day in one.days.dates):
        found[ride.days.direction] = ride
    return [found[direction] for direction in ORDER if direction in found]


def _monday(day: date) -> int:
    return day.toordinal() - day.isoweekday()
