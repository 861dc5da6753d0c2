"""preau_term_rules.csv, preau_competencies.csv, preau_publications.csv: what frames results.

Each says all of what it names: the rules of a term, the competencies of a course, the hours of a
school's term. A competency that is no longer listed is ended, for marks go on naming it.
"""

from django.conf import settings

from preau.exchange.daily.merged import Merged, merge
from preau.exchange.daily.places import tell_doubles, tell_far
from preau.exchange.loading.run import Run
from preau.exchange.report import Severity

TERM_RULES, COMPETENCIES = "preau_term_rules", "preau_competencies"
PUBLICATIONS = "preau_publications"
_ALWAYS = "1900-01-01"


def load_term_rules(run: Run) -> None:
    """Apply weights, deadlines and pass marks; without a date, in force since ever."""
    if not run.plan.has(TERM_RULES):
        return
    tell_doubles(run, TERM_RULES, "term", "teaching_order", "in_force", title="termSourcedId")
    if run.findings.counts[Severity.ERROR]:
        return
    run.table(
        "roster_new_term_rule",
        "SELECT t.id AS term_id, r.teaching_order,"
        f" coalesce(nullif(r.in_force, ''), '{_ALWAYS}')::date AS in_force_on,"
        " r.number::int AS number, nullif(r.weight, '')::numeric AS weight,"
        " nullif(r.report_by, '')::date AS report_by, nullif(r.pass_mark, '')::numeric AS pass_mark"
        f" FROM roster_{TERM_RULES} r JOIN roster_all_terms t ON t.sid = r.term",
    )
    merge(
        run,
        Merged(
            "term_rules",
            "results_termrule",
            "roster_new_term_rule",
            ("term_id", "teaching_order", "in_force_on"),
            ("number", "weight", "report_by", "pass_mark"),
            "t.term_id IN (SELECT term_id FROM roster_new_term_rule)",
        ),
    )


def load_competencies(run: Run) -> None:
    """Apply the competencies of the courses named."""
    if not run.plan.has(COMPETENCIES):
        return
    tell_doubles(run, COMPETENCIES, "course", "code", title="code")
    if run.findings.counts[Severity.ERROR]:
        return
    run.table(
        "roster_new_competency",
        "SELECT c.id AS course_id, r.code, r.title, nullif(r.weight, '')::numeric AS weight,"
        " coalesce(nullif(r.position, '')::int,"
        " row_number() OVER (PARTITION BY c.id ORDER BY r.line)) AS position"
        f" FROM roster_{COMPETENCIES} r JOIN roster_all_courses c ON c.sid = r.course",
    )
    merge(
        run,
        Merged(
            "competencies",
            "results_competency",
            "roster_new_competency",
            ("course_id", "code"),
            ("title", "weight", "position"),
            "t.course_id IN (SELECT course_id FROM roster_new_competency)",
            are_ended=True,
        ),
    )


def load_publications(run: Run) -> None:
    """Apply the hours. Old ones are told to nobody; one put off is told again at its new hour."""
    if not run.plan.has(PUBLICATIONS):
        return
    tell_doubles(run, PUBLICATIONS, "school", "term", "level", title="termSourcedId")
    tell_far(run, PUBLICATIONS, "published", "publishedAt")
    if run.findings.counts[Severity.ERROR]:
        return
    run.table(
        "roster_new_publication",
        'SELECT s.id AS school_id, t.id AS term_id, r.level, r.published::timestamptz AS "at"'
        f" FROM roster_{PUBLICATIONS} r JOIN roster_all_schools s ON s.sid = r.school"
        " JOIN roster_all_terms t ON t.sid = r.term",
    )
    days = settings.PREAU_LIMITS.results_tell_days
    run.execute(
        "UPDATE results_publication t SET announced_to = 0 FROM roster_new_publication n"
        " WHERE t.board_id = %(board)s AND (t.school_id, t.term_id, t.level, true) ="
        ' (n.school_id, n.term_id, n.level, t."at" <> n."at" AND n."at" > %(at)s)'
    )
    merge(
        run,
        Merged(
            "publications",
            "results_publication",
            "roster_new_publication",
            ("school_id", "term_id", "level"),
            ("at",),
            "(t.school_id, t.term_id) IN (SELECT school_id, term_id FROM roster_new_publication)",
            initial={
                "announced_to": f"CASE WHEN n.\"at\" > %(at)s - interval '{days} days' THEN 0 END"
            },
        ),
    )
