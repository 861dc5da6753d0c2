"""What a calendar application is given: the agenda as items, each under a name that stays.

No mark, no absence, no code, no address of a person, no subject or room of the timetable: an
address may be shared by mistake, and stays in telephones. Days of the cycle are one item a date.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from preau.agenda.queries import EventRow
from preau.boards.calendar import DayRow
from preau.boards.enums import DayKind
from preau.core.wording import gettext as _
from preau.core.wording import join_names
from preau.core.zone import instant
from preau.people.queries import ChildRow

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class FeedItem:
    """One event of the calendar. Dates are whole days, their end excluded.

    `sequence` grows and `changed_at` moves when anything shown changes; nothing else of it depends
    on when it is read. `is_busy`: it takes the family's time.
    """

    uid: str
    sequence: int
    changed_at: datetime
    starts: date | datetime
    ends: date | datetime
    title: str
    description: str = ""
    location: str = ""
    is_busy: bool = False
    is_cancelled: bool = False


def day_items(
    days: Iterable[DayRow], children: Sequence[ChildRow], *, is_named: bool
) -> list[FeedItem]:
    """The dates of each school: « Jour 4 », days off, closures. Siblings of a school are one."""
    names = _names_by_school(children) if is_named else {}
    return [
        FeedItem(
            uid=f"jour-{day.school_id}-{day.on:%Y%m%d}",
            sequence=day.sequence,
            changed_at=day.changed_at or instant(day.on),
            starts=day.on,
            ends=day.on + DAY,
            title=_for(day_title(day), names.get(day.school_id, "")),
            description=day_detail(day),
        )
        for day in days
        if day_title(day)
    ]


def event_items(
    events: Iterable[EventRow], children: Sequence[ChildRow], *, is_named: bool
) -> list[FeedItem]:
    """The events, each once, with the names of the children it is about."""
    names = {child.id: child.first_name for child in children}
    return [
        FeedItem(
            uid=f"evenement-{event.id}",
            sequence=event.sequence,
            changed_at=event.changed_at,
            starts=event.starts_on or event.starts_at or event.first_day,
            ends=event.ends_on or event.ends_at or event.first_day,
            title=_for(
                event.title, join_names(names[s] for s in event.student_ids) if is_named else ""
            ),
            description=event.description,
            location=event.location,
            is_busy=event.starts_at is not None,
            is_cancelled=event.is_cancelled,
        )
        for event in events
    ]


def day_title(day: DayRow) -> str:
    """« Jour 4 », « Journée pédagogique », « École fermée »; "" when there is nothing to say."""
    if day.kind == DayKind.CLASS:
        return _("Jour %(number)s") % {"number": day.cycle_day} if day.cycle_day else ""
    if day.kind == DayKind.CLOSURE:
        return _("École fermée")
    return str(DayKind(day.kind).label)


def day_detail(day: DayRow) -> str:
    """The school's note, and whether the service de garde is open on a day without classes."""
    return " · ".join(part for part in (day.note, daycare(day)) if part)


def daycare(day: DayRow) -> str:
    """Whether the service de garde is open; "" on a class day, or when the school does not say."""
    if day.has_daycare is None or day.is_class:
        return ""
    return _("Service de garde ouvert") if day.has_daycare else _("Service de garde fermé")


def _names_by_school(children: Sequence[ChildRow]) -> Mapping[int, str]:
    schools = {child.school_id for child in children if child.school_id}
    return {
        school: join_names(c.first_name for c in children if c.school_id == school)
        for school in schools
    }


def _for(title: str, names: str) -> str:
    return f"{names} · {title}" if names else title
