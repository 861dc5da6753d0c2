"""On which days the trips of GTFS run: `calendar.txt`, changed by `calendar_dates.txt`.

The last day of a service is in its file, and ours is the day after. A day that is added outside the
span of its service widens it, and what the widening would bring is taken away again, so that
`preau_ride_runs` says of a trip what GTFS says of its service.
"""

from preau.exchange.daily.replaced import RowSet, replace
from preau.exchange.loading.run import Run
from preau.exchange.report import Severity
from preau.exchange.tables.transport import WEEK

CALENDAR, DATES = "gtfs/calendar", "gtfs/calendar_dates"
_WEEKDAYS = ", ".join(
    f"CASE WHEN c.{name} = '1' THEN {day} END" for day, name in enumerate(WEEK, 1)
)
# Further, a service has no end, or no beginning: some files say 2099.
_FIRST = "(%(at)s - interval '10 years')::date"
_LAST = "(%(at)s + interval '2 years')::date"
# A week wholly outside is none: to widen it up to an added day would list centuries, day by day.
_SERVICES = f"""
SELECT s.sid, coalesce(array_remove(ARRAY[{_WEEKDAYS}], NULL), '{{}}')::smallint[] AS weekdays,
  CASE WHEN c.starts::date > {_FIRST} THEN c.starts::date END AS starts_on,
  CASE WHEN c.ends::date < {_LAST} THEN c.ends::date + 1 END AS ends_on,
  coalesce(x.added, '{{}}') AS added, coalesce(x.removed, '{{}}') AS removed
FROM (SELECT sid FROM roster_gtfs_calendar UNION SELECT service FROM roster_gtfs_calendar_dates) s
LEFT JOIN roster_gtfs_calendar c ON c.sid = s.sid
  AND c.starts::date < {_LAST} AND c.ends::date > {_FIRST}
LEFT JOIN LATERAL (
  SELECT array_agg(d.day::date ORDER BY d.day) FILTER (WHERE d.kind = '1') AS added,
         array_agg(d.day::date ORDER BY d.day) FILTER (WHERE d.kind = '2') AS removed
  FROM roster_gtfs_calendar_dates d
  WHERE d.service = s.sid AND d.day::date BETWEEN {_FIRST} AND {_LAST}) x ON true
"""
_SPANS = """
SELECT s.sid, s.weekdays, s.removed, s.starts_on AS first, s.ends_on AS past,
  (SELECT coalesce(array_agg(d), '{}') FROM unnest(s.added) d WHERE NOT (
     extract(isodow FROM d)::int = ANY (s.weekdays)
     AND (s.starts_on IS NULL OR d >= s.starts_on) AND (s.ends_on IS NULL OR d < s.ends_on)))
    AS dates,
  least(s.starts_on, CASE WHEN s.starts_on IS NOT NULL THEN (SELECT min(d) FROM unnest(s.added) d)
    END) AS starts_on,
  greatest(s.ends_on, CASE WHEN s.ends_on IS NOT NULL THEN (SELECT max(d) + 1 FROM unnest(s.added)
    d) END) AS ends_on
FROM roster_service s
"""
_DAYS = """
SELECT s.sid, s.weekdays, s.starts_on, s.ends_on, s.dates,
  (SELECT coalesce(array_agg(DISTINCT d ORDER BY d), '{}') FROM (
     SELECT d FROM unnest(s.removed) d
     UNION ALL SELECT g::date FROM generate_series(s.starts_on, s.first - 1, interval '1 day') g
     UNION ALL SELECT g::date FROM generate_series(s.past, s.ends_on - 1, interval '1 day') g) x (d)
   WHERE extract(isodow FROM d)::int = ANY (s.weekdays) AND d <> ALL (s.dates)
     AND (s.starts_on IS NULL OR d >= s.starts_on) AND (s.ends_on IS NULL OR d < s.ends_on))
    AS except_dates
FROM roster_service_span s
"""
_TRIPS = """
SELECT t.sid AS trip, c.id AS circuit_id, s.weekdays, s.starts_on, s.ends_on, s.dates,
  s.except_dates
FROM roster_gtfs_trips t JOIN roster_service_days s ON s.sid = t.service
JOIN transport_circuit c ON c.board_id = %(board)s AND c.source_id = t.route
"""


def tell_trips(run: Run) -> None:
    """What cannot be read of the trips and their calendars."""
    for file, key, title in (
        ("stop_times", "trip, rank", "stop_sequence"),
        ("calendar_dates", "service, day", "date"),
    ):
        run.tell(
            Severity.ERROR,
            "duplicate_row",
            f"gtfs/{file}.txt",
            "SELECT l, f FROM (SELECT min(line) AS f, array_agg(line) AS every"
            f" FROM roster_gtfs_{file} GROUP BY {key} HAVING count(*) > 1) d,"
            " unnest(every) l WHERE l > f ORDER BY l",
            column=title,
            names=("first",),
        )
    run.tell(
        Severity.ERROR,
        "dates_order",
        "gtfs/calendar.txt",
        "SELECT line FROM roster_gtfs_calendar WHERE ends < starts ORDER BY line",
        column="end_date",
    )
    if not (run.plan.has(CALENDAR) or run.plan.has(DATES)):
        return
    line, count = run.one(
        "SELECT min(t.line), count(*) FROM roster_gtfs_trips t WHERE NOT EXISTS"
        " (SELECT FROM roster_gtfs_calendar c WHERE c.sid = t.service) AND NOT EXISTS"
        " (SELECT FROM roster_gtfs_calendar_dates d WHERE d.service = t.service)"
    )
    if count:
        where = {"line": line, "column": "service_id", "count": count}
        run.findings.warning("service_unknown", "gtfs/trips.txt", **where)


def load_trips(run: Run, scope: str) -> None:
    """Keep the days of the trips, whole for the circuits of `scope`; none of an unknown service."""
    run.table("roster_service", _SERVICES)
    run.table("roster_service_span", _SPANS)
    run.table("roster_service_days", _DAYS)
    run.table("roster_trip", _TRIPS)
    days = ("weekdays", "starts_on", "ends_on", "dates", "except_dates")
    rows = RowSet("trips", "transport_trip", "roster_trip", ("trip",), ("circuit_id", *days), scope)
    replace(run, rows)
