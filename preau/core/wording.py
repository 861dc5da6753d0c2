"""Dates, hours, numbers and lists as a person writes them, in the active language.

Instants are shown in the time zone of the settings; plain dates are shown as they are.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, time
from decimal import Decimal
from functools import lru_cache

from django.utils import translation
from django.utils.translation import get_language

from preau.core import elision
from preau.core.zone import zone

NBSP = "\u00a0"

_MONTHS = {
    "fr": [
        *("janvier", "février", "mars", "avril", "mai", "juin"),
        *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
    ],
    "en": [
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ],
}
_SHORT_MONTHS = {
    "fr": [
        *("janv.", "févr.", "mars", "avr.", "mai", "juin"),
        *("juill.", "août", "sept.", "oct.", "nov.", "déc."),
    ],
    "en": [
        *("Jan.", "Feb.", "March", "April", "May", "June"),
        *("July", "Aug.", "Sept.", "Oct.", "Nov.", "Dec."),
    ],
}
_WEEKDAYS = {
    "fr": ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"],
    "en": ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
}


_spoken: ContextVar[str] = ContextVar("spoken", default="")


def site_language(tag: str) -> str:
    """The site's language for any tag: `en` for what begins so (`en-CA`), else `fr-ca`."""
    return "en" if tag.startswith("en") else "fr-ca"


@contextmanager
def speaking(tag: str) -> Iterator[None]:
    """Say what follows in a language: Django's own `override`, remembered for a page's many words.

    Any tag will do. Nothing else in Préau changes the language: a house test holds it.
    """
    code = site_language(tag)
    before = _spoken.set(code)
    try:
        with translation.override(code):
            yield
    finally:
        _spoken.reset(before)


def spoken_code() -> str:
    """The language in use, as Django names it: `fr-ca`, `en`; empty where there is none."""
    return _spoken.get() or get_language() or ""


def spoken_language() -> str:
    """`en` or `fr`: the two languages the interface is written in."""
    return "en" if spoken_code().startswith("en") else "fr"


def gettext(message: str) -> str:
    """Django's translation in the active language, remembered: a page asks fifty times."""
    return _translated(spoken_code(), message)


@lru_cache(maxsize=4096)
def _translated(language: str, message: str) -> str:
    return translation.gettext(message)


def date_long(value: date | datetime) -> str:
    """« 19 novembre 2026 », November 19, 2026."""
    return _date_long(_local_date(value), spoken_language())


def date_day(value: date | datetime) -> str:
    """« 19 novembre », November 19: when the year goes without saying."""
    return _day_and_month(_local_date(value), _MONTHS, spoken_language())


def date_short(value: date | datetime) -> str:
    """« 19 nov. », Nov. 19: for the first column of a list."""
    return _day_and_month(_local_date(value), _SHORT_MONTHS, spoken_language())


def date_weekday(value: date | datetime) -> str:
    """« jeudi 19 novembre », Thursday, November 19."""
    day, language = _local_date(value), spoken_language()
    joint = ", " if language == "en" else " "
    weekday = _WEEKDAYS[language][day.weekday()]
    return f"{weekday}{joint}{_day_and_month(day, _MONTHS, language)}"


def weekday_name(value: date | datetime) -> str:
    """« jeudi », Thursday."""
    return _WEEKDAYS[spoken_language()][_local_date(value).weekday()]


def weekday_of(number: int) -> str:
    """« lundi » for 1, Monday, to « dimanche » for 7."""
    return _WEEKDAYS[spoken_language()][number - 1]


def month_long(value: date | datetime) -> str:
    """« novembre 2026 », November 2026."""
    day = _local_date(value)
    return f"{_MONTHS[spoken_language()][day.month - 1]} {day.year}"


def time_of_day(value: time | datetime) -> str:
    """« 8 h 05 » (« 8 h » on the hour), 8:05 a.m.; the spaces do not break."""
    moment = _local(value) if isinstance(value, datetime) else value
    return _time_of_day(moment, spoken_language())


def datetime_long(value: datetime) -> str:
    """« 19 novembre 2026 à 8 h 05 », November 19, 2026 at 8:05 a.m."""
    moment, language = _local(value), spoken_language()
    joint = "at" if language == "en" else "à"
    return f"{_date_long(moment, language)} {joint} {_time_of_day(moment, language)}"


def as_of(value: date | datetime) -> str:
    """« 19 nov., 8 h 05 », Nov. 19, 8:05 a.m.; a plain day without hour. The year goes unsaid."""
    language = spoken_language()
    if not isinstance(value, datetime):
        return _day_and_month(value, _SHORT_MONTHS, language)
    moment = _local(value)
    day = _day_and_month(moment, _SHORT_MONTHS, language)
    return f"{day}, {_time_of_day(moment, language)}"


def sentence(text: str) -> str:
    """With a capital first; the other capitals stay as they are: « Friday, November 20 »."""
    return f"{text[:1].upper()}{text[1:]}"


def number(value: Decimal) -> str:
    """« 72,5 », 72.5: as many decimals as the value was given, without the zeros that end them."""
    text = f"{value:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return text if spoken_language() == "en" else text.replace(".", ",")


def percent(value: Decimal) -> str:
    """« 72,5 % », 72.5%."""
    return f"{number(value)}{'' if spoken_language() == 'en' else NBSP}%"


def join_names(names: Iterable[str]) -> str:
    """« Léo, Maëlle et Zoé »; Léo, Maëlle and Zoé."""
    listed = [str(name) for name in names]
    if len(listed) < 2:
        return "".join(listed)
    joint = "and" if spoken_language() == "en" else "et"
    return f"{', '.join(listed[:-1])} {joint} {listed[-1]}"


def of_name(name: str) -> str:
    """« d’Éloïse », « de Samuel », for each of several names; in English the name alone."""
    return name if spoken_language() == "en" else elision.filled("de %(name)s", {"name": name})


# The language of a page is asked once for each of its dates: a page has many.
def _day_and_month(day: date, months: dict[str, list[str]], language: str) -> str:
    month = months[language][day.month - 1]
    if language == "en":
        return f"{month} {day.day}"
    return f"{'1er' if day.day == 1 else day.day} {month}"


def _date_long(day: date, language: str) -> str:
    joint = ", " if language == "en" else " "
    return f"{_day_and_month(day, _MONTHS, language)}{joint}{day.year}"


def _time_of_day(moment: time | datetime, language: str) -> str:
    if language == "en":
        half = "a.m." if moment.hour < 12 else "p.m."
        return f"{moment.hour % 12 or 12}:{moment.minute:02}{NBSP}{half}"
    minutes = f"{NBSP}{moment.minute:02}" if moment.minute else ""
    return f"{moment.hour}{NBSP}h{minutes}"


# The zone is that of the settings: nobody activates another, and to look for one costs as much.
def _local(value: datetime) -> datetime:
    return value.astimezone(zone()) if value.tzinfo else value


def _local_date(value: date | datetime) -> date:
    return _local(value).date() if isinstance(value, datetime) else value
