"""What a school's rule means on a calendar: pure functions, no clock, no database.

A deadline counts from the instant at which the parent may know, never from an absence it was not
told of. It ends on a class day, by the clock on the wall: a change of hour moves nothing. Of two
readings of a clock time, the later one stands: a parent never loses an hour to the calendar.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from preau.attendance.enums import DayPart, DeclarationKind, EventKind
from preau.boards.calendar import SchoolCalendar
from preau.boards.enums import TeachingOrder
from preau.core.zone import zone

LAST_MINUTE = time(23, 59)
MIDNIGHT = time(0)
_DAY_HOURS = 24


@dataclass(frozen=True)
class RuleRow:
    """An attendance rule as published; without any, a school asks for no delay."""

    school_id: int = 0
    teaching_order: str = ""
    justify_hours: int | None = None
    justify_school_days: int | None = None
    justify_cutoff: time | None = None
    declare_cutoff: time | None = None
    longest_days: int | None = None
    quota_per_year: int | None = None
    paper_beyond_days: int | None = None
    tell_delay_minutes: int = 0
    phone: str = ""
    email: str = ""
    daycare_email: str = ""
    daycare_phone: str = ""
    transport_email: str = ""
    transport_phone: str = ""


class Rules:
    """The rules of some schools, asked by school and level."""

    def __init__(self, rows: list[RuleRow]) -> None:
        self._rows = {(row.school_id, row.teaching_order): row for row in rows}

    def of(self, school_id: int | None, level: str) -> RuleRow:
        """The rule of the teaching order before that of the whole school."""
        for order in (teaching_order_of(level), ""):
            if found := self._rows.get((school_id or 0, order)):
                return found
        return RuleRow(school_id or 0)


def teaching_order_of(level: str) -> str:
    """From a OneRoster grade; "" for one that is of no order (adults)."""
    if level in ("PK", "KG"):
        return TeachingOrder.PRESCHOOL
    if not level.isascii() or not level.isdigit():
        return ""
    number = int(level)
    if 1 <= number <= 6:
        return TeachingOrder.PRIMARY
    return TeachingOrder.SECONDARY if 7 <= number <= 11 else ""


def visible_from(rule: RuleRow, recorded_at: datetime) -> datetime:
    """When the parent is told: once the school has had the time to correct itself."""
    return recorded_at + timedelta(minutes=rule.tell_delay_minutes)


def justify_by(rule: RuleRow, calendar: SchoolCalendar, told_at: datetime) -> datetime | None:
    """The last instant to submit a motive for what the parent may know from `told_at`; or None."""
    told = told_at.astimezone(zone())
    if rule.justify_school_days is not None:
        on = calendar.add_class_days(told.date(), rule.justify_school_days)
        by = clock_on(on, rule.justify_cutoff or LAST_MINUTE)
        if by > told_at:
            return by
        return clock_on(calendar.next_class_day(on), rule.justify_cutoff or LAST_MINUTE)
    if rule.justify_hours is not None:
        return _after_hours(calendar, told, rule.justify_hours)
    return None


def _after_hours(calendar: SchoolCalendar, told: datetime, hours: int) -> datetime:
    """Hours of class days: twenty-four are one of them, a week-end has none."""
    first = told.date()
    start = told.time()
    if not calendar.is_class(first):
        first, start = calendar.next_class_day(first), MIDNIGHT
    days, rest = divmod(hours, _DAY_HOURS)
    wall = datetime.combine(calendar.add_class_days(first, days), start) + timedelta(hours=rest)
    return clock_on(calendar.add_class_days(wall.date(), 0), wall.time())


def clock_on(on: date, clock: time) -> datetime:
    """The instant of a clock time on a date in Québec; the later of the two when there are two."""
    here = zone()
    readings = (datetime.combine(on, clock, here).replace(fold=fold) for fold in (0, 1))
    return max(reading.astimezone(UTC) for reading in readings)


def declare_until(rule: RuleRow, starts_on: date) -> datetime:
    """Until when an absence can be declared here; after it, by telephone."""
    return clock_on(starts_on, rule.declare_cutoff or LAST_MINUTE)


def class_days(calendar: SchoolCalendar, starts_on: date, ends_on: date) -> int:
    """How many class days a declaration takes, both ends included."""
    return calendar.class_days_between(starts_on, ends_on + timedelta(days=1))


def is_too_long(rule: RuleRow, days: int) -> bool:
    return rule.longest_days is not None and days > rule.longest_days


def needs_paper(rule: RuleRow, days: int) -> bool:
    return rule.paper_beyond_days is not None and days > rule.paper_beyond_days


def exceeds_quota(rule: RuleRow, days_before: int, days: int) -> bool:
    """True when a pupil's year would hold more declared class days than the school takes here."""
    return rule.quota_per_year is not None and days_before + days > rule.quota_per_year


@dataclass(frozen=True)
class Absent:
    """An event as far as a declaration can announce it; `starts` are the hours of its periods."""

    kind: str
    part: str
    starts: tuple[time, ...] = ()


def announces(kind: str, leave_at: time | None, return_at: time | None, event: Absent) -> bool:
    """Whether a declaration of that day said what the school then recorded.

    When nothing tells the hours of the event, the parent is asked: silence announces nothing.
    """
    if kind in (DeclarationKind.FULL_DAY, DeclarationKind.SEVERAL_DAYS):
        return True
    if event.kind == EventKind.LATE:
        return kind == DeclarationKind.LATE_ARRIVAL
    if event.kind == EventKind.EARLY_LEAVE:
        return kind in (DeclarationKind.EARLY_LEAVE, DeclarationKind.LEAVE_AND_RETURN)
    if event.part == DayPart.DAY:
        return False
    return _falls_within(leave_at or MIDNIGHT, return_at or LAST_MINUTE, kind, event)


def _falls_within(first: time, last: time, kind: str, event: Absent) -> bool:
    if event.starts:
        return all(first <= start < last for start in event.starts)
    if event.part == DayPart.AM:
        return kind == DeclarationKind.LATE_ARRIVAL
    return event.part == DayPart.PM and kind == DeclarationKind.EARLY_LEAVE
