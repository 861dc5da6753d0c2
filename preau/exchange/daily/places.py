"""What rows of daily tables refer to, held by the body: live or ended, for a year goes on.

A pupil who left keeps its absences, a group that ended its homework. What is held of another body
is not there: a row that names it is told, and refused with its package.
"""

from preau.exchange.loading.run import Run
from preau.exchange.loading.stage import PREFIX
from preau.exchange.report import Severity

_LISTS = {
    "roster_all_schools": "SELECT source_id AS sid, id FROM boards_school",
    "roster_all_groups": "SELECT source_id AS sid, id, school_id, course_id FROM people_group",
    "roster_all_courses": "SELECT source_id AS sid, id FROM people_course",
    "roster_all_terms": "SELECT source_id AS sid, id FROM boards_term",
    "roster_all_students": (
        "SELECT source_id AS sid, id, school_id, level, birth_on FROM people_student"
    ),
    "roster_all_staff": "SELECT source_id AS sid, id FROM people_staffmember",
    "roster_all_guardians": "SELECT source_id AS sid, id FROM people_guardian",
}
# Of each table: the column read, its title, the list, the file that would bring what is missing.
_SCHOOL = ("school", "orgSourcedId", "roster_all_schools", "orgs.csv")
_GROUP = ("class", "classSourcedId", "roster_all_groups", "classes.csv")
_COURSE = ("course", "courseSourcedId", "roster_all_courses", "courses.csv")
_TERM = ("term", "termSourcedId", "roster_all_terms", "academicSessions.csv")
_GUARDIAN = ("guardian", "guardianSourcedId", "roster_all_guardians", "users.csv")
_STUDENT = ("student", "studentSourcedId", "roster_all_students", "users.csv")
_STUDENTS = ("students", "students", "roster_all_students", "users.csv")
_TEACHER = ("teacher", "teacherSourcedId", "roster_all_staff", "users.csv")
_REFERENCES = {
    "preau_calendar": (_SCHOOL,),
    "preau_bells": (_SCHOOL,),
    "preau_timetable": (_GROUP, _TEACHER),
    "preau_events": (_SCHOOL, _GROUP),
    "preau_homework": (
        _GROUP,
        _TEACHER,
        _STUDENTS,
    ),
    "preau_motives": (_SCHOOL,),
    "preau_attendance_rules": (_SCHOOL,),
    "preau_attendance": (
        ("school", "schoolId", "roster_all_schools", "orgs.csv"),
        ("student", "studentUniqueId", "roster_all_students", "users.csv"),
    ),
    "preau_issuers": (_SCHOOL,),
    "preau_tariffs": (_SCHOOL,),
    "preau_payers": (_SCHOOL, _GUARDIAN, _STUDENTS),
    "preau_splits": (_GUARDIAN, _STUDENT),
    "preau_entries": (_SCHOOL, _GUARDIAN, _STUDENT),
}
_REFERENCES |= {
    "preau_term_rules": (_TERM,),
    "preau_competencies": (_COURSE,),
    "preau_publications": (_SCHOOL, _TERM),
    "preau_report_cards": (_STUDENT, _TERM, _SCHOOL),
    "preau_results": (_STUDENT, _TERM, _COURSE, _GROUP),
    "preau_comments": (_STUDENT, _TERM),
    "preau_averages": (_GROUP, _TERM),
    "lineItems": (_GROUP,),
}
_RAW = {"lineItems": "lineitem"}
_PERSONS = ("roster_all_students", "roster_all_staff", "roster_all_guardians")


def load_places(run: Run) -> None:
    """Lists of what is held; tells every reference of a daily table that leads nowhere."""
    for name, query in _LISTS.items():
        run.table(name, f"{query} WHERE board_id = %(board)s")
    for file, references in _REFERENCES.items():
        if not run.plan.has(file):
            continue
        for column, title, held, target in references:
            _tell(run, file, column, title, held, target)


def _tell(run: Run, file: str, column: str, title: str, held: str, target: str) -> None:
    value, source = f'r."{column}"', f"{PREFIX}{_RAW.get(file, file)} r"
    if column == "students":
        source, value = f"{source}, unnest(string_to_array(r.students, ',')) v", "v"
    shown = f"left({value}, 1) || '***'" if held in _PERSONS else f"left({value}, 60)"
    run.tell(
        Severity.ERROR,
        "not_held",
        f"{file}.csv",
        f"SELECT r.line, {shown} FROM {source} WHERE {value} <> '' AND NOT r.gone"
        f" AND NOT EXISTS (SELECT FROM {held} h WHERE h.sid = {value}) ORDER BY r.line",
        column=title,
        names=("value",),
        fixed={"target": target},
    )


def tell_doubles(run: Run, file: str, *columns: str, title: str = "") -> None:
    """Tell rows of a table without identifiers that repeat the key of another."""
    key = ", ".join(f'"{column}"' for column in columns)
    run.tell(
        Severity.ERROR,
        "duplicate_row",
        f"{file}.csv",
        f"SELECT l, f FROM (SELECT min(line) AS f, array_agg(line) AS every FROM {PREFIX}{file}"
        f" GROUP BY {key} HAVING count(*) > 1) d, unnest(every) l WHERE l > f ORDER BY l",
        column=title,
        names=("first",),
    )


def tell_far(run: Run, raw: str, column: str, title: str, file: str = "") -> None:
    """Tell dates that no school means: a slip would stretch the span that a file speaks of."""
    tell_order(
        run,
        raw,
        title,
        f"r.{column} <> '' AND left(r.{column}, 10) NOT BETWEEN"
        " to_char(%(at)s - interval '10 years', 'YYYY-MM-DD')"
        " AND to_char(%(at)s + interval '2 years', 'YYYY-MM-DD')",
        "far_date",
        file,
    )


def tell_order(
    run: Run, raw: str, title: str, condition: str, rule: str = "dates_order", file: str = ""
) -> None:
    """Tell rows `r` of which a rule is broken: usually, an end that precedes its beginning."""
    run.tell(
        Severity.ERROR,
        rule,
        f"{file or raw}.csv",
        f"SELECT r.line FROM {PREFIX}{raw} r WHERE NOT r.gone AND {condition} ORDER BY r.line",
        column=title,
    )
