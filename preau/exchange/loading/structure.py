"""Schools, years and terms, courses and groups: what the people of a roster stand in.

After each table, a temporary list of its live ids serves the tables that refer to it.
"""

from preau.exchange.loading.references import school_types
from preau.exchange.loading.run import Run
from preau.exchange.loading.upsert import Target, upsert
from preau.exchange.report import Severity

_SCHOOL_COLUMNS = (
    *("name", "code", "street", "city", "postal_code", "phone", "email"),
    *("principal_name", "principal_title"),
)
SCHOOLS = Target("schools", "boards_school", _SCHOOL_COLUMNS)
YEARS = Target("years", "boards_schoolyear", ("title", "starts_on", "ends_on"))
TERMS = Target("terms", "boards_term", ("year_id", "kind", "title", "starts_on", "ends_on"))
COURSES = Target("courses", "people_course", ("school_id", "title", "code"))
GROUPS = Target(
    "groups", "people_group", ("school_id", "course_id", "year_id", "kind", "title", "code", "room")
)


def load_structure(run: Run) -> None:
    """Apply orgs, sessions, courses and classes, in this order."""
    _schools(run)
    _live(run, "roster_schools", "boards_school")
    _years(run)
    _live(run, "roster_years", "boards_schoolyear")
    _years_above(run)
    _terms(run)
    _courses(run)
    _live(run, "roster_courses", "people_course")
    _groups(run)
    _live(run, "roster_groups", "people_group", "school_id, kind")


def _live(run: Run, name: str, table: str, more: str = "") -> None:
    columns = f"source_id AS sid, id{', ' + more if more else ''}"
    run.table(
        name,
        f"SELECT {columns} FROM {table} WHERE board_id = %(board)s AND ended_at IS NULL",
    )


def _schools(run: Run) -> None:
    """From orgs and preau_schools; without the latter, coordinates stay as they are held."""
    own = run.plan.has("preau_schools")
    replaced = run.plan.is_bulk("preau_schools")
    coordinates = ", ".join(
        f"{_coordinate(name, own=own, replaced=replaced)} AS {name}" for name in _SCHOOL_COLUMNS[2:]
    )
    run.table(
        "roster_school_base",
        "SELECT o.sid, o.gone, o.stamp, o.name, o.identifier FROM roster_org o"
        " WHERE o.type = ANY (%(types)s) UNION ALL"
        " SELECT h.source_id, false, h.source_at, h.name, '' FROM boards_school h"
        " WHERE h.board_id = %(board)s AND h.ended_at IS NULL"
        " AND EXISTS (SELECT FROM roster_preau_schools p WHERE p.sid = h.source_id)"
        " AND NOT EXISTS (SELECT FROM roster_org o WHERE o.sid = h.source_id)",
        types=school_types(run),
    )
    upsert(
        run,
        SCHOOLS,
        "SELECT b.sid, b.gone, b.stamp, b.name,"
        " coalesce(nullif(p.code, ''), nullif(b.identifier, ''), h.code, '') AS code,"
        f" {coordinates} FROM roster_school_base b"
        " LEFT JOIN roster_preau_schools p ON p.sid = b.sid"
        " LEFT JOIN boards_school h ON h.board_id = %(board)s AND h.source_id = b.sid",
        bulk=run.plan.is_bulk("orgs"),
    )


def _coordinate(name: str, *, own: bool, replaced: bool) -> str:
    if replaced:
        return f"coalesce(p.{name}, '')"
    return f"coalesce({f'p.{name}, ' if own else ''}h.{name}, '')"


def _years(run: Run) -> None:
    run.tell(
        Severity.ERROR,
        "dates_order",
        "academicSessions.csv",
        "SELECT line FROM roster_session WHERE starts > ends AND ends <> '' ORDER BY line",
        column="endDate",
    )
    upsert(
        run,
        YEARS,
        "SELECT sid, gone OR starts > ends AS gone, stamp, title, nullif(starts, '')::date AS"
        " starts_on, nullif(ends, '')::date AS ends_on FROM roster_session"
        " WHERE type = 'schoolYear'",
        bulk=run.plan.is_bulk("academicSessions"),
    )


def _years_above(run: Run) -> None:
    """Sessions of any kind with the year above them, however deep."""
    run.table(
        "roster_session_year",
        "WITH RECURSIVE up AS ("
        " SELECT sid, sid AS above, parent, type, 1 AS depth FROM roster_session UNION ALL"
        " SELECT up.sid, s.sid, s.parent, s.type, depth + 1 FROM up"
        " JOIN roster_session s ON s.sid = up.parent WHERE up.type <> 'schoolYear' AND depth < 6)"
        " SELECT up.sid, y.id AS year_id FROM up JOIN roster_years y ON y.sid = up.above"
        " UNION SELECT t.source_id, t.year_id FROM boards_term t WHERE t.board_id = %(board)s"
        " AND t.ended_at IS NULL AND t.year_id IS NOT NULL"
        " AND NOT EXISTS (SELECT FROM roster_session s WHERE s.sid = t.source_id)"
        " UNION SELECT y.sid, y.id FROM roster_years y",
    )


def _terms(run: Run) -> None:
    upsert(
        run,
        TERMS,
        "SELECT s.sid, s.gone OR s.starts > s.ends AS gone, s.stamp, y.year_id, s.type AS kind,"
        " s.title, nullif(s.starts, '')::date AS starts_on, nullif(s.ends, '')::date AS ends_on"
        " FROM roster_session s LEFT JOIN roster_session_year y ON y.sid = s.sid"
        " WHERE s.type <> 'schoolYear'",
        bulk=run.plan.is_bulk("academicSessions"),
    )


def _courses(run: Run) -> None:
    upsert(
        run,
        COURSES,
        "SELECT c.sid, c.gone, c.stamp, s.id AS school_id, c.title, c.code FROM roster_course c"
        " LEFT JOIN roster_schools s ON s.sid = c.org",
        bulk=run.plan.is_bulk("courses"),
    )


def _groups(run: Run) -> None:
    """A group's year is that of its first term, or of its course."""
    run.table(
        "roster_class_year",
        "SELECT DISTINCT ON (c.sid) c.sid, y.year_id FROM roster_class c"
        " LEFT JOIN roster_course k ON k.sid = c.course"
        " CROSS JOIN LATERAL unnest(string_to_array(c.terms, ',') || k.year)"
        " WITH ORDINALITY AS t (term, place)"
        " JOIN roster_session_year y ON y.sid = t.term ORDER BY c.sid, t.place",
    )
    upsert(
        run,
        GROUPS,
        "SELECT c.sid, c.gone OR s.id IS NULL AS gone, c.stamp, s.id AS school_id,"
        " k.id AS course_id, y.year_id,"
        " CASE c.type WHEN 'homeroom' THEN 'homeroom' ELSE 'scheduled' END AS kind,"
        " c.title, c.code, c.room FROM roster_class c"
        " LEFT JOIN roster_schools s ON s.sid = c.school"
        " LEFT JOIN roster_courses k ON k.sid = c.course"
        " LEFT JOIN roster_class_year y ON y.sid = c.sid",
        bulk=run.plan.is_bulk("classes"),
    )
