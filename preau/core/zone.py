"""The time of Québec: the zone of the settings, which nothing in Préau activates over.

Django asks the request for its zone at each date, through a lock: a page has forty.
"""

from datetime import date, datetime, time, tzinfo

from django.utils import timezone


def zone() -> tzinfo:
    """The zone in which days begin and hours are told."""
    return timezone.get_default_timezone()


def local_time(at: datetime) -> datetime:
    """An instant on the clocks of Québec. `at` has a zone."""
    return at.astimezone(zone())


def local_day(at: datetime) -> date:
    """The day of an instant in Québec. `at` has a zone."""
    return local_time(at).date()


def instant(on: date, clock: time = time.min) -> datetime:
    """The instant at which a clock of Québec says an hour of a day; midnight by default."""
    return datetime.combine(on, clock, zone())
