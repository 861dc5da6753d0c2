"""OneRoster's categories.csv, lineItems.csv and results.csv: travaux between report cards.

Whole for the groups that the file of line items names. Nothing in OneRoster says when a result
shows: it is when it first came, unless `metadata.publishedAt` says an hour.
"""

from preau.exchange.daily.places import tell_far, tell_order
from preau.exchange.loading.run import Run
from preau.exchange.loading.upsert import Target, upsert
from preau.exchange.report import Severity

ITEMS, GRADES = "lineItems", "results"
# A line item that names no term, or a whole year, is of the shortest one that holds its due date.
_TERM_OF_DATE = (
    "SELECT b.id FROM boards_term b WHERE b.board_id = %(board)s AND b.ended_at IS NULL"
    " AND r.due <> '' AND r.due::date >= b.starts_on AND r.due::date < b.ends_on"
    " ORDER BY b.ends_on - b.starts_on, b.id LIMIT 1"
)
_WORK = Target(
    "works",
    "results_work",
    (
        *("group_id", "term_id", "category", "title", "description", "assigned_on", "due_on"),
        *("most", "weight", "published_at"),
    ),
    scope="t.group_id IN (SELECT group_id FROM roster_new_item)",
)
_GRADE = Target(
    "work_results",
    "results_workresult",
    (
        *("work_id", "student_id", "status", "score", "letters", "comment", "is_late"),
        "published_at",
    ),
    scope="t.work_id IN (SELECT work_id FROM roster_new_grade)",
)


def load_gradebook(run: Run) -> None:
    """Apply line items, then results. A result above its maximum is an error."""
    if run.plan.has(ITEMS):
        _items(run)
    if run.plan.has(GRADES) and not run.findings.counts[Severity.ERROR]:
        _grades(run)


def _items(run: Run) -> None:
    tell_far(run, "lineitem", "due", "dueDate", file=ITEMS)
    tell_order(run, "lineitem", "resultValueMax", "r.most <> '' AND r.most::numeric = 0",
               "max_zero", file=ITEMS)  # fmt: skip
    if run.findings.counts[Severity.ERROR]:
        return
    run.table(
        "roster_new_item",
        "SELECT r.sid, r.gone, r.stamp, g.id AS group_id,"
        f" coalesce(t.id, ({_TERM_OF_DATE})) AS term_id,"
        " CASE WHEN coalesce(k.weight, '') = '' THEN coalesce(k.title, '')"
        " ELSE k.title || ' (' || k.weight || ' %%)' END AS category,"
        " r.title, r.description, nullif(r.assigned, '')::date AS assigned_on,"
        " nullif(r.due, '')::date AS due_on,"
        " coalesce(nullif(r.most, '')::numeric, 100) AS most,"
        " nullif(r.weight, '')::numeric AS weight, coalesce(nullif(r.published, '')::timestamptz,"
        " h.published_at, %(at)s) AS published_at"
        " FROM roster_lineitem r LEFT JOIN roster_all_groups g ON g.sid = r.class"
        " LEFT JOIN roster_category k ON k.sid = r.category"
        " LEFT JOIN roster_all_terms t ON t.sid = coalesce(nullif(r.session, ''), r.period)"
        " LEFT JOIN results_work h ON h.board_id = %(board)s AND h.source_id = r.sid",
    )
    upsert(run, _WORK, "SELECT * FROM roster_new_item", bulk=run.plan.is_bulk(ITEMS))


def _grades(run: Run) -> None:
    _tell(run)
    if run.findings.counts[Severity.ERROR]:
        return
    graded = "r.state = 'graded' AND NOT r.open AND (r.score <> '' OR r.letters <> '')"
    run.table(
        "roster_new_grade",
        "SELECT r.sid, r.gone, r.stamp, w.id AS work_id, s.id AS student_id,"
        " CASE WHEN r.absent = 'true' THEN 'absent' WHEN r.missing = 'true' THEN 'not_submitted'"
        f" WHEN {graded} THEN 'graded' WHEN r.state = 'graded' THEN 'handed_in' ELSE r.state END"
        f" AS status, CASE WHEN {graded} AND r.absent <> 'true' AND r.missing <> 'true'"
        " THEN nullif(r.score, '')::numeric END AS score,"
        f" CASE WHEN {graded} AND r.absent <> 'true' AND r.missing <> 'true' THEN r.letters"
        " ELSE '' END AS letters, r.comment, r.late = 'true' AS is_late,"
        " coalesce(nullif(r.published, '')::timestamptz, h.published_at, %(at)s) AS published_at"
        " FROM (SELECT *, progress = 'true' OR incomplete = 'true' AS open FROM roster_result) r"
        " JOIN results_work w ON w.board_id = %(board)s AND w.source_id = r.item"
        " JOIN roster_all_students s ON s.sid = r.student"
        " LEFT JOIN results_workresult h ON h.board_id = %(board)s AND h.source_id = r.sid",
    )
    upsert(run, _GRADE, "SELECT * FROM roster_new_grade", bulk=run.plan.is_bulk(GRADES))


def _tell(run: Run) -> None:
    file = f"{GRADES}.csv"
    run.tell(
        Severity.ERROR,
        "not_held",
        file,
        "SELECT r.line, left(r.item, 60) FROM roster_result r WHERE NOT r.gone AND NOT EXISTS"
        " (SELECT FROM results_work w WHERE w.board_id = %(board)s AND w.source_id = r.item)"
        " ORDER BY r.line",
        column="lineItemSourcedId",
        names=("value",),
        fixed={"target": f"{ITEMS}.csv"},
    )
    run.tell(
        Severity.ERROR,
        "score_above",
        file,
        "SELECT r.line, trim_scale(w.most)::text FROM roster_result r JOIN results_work w"
        " ON w.board_id = %(board)s AND w.source_id = r.item WHERE NOT r.gone AND r.score <> ''"
        " AND r.score::numeric > w.most ORDER BY r.line",
        column="score",
        names=("most",),
    )
    # Gradebooks keep the results of those who left before Préau knew them.
    run.tell(
        Severity.WARNING,
        "result_stranger",
        file,
        "SELECT r.line FROM roster_result r WHERE NOT r.gone AND NOT EXISTS"
        " (SELECT FROM roster_all_students s WHERE s.sid = r.student) ORDER BY r.line",
        column="studentSourcedId",
    )
    run.tell(
        Severity.WARNING,
        "result_not_enrolled",
        file,
        "SELECT r.line FROM roster_result r JOIN results_work w ON w.board_id = %(board)s"
        " AND w.source_id = r.item JOIN roster_all_students s ON s.sid = r.student"
        " WHERE NOT r.gone AND NOT EXISTS (SELECT FROM people_enrolment e"
        " WHERE e.student_id = s.id AND e.group_id = w.group_id) AND NOT EXISTS (SELECT FROM"
        " people_student p WHERE p.id = s.id AND p.home_group_id = w.group_id) ORDER BY r.line",
        column="studentSourcedId",
    )
