"""The days of the cycle around closures: the plan of a year, what was closed, what each date gets.

Pure: nothing here reads the database. What a date shows is always computed from the calendar's own
plan and from all the closures at once, so that the order of the decisions does not matter and a
school reopened has its calendar back.
"""

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from preau.boards.enums import DayKind


@dataclass(frozen=True)
class PlannedDay:
    """A date as the calendar has it. `kind` is "" when only a closure names it."""

    on: date
    kind: str
    cycle_day: int | None = None


@dataclass(frozen=True)
class ShownDay:
    """A date as families see it."""

    kind: str
    cycle_day: int | None


def school_year_of(on: date) -> tuple[date, date]:
    """From July 1st to June 30th (Education Act, s. 13); both included."""
    first = on.year if on.month >= 7 else on.year - 1
    return date(first, 7, 1), date(first + 1, 6, 30)


def apply_closures(
    plan: Sequence[PlannedDay], closures: Mapping[date, bool]
) -> dict[date, ShownDay]:
    """What each date of a year becomes; `closures` maps a closed date to « its cycle shifts ».

    A closure that does not shift leaves every other date as it is. One that does gives its day of
    the cycle to the next class day, and so on to the end of the year.
    """
    waiting: deque[int | None] = deque()
    shown: dict[date, ShownDay] = {}
    for day in sorted(plan, key=lambda day: day.on):
        is_class = day.kind == DayKind.CLASS
        if is_class:
            waiting.append(day.cycle_day)
        shifts = closures.get(day.on)
        if shifts is None:
            shown[day.on] = ShownDay(day.kind, waiting.popleft() if is_class else None)
            continue
        shown[day.on] = ShownDay(DayKind.CLOSURE, None)
        if is_class and not shifts:
            waiting.popleft()
    return shown
