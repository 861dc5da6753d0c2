"""preau_report_cards.csv, preau_results.csv, preau_comments.csv, preau_averages.csv.

A report card comes from the rows that name a pupil and a term, whichever the file. Results say all
of each group (or, without group, each course) and term that they name; comments all of each pupil
and term; averages all of each group and term. Marks are kept as they are given.
"""

from preau.exchange.daily.merged import Merged, merge
from preau.exchange.daily.places import tell_doubles, tell_order
from preau.exchange.loading.run import Run
from preau.exchange.report import Severity

CARDS, RESULTS = "preau_report_cards", "preau_results"
COMMENTS, AVERAGES = "preau_comments", "preau_averages"
_NAMED = (CARDS, RESULTS, COMMENTS)
_MARK = "CASE WHEN {0} ~ '^[0-9]' THEN {0}::numeric END AS {1}"
_CODE = "CASE WHEN {0} ~ '^[0-9]' THEN '' ELSE {0} END AS {1}"
_GIVEN = ", ".join(
    (
        _MARK.format("r.mark", "mark"),
        _CODE.format("r.mark", "code"),
        _MARK.format("r.final", "final_mark"),
        _CODE.format("r.final", "final_code"),
    )
)
_VALUES = ("mark", "code", "final_mark", "final_code")


def load_report_cards(run: Run) -> None:
    """Apply cards, then their subjects, competencies and texts."""
    if not any(run.plan.has(file) for file in _NAMED):
        return
    _tell(run)
    if run.findings.counts[Severity.ERROR]:
        return
    _read(run)
    _tell_read(run)
    if run.findings.counts[Severity.ERROR]:
        return
    _cards(run)
    if run.findings.counts[Severity.ERROR]:
        return
    if run.plan.has(RESULTS):
        _subjects(run)
        _competencies(run)
    if run.plan.has(COMMENTS):
        _notes(run)


def _tell(run: Run) -> None:
    tell_doubles(run, CARDS, "student", "term", title="studentSourcedId")
    tell_doubles(
        run, RESULTS, "student", "term", "course", "class", "competency", title="competency"
    )
    tell_doubles(run, COMMENTS, "student", "term", "kind", "title", title="title")
    tell_order(run, RESULTS, "courseSourcedId", "r.course = '' AND r.class = ''", "course_missing")


def _read(run: Run) -> None:
    run.table(
        "roster_result_row",
        "SELECT r.line, s.id AS student_id, t.id AS term_id, g.id AS group_id, g.school_id,"
        f" coalesce(c.id, g.course_id) AS course_id, r.competency, {_GIVEN},"
        " r.observation, nullif(r.passed, '')::boolean AS is_passed, r.comment"
        f" FROM roster_{RESULTS} r JOIN roster_all_students s ON s.sid = r.student"
        " JOIN roster_all_terms t ON t.sid = r.term"
        " LEFT JOIN roster_all_groups g ON g.sid = r.class"
        " LEFT JOIN roster_all_courses c ON c.sid = r.course",
    )
    # In which order a pupil's subjects stand is the file's to say.
    run.table(
        "roster_new_card",
        "SELECT w.student_id, w.term_id, coalesce(o.id, w.school_id, h.school_id, p.school_id)"
        " AS school_id, coalesce(nullif(r.level, ''), h.level, p.level) AS level,"
        " coalesce(nullif(r.group, ''), h.group_code, g.code, '') AS group_code,"
        " coalesce(nullif(p.preferred_name, ''), p.given_name) AS given_name, p.family_name,"
        " coalesce(p.fiche, h.fiche, '') AS fiche,"
        " coalesce(p.code_permanent, h.code_permanent, '') AS code_permanent,"
        " coalesce(p.birth_on, h.birth_on) AS birth_on,"
        " CASE WHEN r.line IS NULL THEN h.absence_days ELSE nullif(r.absences, '')::numeric END"
        " AS absence_days,"
        " CASE WHEN r.line IS NULL THEN h.lates ELSE nullif(r.lates, '')::int END AS lates, w.line"
        f" FROM ({_wanted()}) w JOIN people_student p ON p.id = w.student_id"
        " LEFT JOIN people_group g ON g.id = p.home_group_id"
        " LEFT JOIN results_reportcard h ON h.student_id = w.student_id AND h.term_id = w.term_id"
        f" LEFT JOIN (SELECT s.id AS student_id, t.id AS term_id, r.* FROM roster_{CARDS} r"
        " JOIN roster_all_students s ON s.sid = r.student JOIN roster_all_terms t ON t.sid = r.term"
        " ) r ON r.student_id = w.student_id AND r.term_id = w.term_id"
        " LEFT JOIN roster_all_schools o ON o.sid = r.school",
    )


def _wanted() -> str:
    """Every pupil and term named by one of the files; a group's school is where it was taught."""
    others = " UNION ALL ".join(
        f"SELECT s.id, t.id, NULL::bigint, r.line FROM roster_{file} r"
        " JOIN roster_all_students s ON s.sid = r.student JOIN roster_all_terms t ON t.sid = r.term"
        for file in (CARDS, COMMENTS)
    )
    return (
        "SELECT student_id, term_id, min(school_id) AS school_id, min(line) AS line FROM"
        " (SELECT student_id, term_id, school_id, line FROM roster_result_row"
        f" UNION ALL {others}) every GROUP BY student_id, term_id"
    )


def _tell_read(run: Run) -> None:
    file = f"{RESULTS}.csv"
    for rule, column, condition in (
        ("no_course", "classSourcedId", "r.course_id IS NULL"),
        (
            "competency_unknown",
            "competency",
            "r.competency <> '' AND r.course_id IS NOT NULL AND NOT EXISTS (SELECT FROM"
            " results_competency k WHERE k.course_id = r.course_id AND k.code = r.competency)",
        ),
        (
            "preschool_mark",
            "mark",
            "(r.mark IS NOT NULL OR r.final_mark IS NOT NULL) AND EXISTS (SELECT FROM"
            " roster_new_card c WHERE c.student_id = r.student_id AND c.term_id = r.term_id"
            " AND c.level IN ('PK', 'KG'))",
        ),
    ):
        run.tell(
            Severity.ERROR,
            rule,
            file,
            f"SELECT r.line FROM roster_result_row r WHERE {condition} ORDER BY r.line",
            column=column,
        )
    run.tell(
        Severity.ERROR,
        "duplicate_row",
        file,
        "SELECT l, f FROM (SELECT min(line) AS f, array_agg(line) AS every FROM roster_result_row"
        " GROUP BY student_id, term_id, course_id, competency HAVING count(*) > 1) d,"
        " unnest(every) l WHERE l > f ORDER BY l",
        column="courseSourcedId",
        names=("first",),
    )
    run.tell(
        Severity.ERROR,
        "card_no_school",
        f"{CARDS}.csv",
        "SELECT line FROM roster_new_card WHERE school_id IS NULL ORDER BY line",
        column="orgSourcedId",
    )
    _tell_not_enrolled(run)


def _tell_not_enrolled(run: Run) -> None:
    """A pupil who is there, and not of the group: held, for it may have changed group."""
    count, line = run.one(
        "SELECT count(DISTINCT r.line), min(r.line) FROM roster_result_row r"
        " JOIN people_student s ON s.id = r.student_id AND s.ended_at IS NULL"
        " WHERE r.group_id IS NOT NULL AND s.home_group_id IS DISTINCT FROM r.group_id"
        " AND NOT EXISTS (SELECT FROM people_enrolment e"
        " WHERE e.student_id = r.student_id AND e.group_id = r.group_id)"
    )
    if count:
        run.findings.warning(
            "not_enrolled", f"{RESULTS}.csv", line=line, column="classSourcedId", count=count
        )


def _cards(run: Run) -> None:
    columns = ("school_id", "level", "group_code", "given_name", "family_name", "fiche")
    merge(
        run,
        Merged(
            "report_cards",
            "results_reportcard",
            "roster_new_card",
            ("student_id", "term_id"),
            (*columns, "code_permanent", "birth_on", "absence_days", "lates"),
            initial={"source_at": "%(at)s"},
        ),
    )
    run.execute(
        "UPDATE results_reportcard t SET source_at = %(at)s FROM roster_new_card n"
        " WHERE t.student_id = n.student_id AND t.term_id = n.term_id AND t.source_at <> %(at)s"
    )
    run.table(
        "roster_card",
        "SELECT c.id, c.student_id, c.term_id FROM results_reportcard c JOIN roster_new_card n"
        " ON n.student_id = c.student_id AND n.term_id = c.term_id WHERE c.board_id = %(board)s",
    )


# The rows of the groups, or else of the courses, that the file speaks of. A pupil who left is no
# longer named: that ends nothing of what was given before.
_SPOKEN = (
    "EXISTS (SELECT FROM results_reportcard c JOIN people_student p ON p.id = c.student_id"
    " AND p.ended_at IS NULL WHERE c.id = t.card_id AND CASE"
    " WHEN t.group_id IS NULL THEN (t.course_id, c.term_id) IN"
    " (SELECT course_id, term_id FROM roster_result_row WHERE group_id IS NULL)"
    " ELSE (t.group_id, c.term_id) IN"
    " (SELECT group_id, term_id FROM roster_result_row WHERE group_id IS NOT NULL) END)"
)


def _subjects(run: Run) -> None:
    run.table(
        "roster_teacher",
        "SELECT DISTINCT ON (a.group_id) a.group_id, m.given_name || ' ' || m.family_name AS name"
        " FROM people_teachingassignment a JOIN people_staffmember m ON m.id = a.staff_id"
        " WHERE a.board_id = %(board)s AND a.ended_at IS NULL"
        " ORDER BY a.group_id, a.is_primary DESC, a.id",
    )
    first = ", ".join(f"max({name}) FILTER (WHERE competency = '') AS {name}" for name in _VALUES)
    run.table(
        "roster_new_subject",
        "SELECT c.id AS card_id, r.course_id, r.group_id, k.title, coalesce(h.name, '') AS teacher,"
        " row_number() OVER (PARTITION BY c.id ORDER BY r.line) AS position,"
        " r.mark, coalesce(r.code, '') AS code, r.final_mark,"
        " coalesce(r.final_code, '') AS final_code, r.is_passed, coalesce(r.comment, '') AS comment"
        " FROM (SELECT student_id, term_id, course_id, max(group_id) AS group_id,"
        f" min(line) AS line, {first}, bool_or(is_passed) FILTER (WHERE competency = '')"
        " AS is_passed, max(comment) FILTER (WHERE competency = '') AS comment"
        " FROM roster_result_row GROUP BY student_id, term_id, course_id) r"
        " JOIN roster_card c ON c.student_id = r.student_id AND c.term_id = r.term_id"
        " JOIN people_course k ON k.id = r.course_id"
        " LEFT JOIN roster_teacher h ON h.group_id = r.group_id",
    )
    # Competencies first: what is no longer named goes with all that it holds.
    run.execute(
        "DELETE FROM results_competencyresult d USING results_subjectresult t"
        f" WHERE d.subject_id = t.id AND t.board_id = %(board)s AND {_SPOKEN} AND NOT EXISTS"
        " (SELECT FROM roster_new_subject n"
        " WHERE n.card_id = t.card_id AND n.course_id = t.course_id)"
    )
    merge(
        run,
        Merged(
            "subject_results",
            "results_subjectresult",
            "roster_new_subject",
            ("card_id", "course_id"),
            ("group_id", "title", "teacher", "position", *_VALUES, "is_passed", "comment"),
            _SPOKEN,
        ),
    )


def _competencies(run: Run) -> None:
    run.table(
        "roster_new_component",
        "SELECT t.id AS subject_id, k.id AS competency_id, r.mark, r.code, r.final_mark,"
        " r.final_code, r.observation FROM roster_result_row r"
        " JOIN roster_card c ON c.student_id = r.student_id AND c.term_id = r.term_id"
        " JOIN results_subjectresult t ON t.card_id = c.id AND t.course_id = r.course_id"
        " JOIN results_competency k ON k.course_id = r.course_id AND k.code = r.competency"
        " WHERE r.competency <> ''",
    )
    run.table(
        "roster_spoken",
        "SELECT t.id FROM results_subjectresult t JOIN roster_new_subject n"
        " ON n.card_id = t.card_id AND n.course_id = t.course_id WHERE t.board_id = %(board)s",
    )
    merge(
        run,
        Merged(
            "competency_results",
            "results_competencyresult",
            "roster_new_component",
            ("subject_id", "competency_id"),
            (*_VALUES, "observation"),
            "t.subject_id IN (SELECT id FROM roster_spoken)",
        ),
    )


def _notes(run: Run) -> None:
    run.table(
        "roster_new_note",
        "SELECT c.id AS card_id, r.kind, r.title, r.text,"
        " row_number() OVER (PARTITION BY c.id ORDER BY r.line) AS position"
        f" FROM roster_{COMMENTS} r JOIN roster_all_students s ON s.sid = r.student"
        " JOIN roster_all_terms t ON t.sid = r.term"
        " JOIN roster_card c ON c.student_id = s.id AND c.term_id = t.id",
    )
    merge(
        run,
        Merged(
            "card_notes",
            "results_cardnote",
            "roster_new_note",
            ("card_id", "kind", "title"),
            ("text", "position"),
            "t.card_id IN (SELECT card_id FROM roster_new_note)",
        ),
    )


def load_averages(run: Run) -> None:
    """Apply the averages. Without its size, a group has that of the marks held for the term."""
    if not run.plan.has(AVERAGES):
        return
    tell_doubles(run, AVERAGES, "class", "term", title="classSourcedId")
    if run.findings.counts[Severity.ERROR]:
        return
    run.table(
        "roster_new_average",
        "SELECT g.id AS group_id, t.id AS term_id, nullif(r.average, '')::numeric AS average,"
        " nullif(r.final, '')::numeric AS final_average,"
        " coalesce(nullif(r.size, '')::int, m.size, 0) AS size"
        f" FROM roster_{AVERAGES} r JOIN roster_all_groups g ON g.sid = r.class"
        " JOIN roster_all_terms t ON t.sid = r.term"
        " LEFT JOIN (SELECT s.group_id, c.term_id, count(*) AS size FROM results_subjectresult s"
        " JOIN results_reportcard c ON c.id = s.card_id WHERE s.board_id = %(board)s"
        " AND s.mark IS NOT NULL GROUP BY 1, 2) m ON m.group_id = g.id AND m.term_id = t.id",
    )
    merge(
        run,
        Merged(
            "averages",
            "results_groupaverage",
            "roster_new_average",
            ("group_id", "term_id"),
            ("average", "final_average", "size"),
        ),
    )
