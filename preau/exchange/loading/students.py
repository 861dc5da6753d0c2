"""Pupils: from users, completed by demographics and preau_students.csv.

What preau_students.csv gives stays held when the package does not bring that file.
"""

from preau.exchange.loading.run import Run
from preau.exchange.loading.upsert import Target, upsert
from preau.exchange.report import Severity

ERROR, WARNING = Severity.ERROR, Severity.WARNING
STUDENTS = Target(
    "students",
    "people_student",
    (
        *("school_id", "home_group_id", "given_name", "family_name", "preferred_name"),
        *("given_key", "family_key", "preferred_key", "fiche", "code_permanent", "birth_on"),
        *("level", "language"),
    ),
    {"photo": "''"},
)


def load_students(run: Run) -> None:
    """Apply the pupils. A number held twice among live pupils is an error."""
    _base(run)
    _schools(run)
    _home_groups(run)
    run.table("roster_student", _query(run))
    _check_numbers(run)
    if run.findings.counts[ERROR]:
        return
    _free_numbers(run)
    upsert(run, STUDENTS, "SELECT * FROM roster_student", bulk=run.plan.is_bulk("users"))
    run.table(
        "roster_students",
        "SELECT source_id AS sid, id FROM people_student"
        " WHERE board_id = %(board)s AND ended_at IS NULL",
    )


def _base(run: Run) -> None:
    """Pupils of users.csv, and pupils held of whom only another file speaks."""
    run.table(
        "roster_student_base",
        "SELECT p.sid, p.line, p.gone OR NOT p.is_student AS gone, p.stamp, u.given, u.family,"
        " u.preferred, u.given_key, u.family_key, u.fiche, u.code, u.level, u.orgs"
        " FROM roster_person p JOIN roster_user u ON u.sid = p.sid"
        " WHERE p.is_student OR EXISTS (SELECT FROM people_student h"
        " WHERE h.board_id = %(board)s AND h.source_id = p.sid) UNION ALL"
        " SELECT h.source_id, NULL, false, h.source_at, h.given_name, h.family_name, '',"
        " h.given_key, h.family_key, '', '', '', '' FROM people_student h"
        " WHERE h.board_id = %(board)s AND h.ended_at IS NULL"
        " AND NOT EXISTS (SELECT FROM roster_user u WHERE u.sid = h.source_id)"
        " AND (EXISTS (SELECT FROM roster_preau_students p WHERE p.sid = h.source_id)"
        " OR EXISTS (SELECT FROM roster_demographic d WHERE d.sid = h.source_id)"
        ' OR EXISTS (SELECT FROM roster_enrollment e WHERE e."user" = h.source_id))'
        + (" AND false" if run.plan.is_bulk("users") else ""),
    )


def _schools(run: Run) -> None:
    """The school of the pupil's role, else of the user's row, else of the first group."""
    run.table(
        "roster_student_school",
        "SELECT DISTINCT ON (sid) sid, school_id FROM ("
        " SELECT k.sid, s.id AS school_id, k.place::bigint AS place FROM roster_kind k"
        " JOIN roster_schools s ON s.sid = k.org WHERE k.kind = 'student' UNION ALL"
        " SELECT b.sid, s.id, 10 + o.place FROM roster_student_base b"
        " CROSS JOIN LATERAL unnest(string_to_array(b.orgs, ',')) WITH ORDINALITY AS o (sid, place)"
        " JOIN roster_schools s ON s.sid = o.sid) c ORDER BY sid, place, school_id",
    )
    lacking = run.one(
        "SELECT EXISTS (SELECT FROM roster_student_base b WHERE NOT EXISTS"
        " (SELECT FROM roster_student_school s WHERE s.sid = b.sid))"
    )
    if not lacking[0]:
        return
    run.execute(
        'INSERT INTO roster_student_school SELECT e."user", min(g.school_id)'
        " FROM roster_enrollment e JOIN roster_groups g ON g.sid = e.class"
        " WHERE e.role IN ('student', 'learner') AND NOT e.gone AND NOT EXISTS"
        ' (SELECT FROM roster_student_school s WHERE s.sid = e."user") GROUP BY 1'
    )


def _home_groups(run: Run) -> None:
    """The home-room group: the one named, else the one of the pupil's enrolments."""
    run.table(
        "roster_home",
        "SELECT p.sid, g.id FROM roster_preau_students p"
        " JOIN roster_groups g ON g.sid = p.homeroom",
    )
    run.execute(
        'INSERT INTO roster_home SELECT e."user", min(g.id) FROM roster_enrollment e'
        " JOIN roster_groups g ON g.sid = e.class AND g.kind = 'homeroom'"
        " WHERE e.role IN ('student', 'learner') AND NOT e.gone AND NOT EXISTS"
        ' (SELECT FROM roster_home h WHERE h.sid = e."user") GROUP BY 1'
    )


def _query(run: Run) -> str:
    own = "NULL" if run.plan.is_bulk("preau_students") else "h.{}"
    home = "NULL" if run.plan.is_bulk("enrollments") else "live.id"

    def held(name: str) -> str:
        return own.format(name)

    birth = "NULL" if run.plan.is_bulk("demographics") else "h.birth_on"
    return (
        "SELECT b.sid, b.line, b.gone, b.stamp,"
        " coalesce(s.school_id, h.school_id) AS school_id,"
        f" coalesce(m.id, {home}) AS home_group_id,"
        " b.given AS given_name, b.family AS family_name,"
        " coalesce(nullif(p.preferred, ''), nullif(b.preferred, ''),"
        f" {held('preferred_name')}, '') AS preferred_name, b.given_key, b.family_key,"
        " coalesce(nullif(p.preferred_key, ''),"
        " CASE WHEN b.preferred <> '' THEN u.preferred_key END,"
        f" {held('preferred_key')}, '') AS preferred_key,"
        f" coalesce(nullif(p.fiche, ''), nullif(b.fiche, ''), {held('fiche')}) AS fiche,"
        " coalesce(nullif(p.code, ''), nullif(b.code, ''),"
        f" {held('code_permanent')}) AS code_permanent,"
        f" coalesce(nullif(d.birth, '')::date, {birth}) AS birth_on,"
        f" coalesce(nullif(p.level, ''), nullif(b.level, ''), r.level, {held('level')}, '')"
        " AS level,"
        f" coalesce(nullif(p.language, ''), {held('language')}, '') AS language"
        " FROM roster_student_base b LEFT JOIN roster_preau_students p ON p.sid = b.sid"
        " LEFT JOIN roster_demographic d ON d.sid = b.sid"
        " LEFT JOIN roster_student_school s ON s.sid = b.sid"
        " LEFT JOIN roster_home m ON m.sid = b.sid"
        " LEFT JOIN roster_user u ON u.sid = b.sid"
        " LEFT JOIN people_student h ON h.board_id = %(board)s AND h.source_id = b.sid"
        " LEFT JOIN (SELECT sid, min(level) AS level FROM roster_kind WHERE kind = 'student'"
        " AND level <> '' GROUP BY sid) r ON r.sid = b.sid"
        " LEFT JOIN roster_groups live ON live.id = h.home_group_id"
    )


def _check_numbers(run: Run) -> None:
    for column, rule in (("fiche", "fiche"), ("code_permanent", "code")):
        run.tell(
            ERROR,
            f"duplicate_{rule}",
            "users.csv",
            f"SELECT l, f FROM (SELECT min(line) AS f, array_agg(line) AS every"
            f" FROM roster_student WHERE NOT gone AND {column} IS NOT NULL"
            f" GROUP BY {column} HAVING count(*) > 1) d, unnest(every) l WHERE l > f ORDER BY l",
            names=("first",),
        )
        if run.plan.is_bulk("users"):
            continue
        run.tell(
            ERROR,
            f"held_{rule}",
            "users.csv",
            f"SELECT n.line FROM roster_student n JOIN people_student h"
            f" ON h.board_id = %(board)s AND h.ended_at IS NULL AND h.{column} = n.{column}"
            " AND h.source_id <> n.sid WHERE NOT n.gone AND NOT EXISTS"
            " (SELECT FROM roster_student o WHERE o.sid = h.source_id) ORDER BY n.line",
        )
    for rule, condition in (
        ("no_school", "school_id IS NULL"),
        ("no_number", "fiche IS NULL AND code_permanent IS NULL"),
    ):
        count, line = run.one(
            f"SELECT count(*), min(line) FROM roster_student WHERE NOT gone AND {condition}"
        )
        if count:
            run.findings.warning(rule, "users.csv", line=line, count=count)


def _free_numbers(run: Run) -> None:
    """Numbers that move from pupil to pupil are freed first: each is unique at every moment."""
    for column in ("fiche", "code_permanent"):
        run.execute(
            f"UPDATE people_student t SET {column} = NULL FROM roster_student n"
            " WHERE t.board_id = %(board)s AND t.source_id = n.sid AND t.ended_at IS NULL"
            f" AND t.{column} IS NOT NULL AND t.{column} IS DISTINCT FROM n.{column}"
            f" AND EXISTS (SELECT FROM roster_student o WHERE o.{column} = t.{column})"
        )
