"""Rides as the page shows them: a day, a week as a table, the plan on file, what changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from preau.boards.calendar import SchoolCalendar
from preau.boards.enums import DayKind
from preau.core.wording import date_long, date_weekday, sentence
from preau.core.zone import local_day
from preau.transport.enums import ChangeKind, Direction, NoticeKind, Vehicle
from preau.transport.operations import SeenTransport
from preau.transport.queries import ChangeRow, NoticeRow, RideRow
from preau.transport.rules import ORDER, rides_on
from preau.transport.wording import (
    changed_lines,
    days_line,
    hour,
    side_line,
    vehicle_line,
    when_today,
    when_tomorrow,
)

DAY = timedelta(days=1)
_FRIDAY = 5


@dataclass(frozen=True)
class RideView:
    """One ride of a day. Of the other household's, `when` and `is_elsewhere` alone."""

    when: str
    row: RideRow
    line: str = ""
    hour: str = ""
    where: str = ""
    note: str = ""
    notice: NoticeRow | None = None

    @property
    def is_elsewhere(self) -> bool:
        return self.row.is_elsewhere

    @property
    def is_cancelled(self) -> bool:
        return self.notice is not None and self.notice.kind == NoticeKind.CANCEL


@dataclass(frozen=True)
class DayView:
    """`closed`: why nothing runs."""

    on: date
    title: str
    rides: Sequence[RideView]
    closed: str = ""


def day_view(seen: SeenTransport, on: date, calendar: SchoolCalendar, today: date) -> DayView:
    title = sentence(date_weekday(on))
    if on == today:
        title = _("Aujourd’hui, %(day)s") % {"day": date_weekday(on)}
    elif on == today + DAY:
        title = _("Demain, %(day)s") % {"day": date_weekday(on)}
    if not calendar.is_class(on):
        return DayView(on, title, (), _closed(calendar, on))
    rides = [_ride_view(ride, on, today, seen.notices) for ride in rides_on(seen.rides, on)]
    return DayView(on, title, rides)


def _closed(calendar: SchoolCalendar, on: date) -> str:
    """« Journée pédagogique », « Fermeture : tempête », or a day when nobody has class."""
    day = calendar.day(on)
    if day is None:
        return _("pas de classe")
    kind = str(DayKind(day.kind).label)
    return f"{kind} · {day.note.rstrip('.')}" if day.note else kind


def _ride_view(ride: RideRow, on: date, today: date, notices: Sequence[NoticeRow]) -> RideView:
    direction = ride.days.direction
    when = str(direction.label)
    if on == today:
        when = sentence(when_today(direction))
    elif on == today + DAY:
        when = sentence(when_tomorrow(direction))
    place = ride.place
    if place is None:
        return RideView(when, ride)
    about = (n for n in notices if n.is_about(place.circuit_id, direction, on))
    return RideView(
        when=when,
        row=ride,
        line=vehicle_line(place.vehicle, place.circuit),
        hour=""
        if place.vehicle == Vehicle.PUBLIC and not place.leaves_at
        else hour(place.leaves_at),
        where=place.stop_place or place.stop,
        note=place.note,
        notice=next(about, None),
    )


@dataclass(frozen=True)
class WeekView:
    """A week as a table: a row a day, a column a direction. `before`, `after`: Mondays.

    Saturday and Sunday are there when something runs on them.
    """

    monday: date
    caption: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    before: date
    after: date

    @property
    def is_empty(self) -> bool:
        return not self.rows


def week_view(
    rides: Sequence[RideRow], monday: date, calendar: SchoolCalendar, today: date
) -> WeekView:
    week = [monday + step * DAY for step in range(7)]
    found = {day: rides_on(rides, day) if calendar.is_class(day) else [] for day in week}
    days = [day for day in week if day.isoweekday() <= _FRIDAY or found[day]]
    known = [d for d in ORDER if any(r.days.direction == d for r in rides)]
    rows = [
        [
            sentence(date_weekday(day)),
            *(_cell(found[day], direction, calendar, day) for direction in known),
        ]
        for day in days
    ]
    return WeekView(
        monday=monday,
        caption=_("Semaine du %(day)s") % {"day": date_long(monday)},
        columns=[_("Jour"), *(str(direction.label) for direction in known)],
        rows=rows if known else [],
        before=monday - 7 * DAY,
        after=monday + 7 * DAY,
    )


def _cell(
    rides: Sequence[RideRow], direction: Direction, calendar: SchoolCalendar, day: date
) -> str:
    if not calendar.is_class(day):
        return sentence(_closed(calendar, day).partition(" · ")[0])
    ride = next((one for one in rides if one.days.direction == direction), None)
    if ride is None:
        return "–"
    if ride.place is None:
        return _("Autre adresse")
    place = ride.place
    parts = [
        hour(place.leaves_at) if place.leaves_at or place.vehicle != Vehicle.PUBLIC else "",
        place.circuit or str(place.vehicle.label),
        place.stop,
        "" if ride.is_confirmed else _("provisoire"),
    ]
    return "\u00a0· ".join(part for part in parts if part)


@dataclass(frozen=True)
class Plan:
    """One ride as it is on file: what the week is made of."""

    direction: str
    days: str
    row: RideRow
    line: str
    where: str
    hour: str


def plans_of(rides: Sequence[RideRow], today: date) -> list[Plan]:
    """In the order of the day; those of the other household after the child's own."""
    ordered = sorted(
        rides,
        key=lambda r: (ORDER.index(r.days.direction), r.is_elsewhere, r.days.starts_on or today),
    )
    return [_plan(ride, today) for ride in ordered]


def _plan(ride: RideRow, today: date) -> Plan:
    place = ride.place
    return Plan(
        direction=str(ride.days.direction.label),
        days=sentence(days_line(ride.days, today)),
        row=ride,
        line=vehicle_line(place.vehicle, place.circuit) if place else "",
        where=(place.stop_place or place.stop) if place else "",
        hour=hour(place.leaves_at) if place and place.leaves_at else "",
    )


@dataclass(frozen=True)
class ChangeView:
    """« Matin : l’heure passe de 7 h 42 à 7 h 48 »; `since`: the day from which it holds."""

    row: ChangeRow
    text: str
    since: str

    @property
    def sentence(self) -> str:
        """With its full stop, which « 7:48 a.m. » has already."""
        return f"{', '.join(part for part in (self.text, self.since) if part).rstrip('.')}."


def change_view(change: ChangeRow, today: date) -> ChangeView:
    words = {"direction": change.direction.label}
    if change.before is not None and change.after is not None:
        what = "; ".join(changed_lines(change.before, change.after)) or _("le transport change")
        text = _("%(direction)s : %(what)s") % {**words, "what": what}
    elif change.after is not None:
        text = _("%(direction)s : transport ajouté (%(what)s)") % {
            **words,
            "what": side_line(change.after),
        }
    else:
        text = _("%(direction)s : ce transport prend fin (%(what)s)") % {
            **words,
            "what": side_line(change.before or {}),
        }
    told = local_day(change.at)
    later = change.takes_on > told and change.kind != ChangeKind.ENDED
    since = _("à compter du %(day)s") % {"day": date_weekday(change.takes_on)} if later else ""
    return ChangeView(change, text, since)
