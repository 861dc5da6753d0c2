"""What templates write: dates and lists in words (preau.core.wording), names, telephones."""

import re

from markupsafe import Markup

from preau.core import rich_text
from preau.core.money import money
from preau.core.wording import (
    NBSP,
    as_of,
    date_day,
    date_long,
    date_short,
    date_weekday,
    datetime_long,
    join_names,
    of_name,
    percent,
    sentence,
    spoken_language,
    time_of_day,
)

_PARTICLES = frozenset({"de", "des", "du", "la", "le", "les", "van", "von", "der", "den", "dos"})
_PHONE = re.compile(
    r"^\+?1?\D*(\d{3})\D*(\d{3})\D*(\d{4})(?:\D*(?:poste|p\.|ext\.?|x|#)\D*(\d{1,6}))?$",
    re.IGNORECASE,
)


def initials(name: str) -> str:
    """Two letters at most: the first word's and the first family name's."""
    words = [word for word in re.split(r"[\s'’]+", name) if word[:1].isalpha()]
    family = (word for word in words[1:] if word.lower() not in _PARTICLES and len(word) > 1)
    return "".join(word[0].upper() for word in [*words[:1], *(next(family, ""),)] if word)


def phone(value: str) -> str:
    """« 450 555-0199 », 450-555-0199; a number of another shape is left as it was written."""
    match = _PHONE.match(value.strip())
    return _number(match) if match else value


def _number(match: re.Match[str]) -> str:
    area, exchange, line, extension = match.groups()
    english = spoken_language() == "en"
    number = f"{area}{'-' if english else NBSP}{exchange}-{line}"
    if not extension:
        return number
    return f"{number}, {'ext.' if english else 'poste'}{NBSP}{extension}"


def whole_phone(value: str) -> str:
    """`phone` in one piece: a line never ends at its hyphen. Any other text is left as it is."""
    match = _PHONE.match(value.strip())
    if not match:
        return value
    return Markup('<span class="phone">{}</span>').format(_number(match))


def tel_link(value: str) -> str:
    """The same number for a `tel:` link: +1 and digits, the extension after a comma."""
    match = _PHONE.match(value.strip())
    if not match:
        return "tel:" + re.sub(r"[^\d+]", "", value)
    area, exchange, line, extension = match.groups()
    return f"tel:+1{area}{exchange}{line}" + (f",{extension}" if extension else "")


def file_size(size: int) -> str:
    """« 640 Ko », « 2,4 Mo »; 640 KB, 2.4 MB."""
    english = spoken_language() == "en"
    if size < 1_000_000:
        return f"{max(1, round(size / 1000))}{NBSP}{'KB' if english else 'Ko'}"
    number = f"{size / 1_000_000:.1f}"
    return f"{number}{NBSP}MB" if english else f"{number.replace('.', ',')}{NBSP}Mo"


def duration(minutes: int) -> str:
    """« 45 minutes », « 1 h 45 »; 45 minutes, 1 h 45 min."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{minutes}{NBSP}minute{'s' if minutes > 1 else ''}"
    if not rest:
        return f"{hours}{NBSP}h"
    last = f"{NBSP}min" if spoken_language() == "en" else ""
    return f"{hours}{NBSP}h{NBSP}{rest:02}{last}"


FILTERS = {
    "as_of": as_of,
    "date_day": date_day,
    "date_long": date_long,
    "date_short": date_short,
    "date_weekday": date_weekday,
    "datetime_long": datetime_long,
    "duration": duration,
    "file_size": file_size,
    "initials": initials,
    "join_names": join_names,
    "percent": percent,
    "money": money,
    "of_name": of_name,
    "phone": whole_phone,
    "rich": rich_text.clean,
    "sentence": sentence,
    "tel_link": tel_link,
    "time_of_day": time_of_day,
}
