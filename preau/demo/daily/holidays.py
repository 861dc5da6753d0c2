"""Days without classes by law (I-13.3, r. 8, s. 19), as French and English names by date."""

from datetime import date, timedelta

from preau.demo.school_year import Year

Name = tuple[str, str]
MONDAY = 0


def legal_holidays(year: Year) -> dict[date, Name]:
    """Saturdays and Sundays aside, the dates of a school year that the regulation closes."""
    first, second = year.first, year.first + 1
    sunday = easter(second)
    return {
        date(first, 7, 1): ("Fête du Canada", "Canada Day"),
        nth_monday(first, 9, 1): ("Fête du travail", "Labour Day"),
        nth_monday(first, 10, 2): ("Action de grâces", "Thanksgiving"),
        date(first, 12, 24): ("Veille de Noël", "Christmas Eve"),
        date(first, 12, 25): ("Noël", "Christmas Day"),
        date(first, 12, 26): ("Lendemain de Noël", "Boxing Day"),
        date(first, 12, 31): ("Veille du jour de l’An", "New Year’s Eve"),
        date(second, 1, 1): ("Jour de l’An", "New Year’s Day"),
        date(second, 1, 2): ("Lendemain du jour de l’An", "Day after New Year’s Day"),
        sunday - timedelta(days=2): ("Vendredi saint", "Good Friday"),
        sunday + timedelta(days=1): ("Lundi de Pâques", "Easter Monday"),
        monday_of(date(second, 5, 24)): (
            "Journée nationale des patriotes",
            "National Patriots’ Day",
        ),
        date(second, 6, 24): ("Fête nationale", "National Holiday"),
    }


def nth_monday(year: int, month: int, rank: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=-first.weekday() % 7 + 7 * (rank - 1))


def monday_of(day: date) -> date:
    """The Monday of its week."""
    return day - timedelta(days=day.weekday())


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (Meeus, Jones and Butcher)."""
    century, rest = divmod(year, 100)
    leap, phase = divmod(century, 4)
    golden = year % 19
    shift = (century - (century + 8) // 25 + 1) // 3
    moon = (19 * golden + century - leap - shift + 15) % 30
    quarter, odd = divmod(rest, 4)
    week = (32 + 2 * phase + 2 * quarter - moon - odd) % 7
    late = (golden + 11 * moon + 22 * week) // 451
    month, day = divmod(moon + week - 7 * late + 114, 31)
    return date(year, month, day + 1)
