"""Recorded restrictions of preau_guardians.csv, replaced as a set for the links it speaks of.

A restriction without a beginning is in force at once, and has been: it fails on the safe side.
"""

from preau.exchange.loading.run import Run
from preau.exchange.report import Diff, Severity

_ALWAYS = "1900-01-01"


def load_restrictions(run: Run) -> None:
    """Apply restrictions: in bulk of the links of pupils who are there, else of those named."""
    if not run.plan.has("preau_guardians"):
        return
    _tell(run)
    start = f"coalesce(nullif(p.starts, '')::date, '{_ALWAYS}')"
    run.table(
        "roster_restriction",
        f'SELECT DISTINCT ON (l.id, p."right", {start}) l.id AS link_id, p."right",'
        f" {start} AS starts_on,"
        " nullif(p.ends, '')::date AS ends_on, p.reference"
        " FROM roster_preau_guardians p JOIN people_student s ON s.board_id = %(board)s"
        " AND s.source_id = p.student JOIN people_guardian g ON g.board_id = %(board)s"
        " AND g.source_id = p.guardian JOIN people_guardianlink l ON l.student_id = s.id"
        " AND l.guardian_id = g.id WHERE p.\"right\" <> ''"
        " AND (p.ends = '' OR p.starts = '' OR p.starts <= p.ends)"
        " ORDER BY 1, 2, 3, nullif(p.ends, '')::date DESC NULLS FIRST, p.line",
    )
    _apply(run)


def _tell(run: Run) -> None:
    file = "preau_guardians.csv"
    run.tell(
        Severity.WARNING,
        "restriction_start",
        file,
        "SELECT line FROM roster_preau_guardians WHERE \"right\" <> '' AND starts = ''"
        " ORDER BY line",
        column="restrictionBegin",
    )
    run.tell(
        Severity.ERROR,
        "dates_order",
        file,
        "SELECT line FROM roster_preau_guardians WHERE starts <> '' AND ends <> ''"
        " AND ends < starts ORDER BY line",
        column="restrictionEnd",
    )


def _apply(run: Run) -> None:
    same = 'n.link_id = t.link_id AND n."right" = t."right" AND n.starts_on = t.starts_on'
    # A judgment outlives the pupil's departure: it still bars what stays readable.
    named = (
        "EXISTS (SELECT FROM people_guardianlink l JOIN people_student s ON s.id = l.student_id"
        " WHERE l.id = t.link_id AND s.ended_at IS NULL)"
        if run.plan.is_bulk("preau_guardians")
        else "EXISTS (SELECT FROM roster_preau_guardians p JOIN roster_students s"
        " ON s.sid = p.student JOIN roster_guardians g ON g.sid = p.guardian"
        " JOIN people_guardianlink l ON l.student_id = s.id AND l.guardian_id = g.id"
        " WHERE l.id = t.link_id)"
    )
    ended = run.execute(
        f"DELETE FROM people_linkrestriction t WHERE t.board_id = %(board)s AND {named}"
        f" AND NOT EXISTS (SELECT FROM roster_restriction n WHERE {same})"
    )
    changed = run.execute(
        "UPDATE people_linkrestriction t SET ends_on = n.ends_on, reference = n.reference"
        f" FROM roster_restriction n WHERE {same} AND t.board_id = %(board)s"
        " AND (t.ends_on, t.reference) IS DISTINCT FROM (n.ends_on, n.reference)"
    )
    added = run.execute(
        'INSERT INTO people_linkrestriction (board_id, link_id, "right", starts_on, ends_on,'
        ' reference) SELECT %(board)s, n.link_id, n."right", n.starts_on, n.ends_on, n.reference'
        " FROM roster_restriction n WHERE NOT EXISTS"
        f" (SELECT FROM people_linkrestriction t WHERE {same})"
    )
    run.add("restrictions", Diff(added, changed, ended))
