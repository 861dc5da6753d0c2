"""The network of a body: circuits, stops and passages, from our own tables or from GTFS.

Both may stand in one package; of an identifier that both name, our own table is held. A network
table adds and changes: what it lacks stays, for a ride may still name it, and what no ride names
nobody sees. The passages of a circuit are whole for the circuits that `gtfs/trips.txt` names.
"""

from preau.exchange.daily.replaced import RowSet, replace
from preau.exchange.loading.run import Run
from preau.exchange.loading.upsert import Target, upsert
from preau.exchange.report import Severity

CIRCUITS, STOPS = "preau_circuits", "preau_stops"
ROUTES, GTFS_STOPS = "gtfs/routes", "gtfs/stops"
TRIPS, TIMES = "gtfs/trips", "gtfs/stop_times"
_CIRCUITS = Target("circuits", "transport_circuit", ("name", "vehicle", "carrier", "phone"))
_STOPS = Target("stops", "transport_stop", ("name", "place"))
_KNOWN = {"route": "transport_circuit", "stop": "transport_stop"}


def load_network(run: Run) -> None:
    """Apply the network."""
    has = run.plan.has
    if not any(map(has, (CIRCUITS, STOPS, ROUTES, GTFS_STOPS, TRIPS, TIMES))):
        return
    _tell_names(run)
    if run.findings.counts[Severity.ERROR]:
        return
    upsert(
        run,
        _CIRCUITS,
        "SELECT r.sid, r.gone, r.stamp, r.name, coalesce(nullif(r.vehicle, ''), 'bus') AS vehicle,"
        " r.carrier, r.phone FROM roster_preau_circuits r"
        " UNION ALL SELECT g.sid, false, NULL, left(coalesce(nullif(g.short, ''), g.long), 60),"
        " g.vehicle, coalesce(c.carrier, ''), coalesce(c.phone, '') FROM roster_gtfs_routes g"
        " LEFT JOIN transport_circuit c ON c.board_id = %(board)s AND c.source_id = g.sid"
        " WHERE NOT EXISTS (SELECT FROM roster_preau_circuits r WHERE r.sid = g.sid)",
        bulk=False,
    )
    upsert(
        run,
        _STOPS,
        "SELECT r.sid, r.gone, r.stamp, r.name, r.place FROM roster_preau_stops r"
        " UNION ALL SELECT g.sid, false, NULL, coalesce(nullif(g.name, ''), g.sid), g.place"
        " FROM roster_gtfs_stops g"
        " WHERE NOT EXISTS (SELECT FROM roster_preau_stops r WHERE r.sid = g.sid)",
        bulk=False,
    )
    if has(TRIPS) or has(TIMES):
        _load_passages(run)


def _tell_names(run: Run) -> None:
    run.tell(
        Severity.ERROR,
        "route_unnamed",
        "gtfs/routes.txt",
        "SELECT line FROM roster_gtfs_routes WHERE short = '' AND long = '' ORDER BY line",
        column="route_short_name",
    )
    if run.plan.has(TIMES) and not run.plan.has(TRIPS):
        run.findings.error("trips_missing", "gtfs/stop_times.txt")
    run.tell(
        Severity.ERROR,
        "duplicate_row",
        "gtfs/stop_times.txt",
        "SELECT l, f FROM (SELECT min(line) AS f, array_agg(line) AS every"
        " FROM roster_gtfs_stop_times GROUP BY trip, rank HAVING count(*) > 1) d,"
        " unnest(every) l WHERE l > f ORDER BY l",
        column="stop_sequence",
        names=("first",),
    )


def _load_passages(run: Run) -> None:
    _tell_lost(run, "trips", "route", "route_id", "gtfs/routes.txt")
    _tell_lost(run, "stop_times", "stop", "stop_id", "gtfs/stops.txt")
    run.tell(
        Severity.ERROR,
        "not_of_network",
        "gtfs/stop_times.txt",
        "SELECT r.line, left(r.trip, 60) FROM roster_gtfs_stop_times r WHERE NOT EXISTS"
        " (SELECT FROM roster_gtfs_trips t WHERE t.sid = r.trip) ORDER BY r.line",
        column="trip_id",
        names=("value",),
        fixed={"target": "gtfs/trips.txt"},
    )
    if run.findings.counts[Severity.ERROR]:
        return
    # A stop without an hour is one that the vehicle passes between two that have one.
    run.table(
        "roster_passage",
        "SELECT r.trip, r.rank::int AS rank, c.id AS circuit_id, s.id AS stop_id,"
        " coalesce(nullif(r.departs, ''), r.arrives)::smallint AS minutes"
        " FROM roster_gtfs_stop_times r JOIN roster_gtfs_trips t ON t.sid = r.trip"
        " JOIN transport_circuit c ON c.board_id = %(board)s AND c.source_id = t.route"
        " JOIN transport_stop s ON s.board_id = %(board)s AND s.source_id = r.stop"
        " WHERE r.departs <> '' OR r.arrives <> ''",
    )
    replace(
        run,
        RowSet(
            "passages",
            "transport_passage",
            "roster_passage",
            ("trip", "rank"),
            ("circuit_id", "stop_id", "minutes"),
            "t.circuit_id IN (SELECT c.id FROM transport_circuit c JOIN roster_gtfs_trips r"
            " ON r.route = c.source_id WHERE c.board_id = %(board)s)",
        ),
    )


def _tell_lost(run: Run, file: str, column: str, title: str, target: str) -> None:
    run.tell(
        Severity.ERROR,
        "not_of_network",
        f"gtfs/{file}.txt",
        f"SELECT r.line, left(r.{column}, 60) FROM roster_gtfs_{file} r WHERE r.{column} <> ''"
        f" AND NOT EXISTS (SELECT FROM {_KNOWN[column]} h WHERE h.board_id = %(board)s"
        f" AND h.source_id = r.{column}) ORDER BY r.line",
        column=title,
        names=("value",),
        fixed={"target": target},
    )
