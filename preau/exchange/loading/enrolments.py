"""Pupils in groups, and the teachers of groups."""

from collections.abc import Sequence

from preau.exchange.loading.run import Run
from preau.exchange.loading.upsert import Target, upsert
from preau.exchange.report import Severity
from preau.exchange.tables.sds import TEACHING

LEARNING = ("student", "learner")
ENROLMENTS = Target(
    "enrolments", "people_enrolment", ("student_id", "group_id", "starts_on", "ends_on")
)
ASSIGNMENTS = Target(
    "assignments",
    "people_teachingassignment",
    ("staff_id", "group_id", "is_primary", "starts_on", "ends_on"),
)
_DATES = "nullif(e.starts, '')::date AS starts_on, nullif(e.ends, '')::date AS ends_on"


def load_enrolments(run: Run) -> None:
    """Apply enrollments.csv; rows whose role the person does not have are told."""
    if not run.plan.has("enrollments"):
        return
    _tell(run)
    bulk = run.plan.is_bulk("enrollments")
    upsert(
        run,
        ENROLMENTS,
        f"SELECT e.sid, {_gone('s', bulk=bulk)} AS gone, e.stamp, s.id AS student_id,"
        f" g.id AS group_id, {_DATES} FROM roster_enrollment e"
        f' {_join(bulk)} roster_students s ON s.sid = e."user" AND e.role = ANY (%(roles)s)'
        f" {_join(bulk)} roster_groups g ON g.sid = e.class",
        bulk=bulk,
        roles=list(LEARNING),
    )
    upsert(
        run,
        ASSIGNMENTS,
        f"SELECT e.sid, {_gone('s', bulk=bulk)} AS gone, e.stamp, s.id AS staff_id,"
        f" g.id AS group_id, e.main = 'true' AS is_primary, {_DATES} FROM roster_enrollment e"
        f' {_join(bulk)} roster_staff s ON s.sid = e."user" AND e.role = ANY (%(roles)s)'
        f" {_join(bulk)} roster_groups g ON g.sid = e.class",
        bulk=bulk,
        roles=list(TEACHING),
    )


def _join(bulk: bool) -> str:
    return "JOIN" if bulk else "LEFT JOIN"


def _gone(person: str, *, bulk: bool) -> str:
    """In a delta a row without its person or group ends what is held under its identifier."""
    return "e.gone" if bulk else f"(e.gone OR {person}.id IS NULL OR g.id IS NULL)"


def _tell(run: Run) -> None:
    """Count what is amiss in one look at the rows; where there is some, look for which."""
    kinds = run.rows(
        "SELECT e.role, s.id IS NULL, t.id IS NULL, count(*), min(e.line)"
        ' FROM roster_enrollment e LEFT JOIN roster_students s ON s.sid = e."user"'
        ' LEFT JOIN roster_staff t ON t.sid = e."user" WHERE NOT e.gone GROUP BY 1, 2, 3'
    )
    others: list[tuple[int, int]] = []
    strangers: set[str] = set()
    for role, no_pupil, no_teacher, count, line in kinds:
        if role not in (*LEARNING, *TEACHING):
            others.append((line, count))
        elif no_pupil if role in LEARNING else no_teacher:
            strangers.add(role)
    if others:
        first, total = min(others)[0], sum(count for _, count in others)
        run.findings.warning(
            "enrolment_role", "enrollments.csv", line=first, column="role", count=total
        )
    if strangers.intersection(LEARNING):
        _tell_strangers(run, LEARNING, "roster_students")
    if strangers.intersection(TEACHING):
        _tell_strangers(run, TEACHING, "roster_staff")
    if "ends" not in run.filled.get("enrollments", frozenset()):
        return
    run.tell(
        Severity.ERROR,
        "dates_order",
        "enrollments.csv",
        "SELECT line FROM roster_enrollment WHERE ends < starts AND ends <> '' ORDER BY line",
        column="endDate",
    )


def _tell_strangers(run: Run, kinds: Sequence[str], table: str) -> None:
    run.tell(
        Severity.WARNING,
        "role_mismatch",
        "enrollments.csv",
        "SELECT e.line FROM roster_enrollment e WHERE NOT e.gone AND e.role = ANY (%(kinds)s)"
        f' AND NOT EXISTS (SELECT FROM {table} s WHERE s.sid = e."user") ORDER BY e.line',
        column="role",
        kinds=list(kinds),
    )
