"""preau_riders.csv: who rides, when and where. Whole for the schools whose pupils it names.

What a row leaves out the network fills: the vehicle of the circuit, the days of the trip, and the
hour at which the trip, or every trip of that half of the day that runs on these days, passes at the
stop. Two rides of a pupil in one direction on one day are refused, but for a named date, which
comes before the weekdays.
"""

from preau.core.actors import BoardActor
from preau.exchange.daily.network import RIDERS, tell_ended
from preau.exchange.daily.places import tell_far, tell_order
from preau.exchange.daily.replaced import RowSet, replace
from preau.exchange.daily.ride_days import RUNS_THEN, find_days
from preau.exchange.loading.run import Run
from preau.exchange.loading.upsert import Target, upsert
from preau.exchange.report import Severity
from preau.transport.operations import watching_changes

_FILE = f"{RIDERS}.csv"
_RIDES = Target(
    "rides",
    "transport_ride",
    (
        *("student_id", "direction", "weekdays", "starts_on", "ends_on", "week_of", "dates"),
        *("except_dates", "is_confirmed", "adult_awaited"),
    ),
    scope="t.student_id IN (SELECT p.id FROM people_student p JOIN roster_rider_school s"
    " ON s.school_id = p.school_id WHERE p.board_id = %(board)s)",
)
_PLACES = RowSet(
    "ride_places",
    "transport_rideplace",
    "roster_ride_place",
    ("ride_id",),
    ("student_id", "guardians", "circuit_id", "stop_id", "leaves_at", "vehicle", "note", "said"),
    # A ride that ended keeps its place, behind it.
    "false",
)
# The days of a row `r`. What a service leaves out of days without class is nothing to say.
DAYS = (
    "r.on_weekdays AS weekdays, r.starts_on, r.ends_on, r.on_dates AS dates,"
    " (SELECT coalesce(array_agg(DISTINCT x ORDER BY x), '{}') FROM unnest(r.own_without"
    " || ARRAY(SELECT n FROM unnest(r.not_run) n WHERE NOT EXISTS (SELECT FROM boards_schoolday"
    " y WHERE y.school_id = r.school_id AND y.\"on\" = n AND y.kind <> 'class'))) x)"
    " AS except_dates"
)
# Cells of a row from which `preau.exchange.daily.following` finds its hour and days again.
CELLS = ("trip", "clock", "weekdays", "starts", "ends", "week", "dates", "without")
_SAID = (
    "CASE WHEN r.clock = '' OR r.trip <> '' THEN jsonb_strip_nulls(jsonb_build_object("
    + ", ".join(f"'{cell}', nullif(r.{cell}, '')" for cell in CELLS)
    + ")) END"
)
# An adult who is no guardian of the pupil would leave the ride to nobody.
_GUARDIANS = (
    "CROSS JOIN LATERAL unnest(string_to_array(r.guardians, ',')) v"
    " LEFT JOIN people_guardian g ON g.board_id = %(board)s AND g.source_id = v"
    " LEFT JOIN people_guardianlink l ON l.guardian_id = g.id AND l.student_id = r.student_id"
    " AND l.ended_at IS NULL"
)


def load_riders(run: Run) -> None:
    """Apply the rides, then keep and tell what changed."""
    if not run.plan.has(RIDERS):
        return
    find_rows(run)
    _tell_cells(run)
    _tell_places(run)
    if run.findings.counts[Severity.ERROR]:
        return
    with watching_changes(actor=BoardActor(run.board_id), at=run.at):
        _write(run)
    tell_overlaps(run)
    run.execute(
        "INSERT INTO transport_transportasof (board_id, school_id, at)"
        " SELECT %(board)s, school_id, %(at)s FROM roster_rider_school"
        " ON CONFLICT (school_id) DO UPDATE SET at = excluded.at"
    )
    tell_ended(run)


def find_rows(run: Run) -> None:
    """The rows with what they name: a pupil by identifier or fiche, a circuit, a stop, an hour."""
    find_days(run)
    passing = (
        f"SELECT min(g.minutes) AS minutes, count(DISTINCT g.minutes) AS hours,"
        f" bool_and({RUNS_THEN}) AS runs FROM transport_passage g"
        " LEFT JOIN transport_trip k ON k.board_id = g.board_id AND k.trip = g.trip"
        " WHERE g.circuit_id = c.id AND g.stop_id = t.id"
        " AND CASE WHEN r.trip <> '' THEN g.trip = r.trip ELSE CASE r.direction"
        " WHEN 'morning' THEN g.minutes < 720 WHEN 'evening' THEN g.minutes >= 720"
        f" ELSE g.minutes BETWEEN 630 AND 840 END AND {RUNS_THEN} END"
    )
    run.table(
        "roster_rider_row",
        "SELECT r.*, coalesce(a.id, f.id) AS student_id, coalesce(a.school_id, f.school_id)"
        " AS school_id, a.id AS by_sid, f.id AS by_fiche, c.id AS circuit_id, t.id AS stop_id,"
        " coalesce(nullif(r.vehicle, ''), c.vehicle) AS kind,"
        " coalesce(nullif(r.clock, '')::time, CASE WHEN p.hours = 1 THEN"
        " time '00:00' + p.minutes %% 1440 * interval '1 minute' END) AS leaves_at, p.hours,"
        " p.runs, d.weekdays AS on_weekdays, d.starts_on, d.ends_on, d.week_of,"
        " d.dates AS on_dates, d.without AS own_without, d.not_run"
        f" FROM roster_{RIDERS} r JOIN roster_ride_days d ON d.line = r.line"
        " LEFT JOIN roster_all_students a ON r.student <> '' AND a.sid = r.student"
        " LEFT JOIN people_student f ON r.fiche <> '' AND f.board_id = %(board)s"
        " AND f.fiche = r.fiche AND f.ended_at IS NULL"
        " LEFT JOIN transport_circuit c ON c.board_id = %(board)s AND r.circuit <> ''"
        " AND c.source_id = r.circuit LEFT JOIN transport_stop t ON t.board_id = %(board)s"
        " AND r.stop <> '' AND t.source_id = r.stop"
        f" LEFT JOIN LATERAL ({passing}) p ON r.clock = '' OR r.trip <> ''",
    )
    run.table(
        "roster_rider_school",
        "SELECT DISTINCT school_id FROM roster_rider_row WHERE school_id IS NOT NULL",
    )


def _tell_cells(run: Run) -> None:
    for column, title in (("starts", "beginDate"), ("ends", "endDate"), ("week", "weekOf")):
        tell_far(run, RIDERS, column, title)
    tell_order(run, RIDERS, "endDate", "r.ends <> '' AND r.starts <> '' AND r.ends <= r.starts")
    for rule, title, condition in (
        ("pupil_missing", "studentSourcedId", "student = '' AND fiche = ''"),
        ("fiche_unknown", "fiche", "fiche <> '' AND by_fiche IS NULL"),
        ("pupils_differ", "fiche", "by_sid <> by_fiche"),
        ("circuit_missing", "circuitSourcedId", "coalesce(kind, 'bus') IN ('bus', 'minibus')"),
    ):
        more = " AND circuit = ''" if rule == "circuit_missing" else ""
        _tell(run, rule, title, f"{condition}{more}")
    _tell(
        run,
        "trip_elsewhere",
        "tripSourcedId",
        "trip <> '' AND circuit_id IS NOT NULL AND stop_id IS NOT NULL AND hours = 0",
    )
    run.tell(
        Severity.WARNING,
        "trip_days",
        _FILE,
        "SELECT line FROM roster_rider_row WHERE NOT gone AND trip <> '' AND NOT runs"
        " ORDER BY line",
        column="tripSourcedId",
    )
    # A plan that waits for its confirmation may wait for its hour.
    _tell(
        run,
        "time_missing",
        "time",
        "leaves_at IS NULL AND confirmed = 'true' AND kind <> 'public'"
        " AND (trip = '' OR hours > 1) AND (circuit = '' OR circuit_id IS NOT NULL)",
    )


def _tell(run: Run, rule: str, title: str, condition: str) -> None:
    run.tell(
        Severity.ERROR,
        rule,
        _FILE,
        f"SELECT line FROM roster_rider_row WHERE NOT gone AND {condition} ORDER BY line",
        column=title,
    )


def _tell_places(run: Run) -> None:
    """What rows name and the body does not hold. Stops and people are masked: they are personal."""
    for column, found, title, target in (
        ("student", "by_sid", "studentSourcedId", "users.csv"),
        ("circuit", "circuit_id", "circuitSourcedId", "preau_circuits.csv"),
        ("stop", "stop_id", "stopSourcedId", "preau_stops.csv"),
    ):
        shown = f"left({column}, 60)" if column == "circuit" else f"left({column}, 1) || '***'"
        run.tell(
            Severity.ERROR,
            "not_held" if column == "student" else "not_of_network",
            _FILE,
            f"SELECT line, {shown} FROM roster_rider_row WHERE NOT gone AND {column} <> ''"
            f" AND {found} IS NULL ORDER BY line",
            column=title,
            names=("value",),
            fixed={"target": target},
        )
    run.tell(
        Severity.ERROR,
        "guardian_elsewhere",
        _FILE,
        f"SELECT r.line, left(v, 1) || '***' FROM roster_rider_row r {_GUARDIANS}"
        " WHERE NOT r.gone AND r.guardians <> '' AND r.student_id IS NOT NULL"
        " AND l.id IS NULL ORDER BY r.line",
        column="guardianSourcedIds",
        names=("value",),
    )


def _write(run: Run) -> None:
    upsert(
        run,
        _RIDES,
        f"SELECT r.sid, r.gone, r.stamp, r.student_id, r.direction, {DAYS}, r.week_of,"
        " r.confirmed = 'true' AS is_confirmed, nullif(r.adult, '')::boolean AS adult_awaited"
        " FROM roster_rider_row r",
        bulk=run.plan.is_bulk(RIDERS),
    )
    run.table(
        "roster_ride_place",
        "SELECT t.id AS ride_id, t.student_id, coalesce((SELECT array_agg(DISTINCT g.id ORDER BY"
        " g.id) FROM people_guardian g WHERE g.board_id = %(board)s AND r.guardians <> ''"
        " AND g.source_id = ANY (string_to_array(r.guardians, ','))), '{}') AS guardians,"
        f" r.circuit_id, r.stop_id, r.leaves_at, r.kind AS vehicle, r.note, {_SAID} AS said"
        " FROM roster_rider_row r JOIN transport_ride t ON t.board_id = %(board)s"
        " AND t.source_id = r.sid WHERE NOT r.gone",
    )
    replace(run, _PLACES)


def tell_overlaps(run: Run, file: str = _FILE, line: str = "o.line") -> None:
    """The first day on which two rides of a kind run, looked for over a year and a summer."""
    runs = (
        "preau_ride_runs(d, {0}.weekdays, {0}.starts_on, {0}.ends_on, {0}.week_of, {0}.dates,"
        " {0}.except_dates)"
    )
    first = "greatest(a.starts_on, b.starts_on, (%(at)s AT TIME ZONE 'America/Toronto')::date)"
    run.tell(
        Severity.ERROR,
        "rides_overlap",
        file,
        f"SELECT {line}, min(d)::text, left(b.source_id, 60) FROM roster_rider_row o"
        " JOIN transport_ride a ON a.board_id = %(board)s AND a.source_id = o.sid"
        " AND a.ended_at IS NULL JOIN transport_ride b ON b.board_id = %(board)s"
        " AND b.student_id = a.student_id AND b.direction = a.direction AND b.id <> a.id"
        " AND b.ended_at IS NULL CROSS JOIN LATERAL (SELECT x::date AS d FROM generate_series("
        f"{first}, least(a.ends_on - 1, b.ends_on - 1, {first} + 430), interval '1 day') x) x"
        f" WHERE NOT o.gone AND {runs.format('a')} AND {runs.format('b')}"
        " AND (d = ANY (a.dates)) = (d = ANY (b.dates))"
        " AND (a.id > b.id OR NOT EXISTS (SELECT FROM roster_rider_row q"
        " WHERE q.sid = b.source_id AND NOT q.gone))"
        " GROUP BY o.line, b.source_id ORDER BY o.line",
        column="direction",
        names=("day", "other"),
    )
