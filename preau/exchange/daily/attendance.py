"""preau_attendance.csv: what the school recorded, row by row, in Ed-Fi's names.

The file holds facts, and whether the school takes them for justified. What a parent submitted and
what the school decided in Préau are not the file's: « justified » settles an event, its absence
takes back only what an earlier file had said. What is asked of the parent, and until when, is the
domain's to say once the facts are written (settle_events). Whole for each school between the first
and last dates that the file gives it; events recorded in Préau are not the file's either.

A presence is no event: it is not kept, and ends the absence that its identifier was.
"""

from preau.attendance.operations.settle import settle_events
from preau.core.actors import BoardActor
from preau.exchange.daily.attendance_log import follow
from preau.exchange.daily.places import tell_far
from preau.exchange.loading.run import Run
from preau.exchange.loading.upsert import Target, upsert
from preau.exchange.report import Severity

ATTENDANCE = "preau_attendance"
_ASKED = "('absence', 'late', 'early_leave')"
_TAKEN_BACK = (
    "NOT n.excused AND t.state = 'accepted' AND t.decided_at IS NULL AND t.declaration_id IS NULL"
)
_STATE = (
    f"CASE WHEN n.kind NOT IN {_ASKED} THEN 'recorded' WHEN n.excused THEN 'accepted'"
    f" WHEN {_TAKEN_BACK} THEN 'recorded' ELSE t.state END"
)
_SEEN = ("on", "kind", "part", "periods", "minutes", "starts_at")
_FACTS = ('"on"', *_SEEN[1:])
_CHANGED = (
    f"({', '.join(f't.{name}' for name in _FACTS)})"
    f" IS DISTINCT FROM ({', '.join(f'n.{name}' for name in _FACTS)})"
)
EVENTS = Target(
    "attendance",
    "attendance_attendanceevent",
    (*("school_id", "student_id", *_FACTS), *("motive_id", "raw_category", "is_professional")),
    initial={
        "recorded_at": "n.recorded_at",
        "state": f"CASE WHEN n.excused AND n.kind IN {_ASKED} THEN 'accepted' ELSE 'recorded' END",
    },
    moved={
        "state": _STATE,
        "visible_at": f"CASE WHEN {_TAKEN_BACK} THEN NULL ELSE t.visible_at END",
        "recorded_at": f"CASE WHEN {_TAKEN_BACK} THEN %(at)s ELSE t.recorded_at END",
        "changed_at": f"CASE WHEN {_CHANGED} AND t.visible_at <= %(at)s THEN %(at)s"
        " ELSE t.changed_at END",
    },
    scope="NOT starts_with(t.source_id, 'preau:') AND EXISTS (SELECT FROM roster_event_days s"
    ' WHERE s.school_id = t.school_id AND t."on" BETWEEN s.first AND s.last)',
)


def load_attendance(run: Run) -> None:
    """Apply the events of attendance, then settle them."""
    if not run.plan.has(ATTENDANCE):
        return
    _motives(run)
    _tell(run)
    if run.findings.counts[Severity.ERROR]:
        return
    _read(run)
    _tell_moved(run)
    if run.findings.counts[Severity.ERROR]:
        return
    _before(run)
    diff = upsert(run, EVENTS, "SELECT * FROM roster_event", bulk=run.plan.is_bulk(ATTENDANCE))
    if diff.changed or diff.ended:
        follow(run)
    schools = [school for (school,) in run.rows("SELECT school_id FROM roster_event_days")]
    settle_events(actor=BoardActor(run.board_id), at=run.at, as_of=run.at, schools=schools)


def _motives(run: Run) -> None:
    """Motives by what a file may call them: the code before the label, the live before the rest."""
    run.table(
        "roster_event_motive",
        "SELECT DISTINCT ON (school_id, said) school_id, said, id FROM ("
        " SELECT m.school_id, lower(v.said) AS said, m.id, v.place, m.ended_at"
        " FROM attendance_attendancemotive m CROSS JOIN LATERAL"
        " (VALUES (m.code, 1), (m.label, 2), (m.label_en, 3)) v (said, place)"
        " WHERE m.board_id = %(board)s AND v.said <> '') k"
        " ORDER BY school_id, said, ended_at NULLS FIRST, place, id",
    )


def _tell(run: Run) -> None:
    file = f"{ATTENDANCE}.csv"
    tell_far(run, ATTENDANCE, "day", "eventDate")
    count, line = run.one(
        f"SELECT count(*), min(r.line) FROM roster_{ATTENDANCE} r"
        " JOIN roster_all_schools s ON s.sid = r.school"
        " LEFT JOIN roster_event_motive m ON m.school_id = s.id AND m.said = lower(r.reason)"
        " WHERE NOT r.gone AND r.reason <> '' AND m.id IS NULL"
    )
    if count:
        run.findings.warning(
            "motive_unknown", file, line=line, column="attendanceEventReason", count=count
        )
    count, line = run.one(
        f"SELECT count(*), min(line) FROM roster_{ATTENDANCE} WHERE NOT gone AND periods = ''"
        " AND part = '' AND duration <> '' AND duration::numeric < 1"
        " AND category LIKE 'absence%%' AND (arrival = '') = (departure = '')"
    )
    if count:
        run.findings.warning("half_unknown", file, line=line, column="eventDuration", count=count)


def _read(run: Run) -> None:
    """The rows as events. From fourteen, a professional is an activity that tells nothing."""
    secret = (
        "(r.professional = 'true' OR r.category = 'professional')"
        " AND coalesce(p.birth_on + interval '14 years' <= r.day::date, true)"
    )
    run.table(
        "roster_event_row",
        f"SELECT r.*, s.id AS school_id, p.id AS student_id, m.id AS motive_id, {secret} AS secret,"
        f" CASE WHEN {secret} OR r.category = 'professional' THEN 'authorized'"
        " ELSE rtrim(r.category, '+-') END AS kind,"
        " NOT EXISTS (SELECT FROM attendance_attendanceevent t WHERE t.board_id = %(board)s"
        " AND t.school_id = s.id) AND r.day::date < (%(at)s AT TIME ZONE 'America/Toronto')::date"
        " AS is_history"
        f" FROM roster_{ATTENDANCE} r LEFT JOIN roster_all_schools s ON s.sid = r.school"
        " LEFT JOIN roster_all_students p ON p.sid = r.student"
        " LEFT JOIN roster_event_motive m ON m.school_id = s.id AND m.said = lower(r.reason)",
    )
    run.table(
        "roster_event",
        "SELECT r.sid, r.gone OR r.category = 'present' AS gone, r.stamp, r.line, r.school_id,"
        ' r.student_id, r.day::date AS "on", r.kind,'
        " CASE WHEN r.periods <> '' THEN 'periods' WHEN r.part <> '' THEN r.part"
        " WHEN r.kind <> 'absence' OR r.duration = '' OR r.duration::numeric = 1 THEN 'day'"
        " WHEN r.arrival <> '' AND r.departure = '' THEN 'am'"
        " WHEN r.departure <> '' AND r.arrival = '' THEN 'pm' ELSE 'day' END AS part,"
        " string_to_array(r.periods, ',')::smallint[] AS periods,"
        " CASE WHEN NOT r.secret THEN nullif(r.minutes, '')::int END AS minutes,"
        " CASE WHEN r.secret THEN NULL WHEN r.kind = 'late' THEN nullif(r.arrival, '')::time"
        " WHEN r.kind = 'early_leave' THEN nullif(r.departure, '')::time END AS starts_at,"
        " r.motive_id, r.raw AS raw_category,"
        " (r.professional = 'true' OR r.category = 'professional') AS is_professional,"
        " coalesce(nullif(r.justified, '')::boolean, r.category LIKE '%%+') AS excused,"
        " least(%(at)s, coalesce(nullif(r.recorded, '')::timestamptz,"
        " nullif(r.modified, '')::timestamptz, CASE WHEN r.is_history THEN"
        " (r.day::date + time '23:59') AT TIME ZONE 'America/Toronto' END, %(at)s)) AS recorded_at"
        " FROM roster_event_row r",
    )
    run.table(
        "roster_event_days",
        'SELECT school_id, min("on") AS first, max("on") AS last FROM roster_event'
        " WHERE school_id IS NOT NULL GROUP BY school_id",
    )


def _tell_moved(run: Run) -> None:
    """An identifier is one pupil's for ever: what a parent wrote of it would follow to another."""
    run.tell(
        Severity.ERROR,
        "moved_pupil",
        f"{ATTENDANCE}.csv",
        "SELECT n.line FROM roster_event n JOIN attendance_attendanceevent t"
        " ON t.board_id = %(board)s AND t.source_id = n.sid"
        " WHERE NOT n.gone AND t.student_id <> n.student_id ORDER BY n.line",
        column="studentUniqueId",
    )


def _before(run: Run) -> None:
    """The events held whose state the file moves, as they were."""
    run.table(
        "roster_event_moved",
        f"SELECT t.id, t.student_id, t.state AS before, {_STATE} AS after FROM roster_event n"
        " JOIN attendance_attendanceevent t ON t.board_id = %(board)s AND t.source_id = n.sid"
        f" WHERE NOT n.gone AND t.state <> {_STATE}",
    )
