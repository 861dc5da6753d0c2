"""The hours, on the clocks of Québec, in which a mail that can wait does not leave."""

from datetime import datetime

from django.conf import settings

from preau.core.zone import local_time


def is_quiet(at: datetime) -> bool:
    """Whether `at` is between the two hours of the settings, which may hold midnight."""
    limits = settings.PREAU_LIMITS
    begins, ends = limits.quiet_from_hour, limits.quiet_until_hour
    hour = local_time(at).hour
    if begins <= ends:
        return begins <= hour < ends
    return hour >= begins or hour < ends
