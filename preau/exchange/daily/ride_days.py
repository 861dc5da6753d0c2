"""The days of each row of `preau_riders.csv`, and whether a trip of GTFS runs on them.

A row that says neither weekdays nor dates runs on those of the trip that it names, within both
spans; without a trip, or where the calendar of the trip is not known, from Monday to Friday.
"""

from preau.exchange.loading.run import Run

TODAY = "(%(at)s AT TIME ZONE 'America/Toronto')::date"
_ROWS = """
SELECT r.line, k.id AS trip_id, nullif(r.week, '')::date AS week_of,
  CASE WHEN k.id IS NOT NULL THEN k.weekdays
       WHEN r.weekdays = '' AND r.dates = '' THEN '{1,2,3,4,5}'
       ELSE string_to_array(r.weekdays, ',')::smallint[] END AS weekdays,
  coalesce(nullif(r.starts, '')::date, k.starts_on) AS starts_on,
  coalesce(nullif(r.ends, '')::date, k.ends_on) AS ends_on,
  coalesce(k.dates, string_to_array(r.dates, ',')::date[]) AS dates,
  string_to_array(r.without, ',')::date[] AS without, coalesce(k.except_dates, '{}') AS not_run
FROM roster_preau_riders r
LEFT JOIN transport_trip k ON k.board_id = %(board)s AND r.trip <> '' AND k.trip = r.trip
  AND r.weekdays = '' AND r.dates = '' AND (k.weekdays <> '{}' OR k.dates <> '{}')
  AND (coalesce(nullif(r.starts, '')::date, k.starts_on)
       < coalesce(nullif(r.ends, '')::date, k.ends_on)) IS NOT FALSE
"""
# Of a ride that goes on, what a trip did before today tells nothing.
_FROM = f"CASE WHEN d.ends_on <= {TODAY} THEN d.starts_on ELSE greatest(d.starts_on, {TODAY}) END"
# That a trip `k` runs on one of the days `d` of a row; a trip whose days are not known may.
RUNS_THEN = (
    "(k.id IS NULL OR (k.weekdays && d.weekdays"
    f" AND (k.ends_on IS NULL OR coalesce({_FROM}, k.ends_on - 1) < k.ends_on)"
    " AND (k.starts_on IS NULL OR d.ends_on IS NULL OR k.starts_on < d.ends_on))"
    " OR EXISTS (SELECT FROM unnest(d.dates) x WHERE preau_ride_runs(x, k.weekdays, k.starts_on,"
    " k.ends_on, NULL, k.dates, k.except_dates))"
    " OR EXISTS (SELECT FROM unnest(k.dates) x WHERE preau_ride_runs(x, d.weekdays, d.starts_on,"
    " d.ends_on, d.week_of, d.dates, d.without)))"
)


def find_days(run: Run) -> None:
    """The table of days, a row a line of the file."""
    run.table("roster_ride_days", _ROWS)
