"""School years as the law counts them: from the first of July (Education Act, I-13.3, s. 13)."""

from datetime import date, datetime, time

from preau.core.zone import instant, local_time

FIRST_MONTH = 7


def year_of(at: datetime) -> int:
    """The year in which the school year of an instant begins."""
    day = local_time(at).date()
    return day.year if day.month >= FIRST_MONTH else day.year - 1


def opening_of(year: int) -> datetime:
    """The first instant of the school year that begins in `year`."""
    return instant(date(year, FIRST_MONTH, 1), time())
