"""Rides, days and changes as a parent reads them, in the active language."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

from preau.core.wording import date_day, date_long, join_names, time_of_day, weekday_name
from preau.core.wording import gettext as _
from preau.core.zone import local_time
from preau.transport.enums import Direction, Vehicle
from preau.transport.rules import RideDays

_WORKING_DAYS = (1, 2, 3, 4, 5)


def vehicle_line(vehicle: Vehicle, circuit: str) -> str:
    """« Circuit 118 », « Berline ou taxi · circuit T7 », or what has no circuit."""
    if not circuit:
        return str(vehicle.label)
    if vehicle == Vehicle.BUS:
        return _("Circuit %(name)s") % {"name": circuit}
    return _("%(vehicle)s · circuit %(name)s") % {"vehicle": vehicle.label, "name": circuit}


def when_today(direction: Direction | None) -> str:
    """« ce matin »: in the middle of a sentence."""
    return {
        Direction.MORNING: _("ce matin"),
        Direction.MIDDAY_HOME: _("ce midi, vers la maison"),
        Direction.MIDDAY_SCHOOL: _("ce midi, vers l’école"),
        Direction.EVENING: _("ce soir"),
        None: _("aujourd’hui"),
    }[direction]


def when_tomorrow(direction: Direction | None) -> str:
    return {
        Direction.MORNING: _("demain matin"),
        Direction.MIDDAY_HOME: _("demain midi, vers la maison"),
        Direction.MIDDAY_SCHOOL: _("demain midi, vers l’école"),
        Direction.EVENING: _("demain soir"),
        None: _("demain"),
    }[direction]


def hour(value: time | None) -> str:
    return time_of_day(value) if value else _("heure à venir")


def late_by(minutes: int) -> str:
    return _("retard d’environ %(count)s min") % {"count": minutes}


def until(at: datetime, today: date) -> str:
    """« 8 h 45 », with the day when it is another."""
    local = local_time(at)
    if local.date() == today:
        return time_of_day(local)
    return _("%(day)s, %(hour)s") % {"day": date_day(local), "hour": time_of_day(local)}


def weekday_names(weekdays: Sequence[int]) -> str:
    if tuple(weekdays) == _WORKING_DAYS:
        return _("du lundi au vendredi")
    # Day 1 of the calendar was a Monday.
    return join_names(weekday_name(date.fromordinal(number)) for number in weekdays)


def days_line(days: RideDays, today: date) -> str:
    """« du lundi au vendredi, une semaine sur deux (semaine du 30 novembre) »."""
    parts = []
    if days.weekdays:
        parts.append(weekday_names(days.weekdays))
        if days.week_of:
            week = next_week_of(days.week_of, today)
            parts.append(_("une semaine sur deux, dont celle du %(day)s") % {"day": date_day(week)})
    coming = [day for day in days.dates if day >= today]
    if coming:
        parts.append(_("le %(days)s") % {"days": join_names(map(date_day, coming))})
    left_out = [day for day in days.except_dates if day >= today]
    if left_out:
        parts.append(_("sauf le %(days)s") % {"days": join_names(map(date_day, left_out))})
    if days.starts_on and days.starts_on > today:
        parts.append(_("à compter du %(day)s") % {"day": date_long(days.starts_on)})
    if days.ends_on:
        parts.append(_("jusqu’au %(day)s") % {"day": date_long(last_day(days.ends_on))})
    return ", ".join(parts)


def last_day(ends_on: date) -> date:
    return date.fromordinal(ends_on.toordinal() - 1)


def next_week_of(week_of: date, today: date) -> date:
    """The Monday of the first week that counts, this one included."""
    monday = today.toordinal() - today.weekday()
    away = (monday - (week_of.toordinal() - week_of.weekday())) % 14
    return date.fromordinal(monday + away)


# What a change says, in the order in which it matters. Sides are the JSON of `changes.py`.
def changed_lines(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[str]:
    """« l’heure passe de 7 h 42 à 7 h 48 »: one clause for each thing that is not the same."""
    if _differ(before, after, "leaves_at"):
        yield _("l’heure passe de %(before)s à %(after)s") % _pair(_hour(before), _hour(after))
    if _differ(before, after, "circuit", "vehicle"):
        yield _("%(before)s devient %(after)s") % _pair(_vehicle(before), _vehicle(after))
    if _differ(before, after, "stop", "place"):
        yield _("l’arrêt « %(before)s » devient « %(after)s »") % _pair(_stop(before), _stop(after))
    if _differ(before, after, "weekdays", "week_of", "dates", "except_dates"):
        yield _("les jours changent")
    if _differ(before, after, "note"):
        yield _("la précision de l’école change")
    if before["confirmed"] != after["confirmed"]:
        yield (
            _("le transport est confirmé")
            if after["confirmed"]
            else _("le transport redevient provisoire")
        )
    if _differ(before, after, "ends_on"):
        ends_on = after.get("ends_on")
        yield (
            _("dernier jour : %(day)s") % {"day": date_long(last_day(date.fromisoformat(ends_on)))}
            if ends_on
            else _("il n’a plus de date de fin")
        )


def side_line(side: Mapping[str, Any]) -> str:
    """« Circuit 118, 7 h 42, des Érables »."""
    parts = [_vehicle(side), _hour(side) if side.get("leaves_at") else "", side.get("stop", "")]
    return ", ".join(part for part in parts if part)


def _differ(before: Mapping[str, Any], after: Mapping[str, Any], *names: str) -> bool:
    return any(before.get(name) != after.get(name) for name in names)


def _pair(before: str, after: str) -> dict[str, str]:
    return {"before": before, "after": after}


def _hour(side: Mapping[str, Any]) -> str:
    value = side.get("leaves_at")
    return hour(time.fromisoformat(value) if value else None)


def _vehicle(side: Mapping[str, Any]) -> str:
    return vehicle_line(Vehicle(side["vehicle"]), side.get("circuit", ""))


def _stop(side: Mapping[str, Any]) -> str:
    return str(side.get("place") or side.get("stop") or _("à venir"))
