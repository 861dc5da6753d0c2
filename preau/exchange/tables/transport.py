"""Transport tables: the network of a body, as our own tables or as GTFS, and who rides.

GTFS is what timetables of public transit are written in: `routes.txt`, `stops.txt`, `trips.txt`,
`stop_times.txt`, `calendar.txt` and `calendar_dates.txt` in the folder `gtfs/` of a package. It has
no word for who rides.
"""

import re

from preau.core.text import fold_search
from preau.exchange.tables.cells import (
    Read,
    boolean,
    choice,
    day,
    fiche,
    identifier,
    identifiers,
    label,
    text,
)
from preau.exchange.tables.columns import Column, Table
from preau.exchange.tables.oneroster import ID, VERSION
from preau.exchange.tables.words import clock, count, words
from preau.transport.enums import Direction, Vehicle

GTFS = "gtfs"
_VEHICLES = {
    "autobus": Vehicle.BUS,
    "autobus scolaire": Vehicle.BUS,
    "school bus": Vehicle.BUS,
    "minibus": Vehicle.MINIBUS,
    "berline": Vehicle.TAXI,
    "taxi": Vehicle.TAXI,
    "berline ou taxi": Vehicle.TAXI,
    "adapté": Vehicle.ADAPTED,
    "transport adapté": Vehicle.ADAPTED,
    "adapted transport": Vehicle.ADAPTED,
    "transport public": Vehicle.PUBLIC,
    "transport en commun": Vehicle.PUBLIC,
    "laissez-passer": Vehicle.PUBLIC,
    "public transit": Vehicle.PUBLIC,
    "transit pass": Vehicle.PUBLIC,
}
_DIRECTIONS = {
    "matin": Direction.MORNING,
    "am": Direction.MORNING,
    "aller": Direction.MORNING,
    "midi aller": Direction.MIDDAY_HOME,
    "midi maison": Direction.MIDDAY_HOME,
    "midi retour": Direction.MIDDAY_SCHOOL,
    "midi école": Direction.MIDDAY_SCHOOL,
    "soir": Direction.EVENING,
    "pm": Direction.EVENING,
    "retour": Direction.EVENING,
    "afternoon": Direction.EVENING,
}
_WEEKDAYS = {
    word: number
    for number, names in enumerate(
        (
            ("lundi", "lun", "l", "monday", "mon"),
            ("mardi", "mar", "tuesday", "tue"),
            ("mercredi", "mer", "wednesday", "wed"),
            ("jeudi", "jeu", "j", "thursday", "thu"),
            ("vendredi", "ven", "v", "friday", "fri"),
            ("samedi", "sam", "saturday", "sat"),
            ("dimanche", "dim", "sunday", "sun"),
        ),
        start=1,
    )
    for word in (*names, str(number))
}
# Extended route types: 1500 to 1507 are taxis, 0 to 12 the vehicles of public transit.
_TAXIS = range(1500, 1508)
_GTFS_TIME = re.compile(r"\s*([0-4]?[0-9]):([0-5][0-9]):([0-5][0-9])\s*", re.ASCII)
_ROUTE_TYPE = re.compile(r"[0-9]{1,9}", re.ASCII)
_GTFS_DAY = re.compile(r"[0-9]{8}", re.ASCII)
_MOST_MINUTES = 48 * 60


def weekdays(given: str) -> Read | None:
    """Days of the week (`1,2,3`, `lundi, mardi`, `Mon;Tue`), in order, once each."""
    parts = [fold_search(part) for part in re.split(r"[,;\s]+", given) if part.strip(" .")]
    found = {_WEEKDAYS.get(part.strip("."), 0) for part in parts}
    if 0 in found:
        return Read("", "weekday")
    written = ",".join(map(str, sorted(found)))
    return None if written == given else Read(written)


def days(given: str) -> Read | None:
    """Dates separated by commas or semicolons, in order, once each."""
    parts = [part.strip() for part in re.split(r"[,;]", given) if part.strip()]
    if any((day(part) or Read(part)).rule for part in parts):
        return Read("", "date_list")
    written = ",".join(sorted(set(parts)))
    return None if written == given else Read(written)


def gtfs_time(given: str) -> Read | None:
    """An hour of GTFS as minutes of its day of service: 25:10:00 is ten past one of the night."""
    if not given.strip():
        return Read("") if given else None
    found = _GTFS_TIME.fullmatch(given)
    minutes = int(found[1]) * 60 + int(found[2]) if found else _MOST_MINUTES
    return Read("", "gtfs_time") if minutes >= _MOST_MINUTES else Read(str(minutes))


def gtfs_day(given: str) -> Read | None:
    """A date of GTFS, YYYYMMDD, as YYYY-MM-DD."""
    value = given.strip()
    if not value:
        return Read("") if given else None
    if not _GTFS_DAY.fullmatch(value):
        return Read("", "gtfs_day")
    written = f"{value[:4]}-{value[4:6]}-{value[6:]}"
    return Read("", "gtfs_day") if (day(written) or Read(written)).rule else Read(written)


def route_type(given: str) -> Read | None:
    """The vehicle of a route. A body's own network is of school buses, whatever kind of bus."""
    value = given.strip()
    if not _ROUTE_TYPE.fullmatch(value):
        return Read("", "count")
    return Read(Vehicle.TAXI if int(value) in _TAXIS else Vehicle.BUS)


def _own(file: str, *columns: Column) -> Table:
    every = (ID, *VERSION, *columns)
    return Table(file, file, every, tuple(c.name for c in every))


def _gtfs(file: str, *columns: Column, lax: tuple[Column, ...], ignored: tuple[str, ...]) -> Table:
    """In any order; columns of GTFS not read here are let pass, `lax` ones never missed."""
    return Table(
        f"{GTFS}/{file}",
        f"{GTFS}_{file}",
        columns,
        header=(),
        versioned=False,
        beside=lax,
        ignored=(*(column.name for column in columns), *ignored),
        extension="txt",
    )


CIRCUITS = _own(
    "preau_circuits",
    Column("name", "name", text(60), required=True),
    Column("vehicle", "vehicle", words(_VEHICLES)),
    Column("carrier", "carrier", label(120)),
    Column("phone", "phone", text(40)),
)
STOPS = _own(
    "preau_stops",
    Column("name", "name", text(120), required=True),
    Column("place", "place", text(255)),
)
RIDERS = _own(
    "preau_riders",
    Column("studentSourcedId", "student", identifier, personal=True),
    Column("fiche", "fiche", fiche, personal=True),
    Column("direction", "direction", words(_DIRECTIONS), required=True),
    Column("weekdays", "weekdays", weekdays),
    Column("circuitSourcedId", "circuit", identifier),
    Column("stopSourcedId", "stop", identifier, personal=True),
    Column("tripSourcedId", "trip", identifier),
    Column("time", "clock", clock),
    Column("beginDate", "starts", day),
    Column("endDate", "ends", day),
    Column("weekOf", "week", day),
    Column("dates", "dates", days),
    Column("exceptDates", "without", days),
    Column("guardianSourcedIds", "guardians", identifiers, personal=True),
    Column("vehicle", "vehicle", words(_VEHICLES)),
    Column("adultAwaited", "adult", boolean),
    Column("confirmed", "confirmed", boolean),
    Column("note", "note", text(255), personal=True),
)
GTFS_ROUTES = _gtfs(
    "routes",
    Column("route_id", "sid", identifier, required=True),
    Column("route_type", "vehicle", route_type, required=True),
    lax=(
        Column("route_short_name", "short", text(60)),
        Column("route_long_name", "long", text()),
    ),
    ignored=(
        *("agency_id", "route_desc", "route_url", "route_color", "route_text_color"),
        *("route_sort_order", "continuous_pickup", "continuous_drop_off", "network_id"),
    ),
)
GTFS_STOPS = _gtfs(
    "stops",
    Column("stop_id", "sid", identifier, required=True),
    lax=(Column("stop_name", "name", text(120)), Column("stop_desc", "place", text(255))),
    ignored=(
        *("stop_code", "tts_stop_name", "stop_lat", "stop_lon", "zone_id", "stop_url"),
        *("location_type", "parent_station", "stop_timezone", "wheelchair_boarding"),
        *("level_id", "platform_code"),
    ),
)
GTFS_TRIPS = _gtfs(
    "trips",
    Column("route_id", "route", identifier, required=True),
    Column("trip_id", "sid", identifier, required=True),
    lax=(Column("service_id", "service", identifier),),
    ignored=(
        *("trip_headsign", "trip_short_name", "direction_id", "block_id"),
        *("shape_id", "wheelchair_accessible", "bikes_allowed", "cars_allowed"),
    ),
)
GTFS_TIMES = _gtfs(
    "stop_times",
    Column("trip_id", "trip", identifier, required=True),
    Column("stop_sequence", "rank", count(999_999), required=True),
    lax=(
        Column("stop_id", "stop", identifier),
        Column("arrival_time", "arrives", gtfs_time),
        Column("departure_time", "departs", gtfs_time),
    ),
    ignored=(
        *("stop_headsign", "pickup_type", "drop_off_type", "continuous_pickup"),
        *("continuous_drop_off", "shape_dist_traveled", "timepoint", "location_group_id"),
        *("location_id", "start_pickup_drop_off_window", "end_pickup_drop_off_window"),
        *("pickup_booking_rule_id", "drop_off_booking_rule_id"),
    ),
)
WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
GTFS_CALENDAR = _gtfs(
    "calendar",
    Column("service_id", "sid", identifier, required=True),
    *(Column(name, name, choice("0", "1", extensible=False), required=True) for name in WEEK),
    Column("start_date", "starts", gtfs_day, required=True),
    Column("end_date", "ends", gtfs_day, required=True),
    lax=(),
    ignored=("service_name",),
)
GTFS_DATES = _gtfs(
    "calendar_dates",
    Column("service_id", "service", identifier, required=True),
    Column("date", "day", gtfs_day, required=True),
    Column("exception_type", "kind", choice("1", "2", extensible=False), required=True),
    lax=(),
    ignored=("holiday_name",),
)
NETWORK_TABLES = (
    *(CIRCUITS, STOPS, GTFS_ROUTES, GTFS_STOPS, GTFS_TRIPS, GTFS_TIMES),
    *(GTFS_CALENDAR, GTFS_DATES),
)
TRANSPORT = (*NETWORK_TABLES, RIDERS)
