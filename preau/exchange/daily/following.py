"""A network that comes without riders: rides that left it their hour or their days follow it.

Such a row is read again from the cells kept of it, by the rules of `preau_riders.csv`. Where the
network no longer answers, what the ride had stays, and is told.
"""

from preau.core.actors import BoardActor
from preau.exchange.daily.network import RIDERS, TIMES, TRIPS
from preau.exchange.daily.ride_days import TODAY
from preau.exchange.daily.riders import CELLS, DAYS, find_rows, tell_overlaps
from preau.exchange.loading.run import Run
from preau.exchange.report import Diff, Severity
from preau.transport.operations import watching_changes

_ROWS = f"""
INSERT INTO roster_{RIDERS}
  (line, sid, student, direction, circuit, stop, vehicle, {", ".join(CELLS)})
SELECT row_number() OVER (ORDER BY r.id), r.source_id, s.source_id, r.direction, c.source_id,
  coalesce(t.source_id, ''), p.vehicle,
  {", ".join(f"coalesce(p.said->>'{cell}', '')" for cell in CELLS)}
FROM transport_rideplace p
JOIN transport_ride r ON r.id = p.ride_id AND r.ended_at IS NULL
JOIN people_student s ON s.id = r.student_id AND s.ended_at IS NULL
JOIN transport_circuit c ON c.id = p.circuit_id
LEFT JOIN transport_stop t ON t.id = p.stop_id
WHERE p.board_id = %(board)s AND p.said IS NOT NULL
  AND (r.ends_on IS NULL OR r.ends_on > {TODAY})
  AND c.source_id IN (SELECT route FROM roster_gtfs_trips)
"""
_HOURS = """
UPDATE transport_rideplace p SET leaves_at = w.leaves_at
FROM roster_rider_row w JOIN transport_ride r ON r.board_id = %(board)s AND r.source_id = w.sid
WHERE p.ride_id = r.id AND w.clock = '' AND w.hours = 1
  AND p.leaves_at IS DISTINCT FROM w.leaves_at
"""
_DAYS = ("weekdays", "starts_on", "ends_on", "dates", "except_dates")
_OF_TRIPS = f"""
UPDATE transport_ride t SET {", ".join(f"{name} = n.{name}" for name in _DAYS)}
FROM (SELECT r.sid, {DAYS} FROM roster_rider_row r
      JOIN roster_ride_days d ON d.line = r.line WHERE d.trip_id IS NOT NULL) n
WHERE t.board_id = %(board)s AND t.source_id = n.sid
  AND ({", ".join(f"t.{name}" for name in _DAYS)})
    IS DISTINCT FROM ({", ".join(f"n.{name}" for name in _DAYS)})
"""
_LEFT = """
SELECT NULL::int, left(w.circuit, 60), count(*)
FROM roster_rider_row w JOIN transport_ride r ON r.board_id = %(board)s AND r.source_id = w.sid
JOIN transport_rideplace p ON p.ride_id = r.id
WHERE (w.clock = '' AND w.hours <> 1 AND p.leaves_at IS NOT NULL) OR (w.trip <> '' AND w.hours = 0)
GROUP BY w.circuit ORDER BY w.circuit
"""


def follow_network(run: Run) -> None:
    """Bring these rides to the hours and days of the package, keep and tell what changed."""
    has = run.plan.has
    if has(RIDERS) or not has(TRIPS) or run.findings.counts[Severity.ERROR]:
        return
    if not run.execute(_ROWS):
        return
    find_rows(run)
    with watching_changes(actor=BoardActor(run.board_id), at=run.at):
        run.add("ride_places", Diff(changed=run.execute(_HOURS)))
        run.add("rides", Diff(changed=run.execute(_OF_TRIPS)))
    run.tell(Severity.WARNING, "hour_kept", f"{TIMES}.txt", _LEFT, names=("value", "rides"))
    tell_overlaps(run, f"{TRIPS}.txt", "NULL::int")
