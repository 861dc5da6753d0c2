"""Hours in which a mail that can wait does not leave."""

from dataclasses import replace
from datetime import date, time

import pytest
from django.conf import LazySettings

from preau.core.zone import instant
from preau.notifications.quiet import is_quiet

# A day of winter, one of summer, and the two on which the clocks change.
DAYS = [date(2026, 1, 20), date(2026, 7, 20), date(2026, 3, 8), date(2026, 11, 1)]


def quiet(begins: int, ends: int, settings: LazySettings, on: date) -> set[int]:
    settings.PREAU_LIMITS = replace(
        settings.PREAU_LIMITS, quiet_from_hour=begins, quiet_until_hour=ends
    )
    return {hour for hour in range(24) if is_quiet(instant(on, time(hour, 59, 59)))}


@pytest.mark.parametrize("on", DAYS)
def test_the_night_is_quiet_on_the_clocks_of_quebec(settings: LazySettings, on: date) -> None:
    night = {21, 22, 23, 0, 1, 2, 3, 4, 5, 6}
    if on == DAYS[2]:
        # There is no hour 2 that night: what is written so is 3 h.
        assert is_quiet(instant(on, time(2, 30)))
    assert quiet(21, 7, settings, on) == night


def test_hours_of_one_day_and_no_hour(settings: LazySettings) -> None:
    assert quiet(12, 14, settings, DAYS[0]) == {12, 13}
    assert quiet(7, 7, settings, DAYS[0]) == set()
