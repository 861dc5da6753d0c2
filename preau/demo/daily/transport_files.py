"""The tables of transport: our own for one body, GTFS for the other, and who rides."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from preau.demo.daily.transport import (
    CARRIER,
    CARRIER_PHONE,
    Circuit,
    Rider,
    Transport,
    clock_of_level,
)
from preau.demo.schools import RIVERSIDE
from preau.demo.tables import VERSIONED, Row, write_table

_RIDERS = (
    f"{VERSIONED} studentSourcedId fiche direction weekdays circuitSourcedId stopSourcedId"
    " tripSourcedId time beginDate endDate weekOf dates exceptDates guardianSourcedIds vehicle"
    " adultAwaited confirmed note"
)
HEADERS = {
    "preau_circuits.csv": f"{VERSIONED} name vehicle carrier phone",
    "preau_stops.csv": f"{VERSIONED} name place",
    "preau_riders.csv": _RIDERS,
    "gtfs/routes.txt": "route_id agency_id route_short_name route_type",
    "gtfs/stops.txt": "stop_id stop_name stop_desc",
    "gtfs/trips.txt": "route_id service_id trip_id",
    "gtfs/stop_times.txt": "trip_id arrival_time departure_time stop_id stop_sequence",
}


def write_transport(transport: Transport, body: str, folder: Path) -> None:
    """The whole network of a body and all its riders, beside its roster."""
    own = [circuit for circuit in transport.circuits if circuit.school.body == body]
    riders = [rider for rider in transport.riders if rider.pupil.body == body]
    network = _gtfs(own) if body == RIVERSIDE else _own(own)
    files = {**network, "preau_riders.csv": [_rider(rider) for rider in riders]}
    for name, rows in files.items():
        write_table(folder / name, HEADERS[name].split(), rows)


def _own(circuits: Sequence[Circuit]) -> Mapping[str, list[Row]]:
    return {
        "preau_circuits.csv": [
            (one.source_id, "", "", one.name, one.vehicle, CARRIER, CARRIER_PHONE)
            for one in circuits
        ],
        "preau_stops.csv": [
            (stop.source_id, "", "", stop.name, stop.place)
            for one in circuits
            for stop in one.stops
        ],
    }


def _gtfs(circuits: Sequence[Circuit]) -> Mapping[str, list[Row]]:
    ways = ("morning", "evening")
    return {
        "gtfs/routes.txt": [(one.source_id, RIVERSIDE, one.name, 3) for one in circuits],
        "gtfs/stops.txt": [(s.source_id, s.name, s.place) for one in circuits for s in one.stops],
        "gtfs/trips.txt": [
            (one.source_id, "classes", f"{one.source_id}-{way}") for one in circuits for way in ways
        ],
        "gtfs/stop_times.txt": [
            (f"{one.source_id}-{way}", *(f"{clock_of_level(one.school, '', s, way)}:00",) * 2,
             s.source_id, rank)
            for one in circuits
            for way in ways
            for rank, s in enumerate(one.stops, start=1)
        ],
    }  # fmt: skip


def _rider(one: Rider) -> Row:
    return (
        *(one.source_id, "", "", one.pupil.source_id, "", one.direction, "", one.circuit),
        *(one.stop, one.trip, one.clock, "", "", one.week_of or "", "", ""),
        *(",".join(one.guardians), one.vehicle, "", str(one.confirmed).lower(), one.note),
    )
