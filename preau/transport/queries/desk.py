"""What the people who announce delays read: circuits and notices of their body."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection


@dataclass(frozen=True)
class CircuitRow:
    id: int
    source_id: str
    name: str


def circuits_named(word: str) -> list[CircuitRow]:
    """The circuits of the body in scope with this number or identifier.

    One that left the network counts as long as somebody rides it: its families wait for a word.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.id, c.source_id, c.name FROM transport_circuit c"
            " WHERE (c.name = %(word)s OR c.source_id = %(word)s) AND (c.ended_at IS NULL"
            " OR EXISTS (SELECT FROM transport_rideplace p JOIN transport_ride r"
            " ON r.id = p.ride_id AND r.ended_at IS NULL WHERE p.circuit_id = c.id)) ORDER BY c.id",
            {"word": word},
        )
        return [CircuitRow(*row) for row in cursor.fetchall()]


@dataclass(frozen=True)
class DeskNotice:
    """A notice in force, with the number of pupils that the circuit carries on its day."""

    id: int
    circuit: str
    on: date
    direction: str
    kind: str
    minutes: int | None
    cause: str
    note: str
    author: str
    ends_at: datetime
    pupils: int


_CURRENT = """
SELECT n.id, c.name, n."on", n.direction, n.kind, n.minutes, n.cause, n.note, n.author, n.ends_at,
       (SELECT count(DISTINCT r.student_id) FROM transport_rideplace p
        JOIN transport_ride r ON r.id = p.ride_id AND r.ended_at IS NULL
        WHERE p.circuit_id = n.circuit_id AND n.direction IN ('', r.direction)
          AND preau_ride_runs(n."on", r.weekdays, r.starts_on, r.ends_on, r.week_of, r.dates,
                              r.except_dates))
FROM transport_busnotice n JOIN transport_circuit c ON c.id = n.circuit_id
WHERE n.withdrawn_at IS NULL AND n.ends_at > %(at)s
ORDER BY n.ends_at, n.id
"""


def current_notices(*, at: datetime) -> list[DeskNotice]:
    """The notices of the body in scope that families still read."""
    with connection.cursor() as cursor:
        cursor.execute(_CURRENT, {"at": at})
        return [DeskNotice(*row) for row in cursor.fetchall()]
