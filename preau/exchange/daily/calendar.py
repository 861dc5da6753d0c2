"""preau_calendar.csv and preau_bells.csv: what each date is for a school, and its bells.

The file is the plan. A closure decided here stands over it: the plan of that date is kept aside,
and what families see of the year is computed again from both (preau.boards.operations).
"""

from preau.boards.operations import show_year
from preau.exchange.daily.places import tell_doubles, tell_far, tell_order
from preau.exchange.daily.replaced import RowSet, replace
from preau.exchange.loading.run import Run
from preau.exchange.report import Diff, Severity

CALENDAR, BELLS = "preau_calendar", "preau_bells"
_IS_PLANNED = "t.planned_kind <> '' OR t.is_decided_here"
_PLAN = (
    f"CASE WHEN {_IS_PLANNED} THEN t.planned_kind ELSE t.kind END",
    f"CASE WHEN {_IS_PLANNED} THEN t.planned_cycle_day ELSE t.cycle_day END",
)
_MOVED = f"({', '.join(_PLAN)}) IS DISTINCT FROM (n.kind, n.cycle_day)"
_SPAN = (
    "EXISTS (SELECT FROM roster_day_span s WHERE s.school_id = t.school_id"
    ' AND t."on" BETWEEN s.first AND s.last)'
)
_LACKING = (
    'NOT EXISTS (SELECT FROM roster_new_day n WHERE n.school_id = t.school_id AND n."on" = t."on")'
)


def load_calendar(run: Run) -> None:
    """Apply the calendar: each school between the first and last dates that the file gives it."""
    if not run.plan.has(CALENDAR):
        return
    tell_doubles(run, CALENDAR, "school", "day", title="date")
    tell_far(run, CALENDAR, "day", "date")
    told = run.one(
        f"SELECT count(*), min(line) FROM roster_{CALENDAR} WHERE cycle <> '' AND kind <> 'class'"
    )
    if told[0]:
        run.findings.warning(
            "cycle_elsewhere", f"{CALENDAR}.csv", line=told[1], column="cycleDay", count=told[0]
        )
    if run.findings.counts[Severity.ERROR]:
        return
    run.table(
        "roster_new_day",
        'SELECT s.id AS school_id, r.day::date AS "on", r.kind,'
        " CASE r.kind WHEN 'class' THEN nullif(r.cycle, '')::int END AS cycle_day,"
        " nullif(r.daycare, '')::boolean AS has_daycare, r.note"
        f" FROM roster_{CALENDAR} r JOIN roster_all_schools s ON s.sid = r.school",
    )
    run.table(
        "roster_day_span",
        'SELECT school_id, min("on") AS first, max("on") AS last FROM roster_new_day GROUP BY 1',
    )
    diff = _apply(run)
    run.add("days", diff)
    if diff.total:
        _show(run)
    # What has not changed is of today too: « En date du » says so. Nothing else moves.
    run.execute(
        "UPDATE boards_schoolday t SET source_at = %(at)s FROM roster_new_day n"
        ' WHERE t.board_id = %(board)s AND t.school_id = n.school_id AND t."on" = n."on"'
    )


def _apply(run: Run) -> Diff:
    ended = _remove(run) if run.plan.is_bulk(CALENDAR) else 0
    same = 't.board_id = %(board)s AND t.school_id = n.school_id AND t."on" = n."on"'
    # Under a closure decided here, the plan alone; elsewhere a date that moves starts from it.
    changed = run.execute(
        "UPDATE boards_schoolday t SET planned_kind = n.kind, planned_cycle_day = n.cycle_day,"
        " planned_note = n.note, source_at = %(at)s FROM roster_new_day n"
        f" WHERE {same} AND t.is_decided_here"
        f" AND ({_MOVED} OR t.planned_note <> n.note)"
    ) + run.execute(
        "UPDATE boards_schoolday t SET"
        f" kind = CASE WHEN {_MOVED} THEN n.kind ELSE t.kind END,"
        f" cycle_day = CASE WHEN {_MOVED} THEN n.cycle_day ELSE t.cycle_day END,"
        f" planned_kind = CASE WHEN {_MOVED} THEN '' ELSE t.planned_kind END,"
        f" planned_cycle_day = CASE WHEN {_MOVED} THEN NULL ELSE t.planned_cycle_day END,"
        " has_daycare = n.has_daycare, note = n.note, source_at = %(at)s FROM roster_new_day n"
        f" WHERE {same} AND NOT t.is_decided_here AND ({_MOVED}"
        " OR (t.has_daycare, t.note) IS DISTINCT FROM (n.has_daycare, n.note))"
    )
    added = run.execute(
        'INSERT INTO boards_schoolday (board_id, school_id, "on", kind, cycle_day, has_daycare,'
        ' note, source_at) SELECT %(board)s, n.school_id, n."on", n.kind, n.cycle_day,'
        " n.has_daycare, n.note, %(at)s FROM roster_new_day n"
        f" WHERE NOT EXISTS (SELECT FROM boards_schoolday t WHERE {same})"
    )
    return Diff(added, changed, ended)


def _remove(run: Run) -> int:
    """Dates that the span lacks. One closed here stays closed: only its plan goes."""
    where = f"t.board_id = %(board)s AND {_SPAN} AND {_LACKING}"
    emptied = run.execute(
        "UPDATE boards_schoolday t SET planned_kind = '', planned_cycle_day = NULL,"
        f" planned_note = '', source_at = %(at)s WHERE {where} AND t.is_decided_here"
        " AND t.planned_kind <> ''"
    )
    return emptied + run.execute(
        f"DELETE FROM boards_schoolday t WHERE {where} AND NOT t.is_decided_here"
    )


def _show(run: Run) -> None:
    """Where a school closed in a year that the file speaks of, its dates are shown anew."""
    closed = run.rows(
        "SELECT DISTINCT ON (t.school_id, date_trunc('year', t.\"on\" + interval '6 months'))"
        ' t.school_id, t."on" FROM boards_schoolday t JOIN roster_day_span s'
        " ON s.school_id = t.school_id AND date_trunc('year', t.\"on\" + interval '6 months')"
        " BETWEEN date_trunc('year', s.first + interval '6 months')"
        " AND date_trunc('year', s.last + interval '6 months')"
        " WHERE t.board_id = %(board)s AND t.is_decided_here"
    )
    for school_id, on in list(closed):
        show_year(school_id, on)


def load_bells(run: Run) -> None:
    """Apply the bells: all those of every school that the file names."""
    if not run.plan.has(BELLS):
        return
    tell_doubles(run, BELLS, "school", "level", "day", "period", title="period")
    tell_order(run, BELLS, "end", "r.ends <= r.starts", "hours_order")
    if run.findings.counts[Severity.ERROR]:
        return
    run.table(
        "roster_new_bell",
        "SELECT s.id AS school_id, r.level, nullif(r.day, '')::date AS \"on\","
        " r.period::int AS number, r.title, r.starts::time AS starts_at, r.ends::time AS ends_at"
        f" FROM roster_{BELLS} r JOIN roster_all_schools s ON s.sid = r.school",
    )
    replace(
        run,
        RowSet(
            "bells",
            "boards_bellperiod",
            "roster_new_bell",
            ("school_id", "level", "on", "number"),
            ("title", "starts_at", "ends_at"),
            "t.school_id IN (SELECT school_id FROM roster_new_bell)",
        ),
    )
