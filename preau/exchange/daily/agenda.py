"""preau_timetable.csv and preau_events.csv: what groups have when, and what is to come.

A timetable is whole for the schools whose groups it names. Events are whole for each school (and
for the body, in rows without a school) between the first and last beginnings that the file gives.
"""

from preau.exchange.daily.places import tell_far, tell_order
from preau.exchange.loading.run import Run
from preau.exchange.loading.upsert import Target, upsert
from preau.exchange.report import Severity

TIMETABLE, EVENTS = "preau_timetable", "preau_events"
_TIMETABLE = Target(
    "timetable",
    "agenda_timetableentry",
    ("group_id", "cycle_day", "period", "room", "staff_id", "starts_on", "ends_on"),
    scope="t.group_id IN (SELECT g.id FROM people_group g WHERE g.board_id = %(board)s"
    " AND g.school_id IN (SELECT school_id FROM roster_timetable_school))",
)
_EVENTS = Target(
    "events",
    "agenda_event",
    (
        *("school_id", "level", "group_id", "kind", "title", "description", "location"),
        *("starts_on", "ends_on", "starts_at", "ends_at", "is_cancelled"),
    ),
    scope="NOT starts_with(t.source_id, 'preau:') AND EXISTS (SELECT FROM roster_event_span s"
    " WHERE s.school_id IS NOT DISTINCT FROM t.school_id AND coalesce(t.starts_on,"
    " (t.starts_at AT TIME ZONE 'America/Toronto')::date) BETWEEN s.first AND s.last)",
)


def load_timetable(run: Run) -> None:
    """Apply the timetable."""
    if not run.plan.has(TIMETABLE):
        return
    tell_order(run, TIMETABLE, "endDate", "r.ends <> '' AND r.starts <> '' AND r.ends <= r.starts")
    if run.findings.counts[Severity.ERROR]:
        return
    run.table(
        "roster_timetable_school",
        f"SELECT DISTINCT g.school_id FROM roster_{TIMETABLE} r"
        " JOIN roster_all_groups g ON g.sid = r.class",
    )
    upsert(
        run,
        _TIMETABLE,
        "SELECT r.sid, r.gone, r.stamp, g.id AS group_id, nullif(r.cycle, '')::int AS cycle_day,"
        " nullif(r.period, '')::int AS period, r.room, p.id AS staff_id,"
        " nullif(r.starts, '')::date AS starts_on, nullif(r.ends, '')::date AS ends_on"
        f" FROM roster_{TIMETABLE} r LEFT JOIN roster_all_groups g ON g.sid = r.class"
        " LEFT JOIN roster_all_staff p ON p.sid = r.teacher",
        bulk=run.plan.is_bulk(TIMETABLE),
    )


def load_events(run: Run) -> None:
    """Apply the events: whole days when `begin` is a date, hours when it is a moment."""
    if not run.plan.has(EVENTS):
        return
    _tell_events(run)
    if run.findings.counts[Severity.ERROR]:
        return
    # A group's event is also of its school.
    run.table(
        "roster_event_read",
        "SELECT r.sid, r.gone, r.stamp, coalesce(s.id, g.school_id) AS school_id, r.level,"
        " g.id AS group_id, coalesce(nullif(r.kind, ''), 'other') AS kind, r.title,"
        " r.description, r.location, r.cancelled = 'true' AS is_cancelled,"
        " CASE WHEN length(r.starts) = 10 THEN r.starts::date END AS starts_on,"
        " CASE WHEN length(r.starts) = 10"
        " THEN coalesce(nullif(r.ends, '')::date, r.starts::date + 1) END AS ends_on,"
        " CASE WHEN length(r.starts) > 10 THEN r.starts::timestamptz END AS starts_at,"
        " CASE WHEN length(r.starts) > 10"
        " THEN coalesce(nullif(r.ends, ''), r.starts)::timestamptz END AS ends_at"
        f" FROM roster_{EVENTS} r LEFT JOIN roster_all_schools s ON s.sid = r.school"
        " LEFT JOIN roster_all_groups g ON g.sid = r.class",
    )
    run.table(
        "roster_event_span",
        "SELECT school_id, min(day) AS first, max(day) AS last FROM (SELECT school_id,"
        " coalesce(starts_on, (starts_at AT TIME ZONE 'America/Toronto')::date) AS day"
        " FROM roster_event_read) d GROUP BY school_id",
    )
    upsert(run, _EVENTS, "SELECT * FROM roster_event_read", bulk=run.plan.is_bulk(EVENTS))


def _tell_events(run: Run) -> None:
    tell_far(run, EVENTS, "starts", "begin")
    tell_order(
        run,
        EVENTS,
        "end",
        "r.ends <> '' AND (length(r.starts) = 10) <> (length(r.ends) = 10)",
        "event_form",
    )
    if run.findings.counts[Severity.ERROR]:
        return
    tell_order(
        run,
        EVENTS,
        "end",
        "r.ends <> '' AND CASE WHEN length(r.starts) = 10 THEN r.ends <= r.starts"
        " ELSE r.ends::timestamptz < r.starts::timestamptz END",
    )
    run.tell(
        Severity.ERROR,
        "group_elsewhere",
        f"{EVENTS}.csv",
        f"SELECT r.line FROM roster_{EVENTS} r JOIN roster_all_groups g ON g.sid = r.class"
        " JOIN roster_all_schools s ON s.sid = r.school"
        " WHERE NOT r.gone AND g.school_id <> s.id ORDER BY r.line",
        column="classSourcedId",
    )
