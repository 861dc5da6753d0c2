"""Before anything is written: what each row's status means, which rows are doubles or too old."""

from preau.exchange.loading.run import Run
from preau.exchange.loading.stage import PREFIX
from preau.exchange.manifest import Mode
from preau.exchange.report import Severity
from preau.exchange.tables import Table

ERROR, WARNING = Severity.ERROR, Severity.WARNING

# What is held of each file, to refuse a delta older than it.
_HELD = {
    "org": ("boards_school",),
    "session": ("boards_schoolyear", "boards_term"),
    "course": ("people_course",),
    "class": ("people_group",),
    "user": ("people_student", "people_guardian", "people_staffmember"),
    "enrollment": ("people_enrolment", "people_teachingassignment"),
    "preau_timetable": ("agenda_timetableentry",),
    "preau_events": ("agenda_event",),
    "preau_homework": ("homework_assignment",),
    "preau_attendance": ("attendance_attendanceevent",),
    "lineitem": ("results_work",),
    "result": ("results_workresult",),
    "preau_circuits": ("transport_circuit",),
    "preau_stops": ("transport_stop",),
    "preau_riders": ("transport_ride",),
    "preau_payers": ("finances_payeraccount",),
    "preau_entries": ("finances_entry",),
}


def prepare(run: Run) -> None:
    """Statuses, doubles and stale rows of every table of the plan."""
    for table in run.plan.tables:
        mode = run.plan.mode(table.file)
        if mode is Mode.ABSENT:
            continue
        if table.versioned:
            _statuses(run, table, mode)
        if table.file in run.repeating and "sid" in table.fields:
            _doubles(run, table)


def _statuses(run: Run, table: Table, mode: Mode) -> None:
    raw = PREFIX + table.raw
    if mode is Mode.BULK:
        _bulk_statuses(run, table, raw)
        return
    for column, rule in (("status", "status_missing"), ("modified", "modified_missing")):
        header = {"status": "status", "modified": "dateLastModified"}[column]
        run.tell(
            ERROR,
            rule,
            table.name,
            f"SELECT line FROM {raw} WHERE {column} = '' ORDER BY line",
            column=header,
        )
    count, line = run.one(f"SELECT count(*), min(line) FROM {raw} WHERE status = 'inactive'")
    if count:
        run.findings.warning("inactive", table.name, line=line, column="status", count=count)
    run.execute(
        f"UPDATE {raw} SET gone = status IN ('tobedeleted', 'inactive'),"
        " stamp = coalesce(nullif(modified, '')::timestamptz, %(at)s)"
    )


def _bulk_statuses(run: Run, table: Table, raw: str) -> None:
    filled = run.filled.get(table.file, frozenset())
    for column, header in (("status", "status"), ("modified", "dateLastModified")):
        if column not in filled:
            continue
        count, line = run.one(f"SELECT count(*), min(line) FROM {raw} WHERE {column} <> ''")
        if count:
            rule = f"{column}_bulk"
            run.findings.warning(rule, table.name, line=line, column=header, count=count)
    if "modified" in filled:
        _date(run, raw)
    if "status" not in filled:
        return
    removed = "status IN ('tobedeleted', 'inactive')"
    told = run.tell(
        WARNING,
        "removed_in_bulk",
        table.name,
        f"SELECT line, status FROM {raw} WHERE {removed} ORDER BY line",
        column="status",
        names=("value",),
    )
    if told:
        run.execute(f"UPDATE {raw} SET gone = true WHERE {removed}")


def _date(run: Run, raw: str) -> None:
    """Each row's own date, else the newest of its file: an export is no older than its rows."""
    known = "modified <> '' AND modified::timestamptz <= %(at)s"
    run.execute(
        f"UPDATE {raw} SET stamp = CASE WHEN {known} THEN modified::timestamptz ELSE"
        f" (SELECT max(modified::timestamptz) FROM {raw} WHERE {known}) END"
    )


def _doubles(run: Run, table: Table) -> None:
    """SDS rows have no identifier of their own where their key is the whole row."""
    raw = PREFIX + table.raw
    column = table.columns[0].name
    run.tell(
        ERROR,
        "duplicate_id",
        table.name,
        f"SELECT l, f FROM (SELECT min(line) AS f, array_agg(line) AS every FROM {raw}"
        " WHERE sid <> '' GROUP BY sid HAVING count(*) > 1) d, unnest(every) l"
        " WHERE l > f ORDER BY l",
        column=column,
        names=("first",),
    )


def drop_stale(run: Run) -> None:
    """Refuse rows of a delta that are older than what is held; the rest of the delta applies."""
    for table in run.plan.tables:
        if not table.versioned or run.plan.mode(table.file) is not Mode.DELTA:
            continue
        raw = PREFIX + table.raw
        for held in _HELD.get(table.raw, ()):
            stale = (
                f"FROM {held} h WHERE h.board_id = %(board)s AND h.source_id = r.sid"
                " AND h.source_at > r.stamp"
            )
            run.tell(
                WARNING,
                "stale",
                table.name,
                f"SELECT r.line FROM {raw} r WHERE EXISTS (SELECT {stale}) ORDER BY r.line",
                column="dateLastModified",
            )
            run.execute(f"DELETE FROM {raw} r WHERE EXISTS (SELECT {stale})")
            _tell_undated(run, table, held)


def _tell_undated(run: Run, table: Table, held: str) -> None:
    """Rows dated before the import before, where no date is held: nothing proves them older."""
    count, line = run.one(
        f"SELECT count(*), min(r.line) FROM {PREFIX}{table.raw} r"
        f" JOIN {held} h ON h.board_id = %(board)s AND h.source_id = r.sid"
        " JOIN boards_board b ON b.id = %(board)s"
        " WHERE h.source_at IS NULL AND r.stamp < b.roster_at"
    )
    if count:
        run.findings.warning(
            "undated", table.name, line=line, column="dateLastModified", count=count
        )
