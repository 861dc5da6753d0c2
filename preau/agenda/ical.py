"""Items as an iCalendar text (RFC 5545, RFC 7986), the same bytes for the same items."""

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, Timezone

from preau.agenda.feed import FeedItem

HOURS = "America/Toronto"
# The rule of today, as applications expect it; onsets in the hour that is left.
_ZONE = """BEGIN:VTIMEZONE
TZID:America/Toronto
BEGIN:DAYLIGHT
DTSTART:20070311T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=2SU
TZOFFSETFROM:-0500
TZOFFSETTO:-0400
TZNAME:EDT
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:20071104T020000
RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=1SU
TZOFFSETFROM:-0400
TZOFFSETTO:-0500
TZNAME:EST
END:STANDARD
END:VTIMEZONE
"""
# What a calendar application may take as its rhythm; most choose their own.
REFRESH = timedelta(hours=1)
COLOUR = "steelblue"
# What some reader takes for the end of a line; the escaped line feed is the only one of ours.
_BREAKS = re.compile(r"\r\n?|[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029]")


def calendar_text(items: Sequence[FeedItem], *, name: str, description: str, domain: str) -> bytes:
    """The whole calendar; `domain` ends the names of its events.

    Its own address is not written in it (SOURCE): a calendar is exported and sent on, and the
    address is a secret.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Preau//Agenda//FR")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    for key in ("name", "x-wr-calname"):
        calendar.add(key, _text(name))
    for key in ("description", "x-wr-caldesc"):
        calendar.add(key, _text(description))
    calendar.add("color", COLOUR)
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", REFRESH)
    calendar.add("x-wr-timezone", HOURS)
    calendar.add_component(Timezone.from_ical(_ZONE))
    for item in items:
        calendar.add_component(_event(item, domain))
    return bytes(calendar.to_ical())


def _event(item: FeedItem, domain: str) -> Event:
    event = Event()
    event.add("uid", f"{item.uid}@{domain}")
    changed = item.changed_at.astimezone(UTC).replace(microsecond=0)
    event.add("dtstamp", changed)
    event.add("last-modified", changed)
    event.add("sequence", item.sequence)
    event.add("dtstart", _local(item.starts))
    event.add("dtend", _local(item.ends))
    event.add("summary", _text(item.title))
    if item.description:
        event.add("description", _text(item.description))
    if item.location:
        event.add("location", _text(item.location))
    event.add("transp", "OPAQUE" if item.is_busy else "TRANSPARENT")
    event.add("status", "CANCELLED" if item.is_cancelled else "CONFIRMED")
    event.add("class", "PRIVATE")
    return event


def _local(moment: date | datetime) -> date | datetime:
    return moment.astimezone(ZoneInfo(HOURS)) if isinstance(moment, datetime) else moment


def _text(written: str) -> str:
    """Text from a file as one value: nothing in it begins a line of the calendar."""
    return _BREAKS.sub(lambda found: "\n" if found[0][0] == "\r" else " ", written)
