"""What a family reads of a pupil's transport. Each function is one statement.

The database hides the place of a ride that serves the other household: such a row has no `place`.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db import connection

from preau.transport.enums import Cause, ChangeKind, Direction, NoticeKind, Vehicle
from preau.transport.models import TransportAsOf
from preau.transport.rules import RideDays


@dataclass(frozen=True)
class PlaceRow:
    """Where, when and in what; `circuit_id` is None for a pass of public transport."""

    circuit_id: int | None
    circuit: str
    carrier: str
    phone: str
    stop: str
    stop_place: str
    leaves_at: time | None
    vehicle: Vehicle
    note: str


@dataclass(frozen=True)
class RideRow:
    """A ride of a pupil. `place` is None when it serves the other household."""

    id: int
    days: RideDays
    is_confirmed: bool
    adult_awaited: bool
    place: PlaceRow | None

    @property
    def is_elsewhere(self) -> bool:
        return self.place is None


# A young pupil is handed to an adult, unless the board says otherwise of this ride.
_RIDES = """
SELECT r.id, r.direction, r.weekdays, r.starts_on, r.ends_on, r.week_of, r.dates, r.except_dates,
       r.is_confirmed, coalesce(r.adult_awaited, s.level IN ('PK', 'KG')), p.id, p.circuit_id,
       coalesce(c.name, ''), coalesce(c.carrier, ''), coalesce(c.phone, ''), coalesce(t.name, ''),
       coalesce(t.place, ''), p.leaves_at, p.vehicle, p.note
FROM transport_ride r
JOIN people_student s ON s.id = r.student_id
LEFT JOIN transport_rideplace p ON p.ride_id = r.id
LEFT JOIN transport_circuit c ON c.id = p.circuit_id
LEFT JOIN transport_stop t ON t.id = p.stop_id
WHERE r.student_id = %(student)s AND r.ended_at IS NULL
  AND (r.ends_on IS NULL OR r.ends_on > %(since)s)
  AND (r.weekdays <> '{}' OR r.dates && ARRAY(
    SELECT d FROM unnest(r.dates) d WHERE d >= %(since)s))
ORDER BY r.starts_on NULLS FIRST, p.leaves_at, r.id
"""


def rides_of(student_id: int, *, since: date) -> list[RideRow]:
    """The rides of a pupil in scope that are not over on a day."""
    with connection.cursor() as cursor:
        cursor.execute(_RIDES, {"student": student_id, "since": since})
        return [_ride(row) for row in cursor.fetchall()]


def _ride(row: Sequence[Any]) -> RideRow:
    days = RideDays(
        direction=Direction(row[1]),
        weekdays=row[2],
        starts_on=row[3],
        ends_on=row[4],
        week_of=row[5],
        dates=row[6],
        except_dates=row[7],
    )
    place = PlaceRow(*(*row[11:18], Vehicle(row[18]), row[19])) if row[10] else None
    return RideRow(row[0], days, row[8], row[9], place)


@dataclass(frozen=True)
class NoticeRow:
    """A delay or a cancellation that is in force; `direction` None: the whole day."""

    id: int
    circuit_id: int
    circuit: str
    on: date
    direction: Direction | None
    kind: NoticeKind
    minutes: int | None
    cause: Cause
    note: str
    ends_at: datetime
    published_at: datetime

    def is_about(self, circuit_id: int | None, direction: Direction, on: date) -> bool:
        return (
            self.circuit_id == circuit_id and self.on == on and self.direction in (None, direction)
        )


_NOTICES = """
SELECT n.id, n.circuit_id, c.name, n."on", n.direction, n.kind, n.minutes, n.cause, n.note,
       n.ends_at, n.published_at
FROM transport_busnotice n JOIN transport_circuit c ON c.id = n.circuit_id
WHERE n.withdrawn_at IS NULL AND n.starts_at <= %(at)s AND n.ends_at > %(at)s
  AND n.circuit_id IN (SELECT p.circuit_id FROM transport_rideplace p
                       WHERE p.student_id = %(student)s)
ORDER BY n."on", n.direction, n.id
"""


def notices_of(student_id: int, *, at: datetime) -> list[NoticeRow]:
    """What is announced now of the circuits of a pupil in scope."""
    with connection.cursor() as cursor:
        cursor.execute(_NOTICES, {"student": student_id, "at": at})
        return [_notice(row) for row in cursor.fetchall()]


def _notice(row: Sequence[Any]) -> NoticeRow:
    direction = Direction(row[4]) if row[4] else None
    facts = (*row[:4], direction, NoticeKind(row[5]), row[6], Cause(row[7]), *row[8:])
    return NoticeRow(*facts)


@dataclass(frozen=True)
class ChangeRow:
    """One change: `before` and `after` are sides as `preau/transport/sides.py` has them."""

    id: int
    direction: Direction
    kind: ChangeKind
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None
    takes_on: date
    at: datetime
    is_new: bool


_CHANGES = """
SELECT c.id, c.direction, c.kind, c.before, c.after, c.takes_on, c.at,
       c.is_told AND c.id > coalesce((
         SELECT e.change_id FROM transport_changeseen e
         WHERE e.student_id = c.student_id AND e.account_id = (SELECT preau_account())), 0)
FROM transport_ridechange c
WHERE c.student_id = %(student)s AND c.at > %(since)s
ORDER BY c.at DESC, c.id DESC
"""


def changes_of(student_id: int, *, since: datetime) -> list[ChangeRow]:
    """What changed of a pupil in scope after an instant, the newest first."""
    with connection.cursor() as cursor:
        cursor.execute(_CHANGES, {"student": student_id, "since": since})
        return [
            ChangeRow(
                row[0],
                Direction(row[1]),
                ChangeKind(row[2]),
                _side(row[3]),
                _side(row[4]),
                *row[5:],
            )
            for row in cursor.fetchall()
        ]


def _side(value: Any) -> Mapping[str, Any] | None:
    found: Mapping[str, Any] | None = json.loads(value) if isinstance(value, str) else value
    return found


def as_of_of(school_id: int | None) -> datetime | None:
    """Until when the transport of a school is known; None when it never was given."""
    if school_id is None:
        return None
    return TransportAsOf.objects.filter(school_id=school_id).values_list("at", flat=True).first()
