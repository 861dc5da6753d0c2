"""The clock of the edges. The domain takes its dates as arguments and never calls this."""

from datetime import date, datetime

from django.utils import timezone

from preau.core.zone import local_day


def now() -> datetime:
    """The present instant, with its zone."""
    return timezone.now()


def today() -> date:
    """The present day in Québec."""
    return local_day(now())
