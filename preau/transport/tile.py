"""The tile « Transport scolaire »: the next ride, and what is late.

The next ride is looked for from this minute on: this morning's until it has gone, then this
evening's, then those of the next class day. Rides run on class days.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils.translation import gettext_lazy

from preau.boards.enums import SwitchKey
from preau.boards.tiles import Rows, Tile, TileFacts, TileSubject, TodoItem
from preau.core.wording import date_weekday, sentence, time_of_day
from preau.core.wording import gettext as _
from preau.core.zone import instant, local_day, zone
from preau.transport.enums import Direction, NoticeKind, Vehicle
from preau.transport.rules import ORDER
from preau.transport.wording import (
    late_by,
    until,
    vehicle_line,
    when_today,
    when_tomorrow,
)

# Longer than the holidays of December: after them the answer is a date all the same.
_DAYS = 24

# Of these days: today, the next that has a ride, and those that a notice is about.
_QUESTION = """
SELECT s.id AS student_id, o.at AS as_of,
  EXISTS (SELECT FROM transport_ride r WHERE r.student_id = s.id
            AND (r.ends_on IS NULL OR r.ends_on > %(today)s)) AS is_rider,
  (SELECT json_agg(json_build_array(x.day, x.direction, x.is_confirmed, x.circuit_id, x.circuit,
                                    x.stop, x.leaves_at, x.vehicle))
   FROM (SELECT y.*, min(y.day) FILTER (WHERE y.day > %(today)s) OVER () AS next_day FROM (
     SELECT DISTINCT ON (d.day, r.direction) d.day, r.direction, r.is_confirmed, p.circuit_id,
       c.name AS circuit, t.name AS stop, p.leaves_at, p.vehicle
     FROM (SELECT g::date AS day FROM generate_series(%(today)s::date, %(last)s::date,
                                                      interval '1 day') g
           LEFT JOIN boards_schoolday y ON y.school_id = s.school_id AND y."on" = g::date
           WHERE coalesce(y.kind = 'class', extract(isodow FROM g) < 6 AND NOT EXISTS (
             SELECT FROM boards_schoolday b WHERE b.school_id = s.school_id AND b."on" < g)
             OR extract(isodow FROM g) < 6 AND NOT EXISTS (
             SELECT FROM boards_schoolday a WHERE a.school_id = s.school_id AND a."on" > g))
          ) d
     JOIN transport_ride r ON r.student_id = s.id AND preau_ride_runs(d.day, r.weekdays,
       r.starts_on, r.ends_on, r.week_of, r.dates, r.except_dates)
     LEFT JOIN transport_rideplace p ON p.ride_id = r.id
     LEFT JOIN transport_circuit c ON c.id = p.circuit_id
     LEFT JOIN transport_stop t ON t.id = p.stop_id
     ORDER BY d.day, r.direction, d.day = ANY (r.dates) DESC, r.id) y) x
   WHERE x.day IN (%(today)s, x.next_day) OR x.day = ANY (n.days)) AS rides,
  n.told AS notices,
  (SELECT min(c.takes_on) FROM transport_ridechange c WHERE c.student_id = s.id AND c.is_told
     AND c.id > coalesce((SELECT e.change_id FROM transport_changeseen e
       WHERE e.student_id = s.id AND e.account_id = (SELECT preau_account())), 0)) AS changes_on
FROM people_student s
JOIN transport_transportasof o ON o.school_id = s.school_id
CROSS JOIN LATERAL (
  SELECT array_agg(n."on") AS days, json_agg(json_build_array(n.circuit_id, n."on", n.direction,
           n.kind, n.minutes, n.ends_at) ORDER BY n.ends_at, n.id) AS told
  FROM transport_busnotice n
  WHERE n.withdrawn_at IS NULL AND n.starts_at <= %(at)s AND n.ends_at > %(at)s
    AND n.circuit_id IN (SELECT p.circuit_id FROM transport_rideplace p
                         WHERE p.student_id = s.id)) n
WHERE s.id = ANY (%(students)s)
"""
# When a ride whose hour the other household keeps is over, for the order of the day.
_OVER = {
    Direction.MORNING: time(9),
    Direction.MIDDAY_HOME: time(12, 15),
    Direction.MIDDAY_SCHOOL: time(13, 30),
    Direction.EVENING: time(17),
}


@dataclass(frozen=True)
class _Ride:
    on: date
    direction: Direction
    is_confirmed: bool
    circuit_id: int | None
    circuit: str
    stop: str
    leaves_at: time | None
    vehicle: Vehicle | None

    @property
    def is_elsewhere(self) -> bool:
        return self.vehicle is None

    @property
    def starts(self) -> datetime:
        clock = self.leaves_at or _OVER[self.direction]
        return datetime.combine(self.on, clock, zone())


@dataclass(frozen=True)
class _Notice:
    circuit_id: int
    on: date
    direction: Direction | None
    kind: NoticeKind
    minutes: int | None
    ends_at: datetime

    def is_about(self, ride: _Ride) -> bool:
        return (
            ride.circuit_id == self.circuit_id
            and ride.on == self.on
            and self.direction in (None, ride.direction)
        )


def values(subjects: Sequence[TileSubject], at: datetime) -> Mapping[str, Any]:
    today = local_day(at)
    return {
        "students": [s.student_id for s in subjects],
        "today": today,
        "last": today + timedelta(days=_DAYS),
        "at": at,
    }


def answer(subjects: Sequence[TileSubject], at: datetime, rows: Rows) -> Mapping[int, TileFacts]:
    """No tile where the school never gave any transport; a child who walks is told so."""
    return {row["student_id"]: _facts(row, at) for row in rows}


def _facts(row: Mapping[str, Any], at: datetime) -> TileFacts:
    today = local_day(at)
    rides = sorted((_ride(*r) for r in row["rides"] or ()), key=_in_order)
    notices = [_notice(*n) for n in row["notices"] or ()]
    concerned = [(n, r) for n in notices for r in rides if n.is_about(r)]
    as_of = datetime.fromisoformat(row["as_of"])
    todo = [_late_todo(row["student_id"], n, r, at) for n, r in concerned[:1]]
    if row["changes_on"]:
        todo.append(_change_todo(row["student_id"], date.fromisoformat(row["changes_on"]), today))
    if concerned:
        notice, ride = concerned[0]
        said, badge = _late(notice, ride, today), str(notice.kind.label)
        return TileFacts(said, badge, "alert", as_of, tuple(todo))
    ahead = next((r for r in rides if r.starts >= at), None)
    badge = _("Provisoire") if ahead and not ahead.is_confirmed else ""
    said = _said(ahead, today) if ahead else _none(row["is_rider"])
    return TileFacts(said, badge, "", as_of, tuple(todo))


def _ride(*told: Any) -> _Ride:
    day, direction, confirmed, circuit_id, circuit, stop, leaves_at, vehicle = told
    return _Ride(
        date.fromisoformat(day),
        Direction(direction),
        confirmed,
        circuit_id,
        circuit or "",
        stop or "",
        time.fromisoformat(leaves_at) if leaves_at else None,
        Vehicle(vehicle) if vehicle else None,
    )


def _notice(*told: Any) -> _Notice:
    circuit_id, on, direction, kind, minutes, ends_at = told
    return _Notice(
        circuit_id,
        date.fromisoformat(on),
        Direction(direction) if direction else None,
        NoticeKind(kind),
        minutes,
        datetime.fromisoformat(ends_at),
    )


def _in_order(ride: _Ride) -> tuple[date, int]:
    return ride.on, ORDER.index(ride.direction)


def _none(is_rider: bool) -> str:
    return _("Aucun trajet ces prochains jours") if is_rider else _("Pas de transport scolaire")


def _said(ride: _Ride, today: date) -> str:
    """« Circuit 118 · 7 h 42, des Érables »; with its day when it is not today's."""
    day = ""
    if ride.on == today + timedelta(days=1):
        day = sentence(when_tomorrow(ride.direction))
    elif ride.on > today:
        day = sentence(date_weekday(ride.on))
    if ride.is_elsewhere:
        when = day or sentence(when_today(ride.direction))
        return _("%(when)s : autre adresse") % {"when": when}
    what = _what(ride)
    return _("%(day)s : %(what)s") % {"day": day, "what": what} if day else what


def _what(ride: _Ride) -> str:
    line = vehicle_line(ride.vehicle or Vehicle.BUS, ride.circuit)
    hour = time_of_day(ride.leaves_at) if ride.leaves_at else ""
    where = ", ".join(part for part in (hour, ride.stop) if part)
    return f"{line} · {where}" if where else line


def _when(ride: _Ride, today: date) -> str:
    if ride.on == today:
        return when_today(ride.direction)
    if ride.on == today + timedelta(days=1):
        return when_tomorrow(ride.direction)
    return date_weekday(ride.on)


def _late(notice: _Notice, ride: _Ride, today: date) -> str:
    """« Retard d’environ 20 min ce matin, jusqu’à 8 h 45 · Circuit 118 »: then what was planned."""
    words = {
        "when": _when(ride, today),
        "what": _what(ride),
        "until": until(notice.ends_at, today),
        "late": sentence(late_by(notice.minutes or 0)),
    }
    if notice.kind == NoticeKind.CANCEL:
        return _("Annulé %(when)s (avis jusqu’à %(until)s) · %(what)s") % words
    return _("%(late)s %(when)s (avis jusqu’à %(until)s) · %(what)s") % words


def _late_todo(student_id: int, notice: _Notice, ride: _Ride, at: datetime) -> TodoItem:
    today = local_day(at)
    is_cancelled = notice.kind == NoticeKind.CANCEL
    what = _("annulé") if is_cancelled else late_by(notice.minutes or 0)
    return TodoItem(
        kind="bus_late",
        key=student_id,
        title=_("Transport annulé") if is_cancelled else _("Transport en retard"),
        detail=_("%(when)s, avis jusqu’à %(until)s")
        % {"when": _when(ride, today), "until": until(notice.ends_at, today)},
        late=sentence(what),
        due=notice.ends_at,
    )


def _change_todo(student_id: int, on: date, today: date) -> TodoItem:
    day = date_weekday(on)
    return TodoItem(
        kind="transport_changed",
        key=student_id,
        title=_("Le transport a changé"),
        detail=_("à compter du %(day)s") % {"day": day} if on > today else "",
        due=instant(on),
    )


TILE = Tile(
    key=SwitchKey.TILE_TRANSPORT,
    title=gettext_lazy("Transport scolaire"),
    icon="bus",
    question=_QUESTION,
    values=values,
    answer=answer,
)
