"""The network of a body: circuits, stops and passages, from our own tables or from GTFS.

Both may stand in one package; of an identifier that both name, our own table is held. A whole file
ends what it lacks of its own kind: our tables never end what GTFS alone brought, nor the reverse.
What ended stays, for a ride or its history may still name it. Trips, with their hours and days,
are whole for the circuits that `gtfs/trips.txt` names.
"""

from preau.exchange.daily.replaced import RowSet, replace
from preau.exchange.daily.trips import CALENDAR, DATES, load_trips, tell_trips
from preau.exchange.loading.run import Run
from preau.exchange.loading.upsert import Target, upsert
from preau.exchange.report import Severity

CIRCUITS, STOPS = "preau_circuits", "preau_stops"
ROUTES, GTFS_STOPS = "gtfs/routes", "gtfs/stops"
TRIPS, TIMES = "gtfs/trips", "gtfs/stop_times"
RIDERS = "preau_riders"
_FILES = (CIRCUITS, STOPS, ROUTES, GTFS_STOPS, TRIPS, TIMES, CALENDAR, DATES)
_KNOWN = {"route": "transport_circuit", "stop": "transport_stop"}
# The circuits of which a package gives every trip.
OF_NAMED_CIRCUITS = (
    "t.circuit_id IN (SELECT c.id FROM transport_circuit c JOIN roster_gtfs_trips r"
    " ON r.route = c.source_id WHERE c.board_id = %(board)s)"
)


def load_network(run: Run) -> None:
    """Apply the network."""
    has = run.plan.has
    if not any(map(has, _FILES)):
        return
    _tell_names(run)
    tell_trips(run)
    if run.findings.counts[Severity.ERROR]:
        return
    upsert(
        run,
        _target(run, "circuits", "transport_circuit", ("name", "vehicle", "carrier", "phone")),
        "SELECT r.sid, r.gone, r.stamp, r.name, coalesce(nullif(r.vehicle, ''), 'bus') AS vehicle,"
        " r.carrier, r.phone, false AS is_gtfs FROM roster_preau_circuits r"
        " UNION ALL SELECT g.sid, false, NULL, left(coalesce(nullif(g.short, ''), g.long), 60),"
        " g.vehicle, coalesce(c.carrier, ''), coalesce(c.phone, ''), true FROM roster_gtfs_routes g"
        " LEFT JOIN transport_circuit c ON c.board_id = %(board)s AND c.source_id = g.sid"
        " WHERE NOT EXISTS (SELECT FROM roster_preau_circuits r WHERE r.sid = g.sid)",
        bulk=run.plan.is_bulk(CIRCUITS) or run.plan.is_bulk(ROUTES),
    )
    upsert(
        run,
        _target(run, "stops", "transport_stop", ("name", "place")),
        "SELECT r.sid, r.gone, r.stamp, r.name, r.place, false AS is_gtfs FROM roster_preau_stops r"
        " UNION ALL SELECT g.sid, false, NULL, coalesce(nullif(g.name, ''), g.sid), g.place, true"
        " FROM roster_gtfs_stops g"
        " WHERE NOT EXISTS (SELECT FROM roster_preau_stops r WHERE r.sid = g.sid)",
        bulk=run.plan.is_bulk(STOPS) or run.plan.is_bulk(GTFS_STOPS),
    )
    if has(TRIPS) or has(TIMES):
        _load_passages(run)
    if not has(RIDERS):
        tell_ended(run)


def _target(run: Run, name: str, table: str, columns: tuple[str, ...]) -> Target:
    """A whole file speaks of the rows of its own kind; one that changes, of those it says gone."""
    own, gtfs = (CIRCUITS, ROUTES) if name == "circuits" else (STOPS, GTFS_STOPS)
    spoken = [f"EXISTS (SELECT FROM roster_{own} r WHERE r.sid = t.source_id AND r.gone)"]
    spoken += ["NOT t.is_gtfs"] if run.plan.is_bulk(own) else []
    spoken += ["t.is_gtfs"] if run.plan.is_bulk(gtfs) else []
    return Target(
        name,
        table,
        columns,
        initial={"is_gtfs": "n.is_gtfs"},
        # Once of our own tables, always: two packages in turn change nothing.
        moved={"is_gtfs": "t.is_gtfs AND n.is_gtfs"},
        scope=" OR ".join(spoken),
    )


def tell_ended(run: Run) -> None:
    """What left the network and is ridden all the same: told until the riders follow."""
    for file, kind, table, column in (
        (f"{CIRCUITS}.csv", "NOT t.is_gtfs", "transport_circuit", "circuit_id"),
        (f"{ROUTES}.txt", "t.is_gtfs", "transport_circuit", "circuit_id"),
        (f"{STOPS}.csv", "NOT t.is_gtfs", "transport_stop", "stop_id"),
        (f"{GTFS_STOPS}.txt", "t.is_gtfs", "transport_stop", "stop_id"),
    ):
        run.tell(
            Severity.WARNING,
            "still_ridden",
            file,
            f"SELECT NULL::int, left(t.source_id, 60), count(*) FROM {table} t"
            f" JOIN transport_rideplace p ON p.{column} = t.id"
            " JOIN transport_ride r ON r.id = p.ride_id AND r.ended_at IS NULL"
            f" WHERE t.board_id = %(board)s AND t.ended_at IS NOT NULL AND {kind}"
            " AND (r.ends_on IS NULL"
            " OR r.ends_on > (%(at)s AT TIME ZONE 'America/Toronto')::date)"
            " GROUP BY t.source_id ORDER BY t.source_id",
            names=("value", "rides"),
        )


def _tell_names(run: Run) -> None:
    run.tell(
        Severity.ERROR,
        "route_unnamed",
        "gtfs/routes.txt",
        "SELECT line FROM roster_gtfs_routes WHERE short = '' AND long = '' ORDER BY line",
        column="route_short_name",
    )
    for file in (TIMES, CALENDAR, DATES):
        if run.plan.has(file) and not run.plan.has(TRIPS):
            given = f"{file.partition('/')[2]}.txt"
            run.findings.error("trips_missing", f"{file}.txt", values={"given": given})


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
            OF_NAMED_CIRCUITS,
        ),
    )
    load_trips(run, OF_NAMED_CIRCUITS)


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
