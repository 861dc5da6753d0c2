"""preau_homework.csv: homework, lessons, evaluations, of a group or of named pupils of it.

Whole for each school between the first and last due dates that the file gives it. What a family
ticked stays with its row.
"""

from preau.exchange.daily.places import tell_far, tell_order
from preau.exchange.daily.replaced import RowSet, replace
from preau.exchange.loading.run import Run
from preau.exchange.loading.upsert import Target, upsert
from preau.exchange.report import Severity

HOMEWORK = "preau_homework"
_HOMEWORK = Target(
    "homework",
    "homework_assignment",
    (
        *("group_id", "staff_id", "kind", "title", "text", "given_on", "due_on", "due_period"),
        *("minutes", "accepts_late", "is_named", "published_at"),
    ),
    scope="NOT starts_with(t.source_id, 'preau:')"
    " AND EXISTS (SELECT FROM roster_work_span s JOIN people_group g"
    " ON g.school_id = s.school_id AND g.board_id = %(board)s"
    " WHERE g.id = t.group_id AND t.due_on BETWEEN s.first AND s.last)",
)


def load_homework(run: Run) -> None:
    """Apply the homework. Without a moment, it is published when it is given, or at the import."""
    if not run.plan.has(HOMEWORK):
        return
    tell_far(run, HOMEWORK, "due", "dueOn")
    tell_order(run, HOMEWORK, "dueOn", "r.due < r.given")
    _tell_strangers(run)
    if run.findings.counts[Severity.ERROR]:
        return
    run.table(
        "roster_work_read",
        "SELECT r.sid, r.gone, r.stamp, g.id AS group_id, g.school_id, p.id AS staff_id, r.kind,"
        " r.title, r.text, nullif(r.given, '')::date AS given_on,"
        " nullif(r.due, '')::date AS due_on, nullif(r.period, '')::int AS due_period,"
        " nullif(r.minutes, '')::int AS minutes, r.late = 'true' AS accepts_late,"
        " r.students <> '' AS is_named, coalesce(nullif(r.published, '')::timestamptz,"
        " h.published_at, greatest(%(at)s,"
        " nullif(r.given, '')::timestamp AT TIME ZONE 'America/Toronto')) AS published_at"
        f" FROM roster_{HOMEWORK} r LEFT JOIN roster_all_groups g ON g.sid = r.class"
        " LEFT JOIN roster_all_staff p ON p.sid = r.teacher"
        " LEFT JOIN homework_assignment h ON h.board_id = %(board)s AND h.source_id = r.sid",
    )
    run.table(
        "roster_work_span",
        "SELECT school_id, min(due_on) AS first, max(due_on) AS last FROM roster_work_read"
        " GROUP BY school_id",
    )
    upsert(run, _HOMEWORK, "SELECT * FROM roster_work_read", bulk=run.plan.is_bulk(HOMEWORK))
    _pupils(run)


def _tell_strangers(run: Run) -> None:
    """A named pupil who is not in the group: held, for it may have left or be about to come."""
    count, line = run.one(
        f"SELECT count(DISTINCT r.line), min(r.line) FROM roster_{HOMEWORK} r"
        " CROSS JOIN LATERAL unnest(string_to_array(r.students, ',')) v"
        " JOIN roster_all_students s ON s.sid = v JOIN roster_all_groups g ON g.sid = r.class"
        " LEFT JOIN people_student p ON p.id = s.id AND p.home_group_id = g.id"
        " LEFT JOIN people_enrolment e ON e.student_id = s.id AND e.group_id = g.id"
        " WHERE NOT r.gone AND p.id IS NULL AND e.id IS NULL"
    )
    if count:
        run.findings.warning(
            "not_in_group", f"{HOMEWORK}.csv", line=line, column="students", count=count
        )


def _pupils(run: Run) -> None:
    run.table(
        "roster_work_pupil",
        "SELECT DISTINCT a.id AS assignment_id, s.id AS student_id"
        f" FROM roster_{HOMEWORK} r JOIN homework_assignment a"
        " ON a.board_id = %(board)s AND a.source_id = r.sid"
        " CROSS JOIN LATERAL unnest(string_to_array(r.students, ',')) v"
        " JOIN roster_all_students s ON s.sid = v WHERE NOT r.gone",
    )
    replace(
        run,
        RowSet(
            "homework_pupils",
            "homework_assignmentpupil",
            "roster_work_pupil",
            ("assignment_id", "student_id"),
            (),
            "t.assignment_id IN (SELECT a.id FROM homework_assignment a JOIN"
            f" roster_{HOMEWORK} r ON r.sid = a.source_id AND NOT r.gone"
            " WHERE a.board_id = %(board)s)",
        ),
    )
