"""What transport no longer needs: notices, old changes, rides and circuits that ended long ago.

A circuit or a stop goes only when no place of a ride names it any more. What a parent said to have
seen goes with the changes that it was said of, never before: they would be to see again.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from preau.boards.models import Board
from preau.core.actors import BoardActor, SystemActor
from preau.core.scope import acting_as


@dataclass(frozen=True)
class Purged:
    """How many rows went, of each kind."""

    notices: int = 0
    changes: int = 0
    rides: int = 0
    network: int = 0

    def __add__(self, other: "Purged") -> "Purged":
        return Purged(
            self.notices + other.notices,
            self.changes + other.changes,
            self.rides + other.rides,
            self.network + other.network,
        )


_NOTICES = (
    "DELETE FROM transport_busnotice WHERE board_id = %(board)s AND ends_at < %(notices_before)s"
)
_CHANGES = "DELETE FROM transport_ridechange WHERE board_id = %(board)s AND at < %(before)s"
_SEEN = """
DELETE FROM transport_changeseen s WHERE s.board_id = %(board)s AND s.at < %(before)s
  AND NOT EXISTS (SELECT FROM transport_ridechange c
                  WHERE c.student_id = s.student_id AND c.id <= s.change_id)
"""
_ENDED = "board_id = %(board)s AND ended_at < %(before)s"
_PLACES = f"""
DELETE FROM transport_rideplace WHERE board_id = %(board)s
  AND ride_id IN (SELECT id FROM transport_ride WHERE {_ENDED})
"""
_RIDES = f"DELETE FROM transport_ride WHERE {_ENDED}"
# What hangs on a circuit that nobody rides: its hours, and notices that told nobody.
_OF_CIRCUITS = """
DELETE FROM transport_{table} x USING transport_circuit c
WHERE c.id = x.circuit_id AND c.board_id = %(board)s AND c.ended_at < %(before)s
  AND NOT EXISTS (SELECT FROM transport_rideplace p WHERE p.circuit_id = c.id)
"""
_CIRCUITS = f"""
DELETE FROM transport_circuit c WHERE {_ENDED}
  AND NOT EXISTS (SELECT FROM transport_rideplace p WHERE p.circuit_id = c.id)
"""
_STOPS = f"""
DELETE FROM transport_stop t WHERE {_ENDED}
  AND NOT EXISTS (SELECT FROM transport_rideplace p WHERE p.stop_id = t.id)
  AND NOT EXISTS (SELECT FROM transport_passage g WHERE g.stop_id = t.id)
"""


def purge_transport(*, actor: SystemActor, before: datetime, notices_before: datetime) -> Purged:
    """Delete notices over before an instant and the rest that ended before another. How many."""
    with acting_as(actor):
        boards = list(Board.objects.order_by("pk").values_list("pk", flat=True))
    purged = Purged()
    for board_id in boards:
        values = {"board": board_id, "before": before, "notices_before": notices_before}
        with acting_as(BoardActor(board_id)), transaction.atomic():
            purged += _purge(values)
    return purged


def _purge(values: dict[str, Any]) -> Purged:
    notices, changes = _run(_NOTICES, values), _run(_CHANGES, values)
    _run(_SEEN, values)
    _run(_PLACES, values)
    rides = _run(_RIDES, values)
    for table in ("busnotice", "passage", "trip"):
        _run(_OF_CIRCUITS.format(table=table), values)
    network = _run(_CIRCUITS, values) + _run(_STOPS, values)
    return Purged(notices, changes, rides, network)


def _run(statement: str, values: dict[str, Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return int(cursor.rowcount)
