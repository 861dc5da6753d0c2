"""The guardian rule: which pupil's file names which adult, and under which address.

A link exists when either row names the other, exactly one end is a pupil, and the other end has a
role of parent, guardian or relative; anything else is told and never a link. `named_by` keeps who
names whom, so that a delta of one side does not undo what the other side says. Names given:
1 by the pupil's row, 2 by the guardian's row, 4 by relationships.csv.
"""

from preau.exchange.loading.run import Run
from preau.exchange.manifest import Mode
from preau.exchange.report import Diff, Severity

BY_PUPIL, BY_GUARDIAN, BY_RELATIONSHIP = 1, 2, 4


def load_links(run: Run) -> None:
    """Apply the links. Needs roster_students, roster_guardians and roster_own_address."""
    _pairs(run)
    _tell_unlinked(run)
    _named(run)
    _terms_of_links(run)
    _wanted(run)
    _apply(run)


def _pairs(run: Run) -> None:
    """Every naming in the package, whichever way it goes."""
    run.table(
        "roster_naming",
        "SELECT u.sid AS one, a.sid AS other, u.line, a.place::int AS place, false AS related,"
        " '' AS role FROM roster_user u CROSS JOIN LATERAL"
        " unnest(string_to_array(u.agents, ',')) WITH ORDINALITY AS a (sid, place)"
        " WHERE u.agents <> '' AND NOT u.gone UNION ALL"
        ' SELECT "user", other, line, 1, true, role FROM roster_relationship WHERE NOT gone',
    )
    run.table(
        "roster_pair",
        "SELECT n.one, n.other, n.line, n.place, n.related, n.role,"
        " coalesce(s1.id, s2.id) AS student_id, coalesce(g2.id, g1.id) AS guardian_id,"
        f" CASE WHEN n.related THEN {BY_RELATIONSHIP} WHEN s1.id IS NOT NULL THEN {BY_PUPIL}"
        f" ELSE {BY_GUARDIAN} END AS bit,"
        " CASE WHEN s1.id IS NOT NULL THEN s2.id IS NULL AND g2.id IS NOT NULL"
        " ELSE s2.id IS NOT NULL AND g1.id IS NOT NULL END"
        " AND (NOT n.related OR n.role IN ('parent', 'guardian', 'relative')) AS is_link"
        " FROM roster_naming n"
        " LEFT JOIN roster_students s1 ON s1.sid = n.one"
        " LEFT JOIN roster_students s2 ON s2.sid = n.other"
        " LEFT JOIN roster_guardians g1 ON g1.sid = n.one AND s1.id IS NULL"
        " LEFT JOIN roster_guardians g2 ON g2.sid = n.other AND s2.id IS NULL",
    )


def _tell_unlinked(run: Run) -> None:
    for related, rule, file, column in (
        ("false", "agent_unlinked", "users.csv", "agentSourcedIds"),
        ("true", "relation_unlinked", "relationships.csv", "relationshipRole"),
    ):
        run.tell(
            Severity.WARNING,
            rule,
            file,
            "SELECT line, left(other, 1) || '***' FROM roster_pair"
            f" WHERE NOT is_link AND related = {related} ORDER BY line",
            column=column,
            names=("value",),
        )


def _named(run: Run) -> None:
    """For every pair of the body, the bits of the package over those held and not restated."""
    run.table(
        "roster_named",
        "SELECT student_id, guardian_id, bit_or(bit) AS bits, min(place) AS place,"
        " min(nullif(role, '')) AS role FROM roster_pair WHERE is_link"
        " GROUP BY student_id, guardian_id",
    )
    run.table(
        "roster_held_link",
        "SELECT l.id, l.student_id, l.guardian_id,"
        f" l.named_by & ~({_restated(run)}) AS bits"
        " FROM people_guardianlink l JOIN people_student s ON s.id = l.student_id"
        " JOIN people_guardian g ON g.id = l.guardian_id WHERE l.board_id = %(board)s",
    )


def _restated(run: Run) -> str:
    """The bits that this package states anew, and that no longer hold unless it gives them."""
    mode = run.plan.mode("users")
    if mode is Mode.BULK:
        users = str(BY_PUPIL | BY_GUARDIAN)
    elif mode is Mode.DELTA:
        row = "EXISTS (SELECT FROM roster_user u WHERE u.sid = {}.source_id)"
        users = (
            f"CASE WHEN {row.format('s')} THEN {BY_PUPIL} ELSE 0 END"
            f" | CASE WHEN {row.format('g')} THEN {BY_GUARDIAN} ELSE 0 END"
        )
    else:
        users = "0"
    relations = str(BY_RELATIONSHIP) if run.plan.has("relationships") else "0"
    return f"({users}) | {relations}"


def _terms_of_links(run: Run) -> None:
    """What preau_guardians.csv says of each pair; its first row counts, others must agree."""
    columns = "relationship, authority, position, email, consent"
    run.tell(
        Severity.ERROR,
        "duplicate_pair",
        "preau_guardians.csv",
        f"SELECT p.line, f.line FROM roster_preau_guardians p JOIN (SELECT DISTINCT ON"
        f" (student, guardian) student, guardian, line, {columns} FROM roster_preau_guardians"
        " ORDER BY student, guardian, line) f USING (student, guardian)"
        " WHERE (p.relationship, p.authority, p.position, p.email, p.consent) IS DISTINCT FROM"
        " (f.relationship, f.authority, f.position, f.email, f.consent) ORDER BY p.line",
        names=("first",),
    )
    run.table(
        "roster_terms",
        f"SELECT DISTINCT ON (s.id, g.id) s.id AS student_id, g.id AS guardian_id, {columns}"
        " FROM roster_preau_guardians p JOIN roster_students s ON s.sid = p.student"
        " JOIN (SELECT sid, id FROM roster_guardians) g ON g.sid = p.guardian"
        " ORDER BY s.id, g.id, p.line",
    )


def _wanted(run: Run) -> None:
    """The whole of the body's links as they should be, live or ended."""
    whole = run.plan.is_bulk("preau_guardians")
    kept = "NULL" if whole else "held.{}"
    own = "false" if whole else "own.id IS NOT NULL"
    run.table(
        "roster_new_link",
        "SELECT h.id, coalesce(h.student_id, n.student_id) AS student_id,"
        " coalesce(h.guardian_id, n.guardian_id) AS guardian_id,"
        " coalesce(h.bits, 0) | coalesce(n.bits, 0) AS bits,"
        " (s.id IS NOT NULL AND g.id IS NOT NULL"
        " AND coalesce(h.bits, 0) | coalesce(n.bits, 0) <> 0) AS is_live,"
        f" coalesce(nullif(t.relationship, ''), {kept.format('relationship')},"
        " n.role, p.relation, 'parent') AS relationship,"
        " coalesce(nullif(t.authority, '')::boolean,"
        f" {kept.format('has_authority')}, true) AS has_authority,"
        f" coalesce(nullif(t.position, '')::int, {kept.format('position')}, n.place, 1)"
        " AS position,"
        " coalesce(nullif(t.consent, '')::boolean,"
        f" {kept.format('adult_consent')}, false) AS adult_consent,"
        " coalesce(nullif(t.email, ''),"
        f" CASE WHEN {own} AND t.student_id IS NULL THEN held.email END, g.email, '') AS email"
        " FROM roster_held_link h FULL JOIN roster_named n USING (student_id, guardian_id)"
        " LEFT JOIN people_guardianlink held ON held.id = h.id"
        " LEFT JOIN roster_own_address own ON own.id = h.id"
        " LEFT JOIN roster_students s ON s.id = coalesce(h.student_id, n.student_id)"
        " LEFT JOIN roster_guardians g ON g.id = coalesce(h.guardian_id, n.guardian_id)"
        " LEFT JOIN roster_person p ON p.sid = g.sid"
        " LEFT JOIN roster_terms t ON t.student_id = coalesce(h.student_id, n.student_id)"
        " AND t.guardian_id = coalesce(h.guardian_id, n.guardian_id)",
    )
    _tell_addresses(run)


def _tell_addresses(run: Run) -> None:
    run.tell(
        Severity.WARNING,
        "pair_unlinked",
        "preau_guardians.csv",
        "SELECT r.line FROM roster_preau_guardians r WHERE NOT EXISTS (SELECT FROM"
        " roster_new_link n JOIN roster_students s ON s.id = n.student_id"
        " JOIN roster_guardians g ON g.id = n.guardian_id"
        " WHERE n.is_live AND s.sid = r.student AND g.sid = r.guardian) ORDER BY r.line",
    )
    run.tell(
        Severity.WARNING,
        "no_address",
        "users.csv",
        "SELECT DISTINCT u.line FROM roster_new_link n"
        " JOIN roster_guardians g ON g.id = n.guardian_id JOIN roster_user u ON u.sid = g.sid"
        " WHERE n.is_live AND n.email = '' ORDER BY 1",
        column="email",
    )
    active, changed = run.one(
        "SELECT count(*), count(*) FILTER (WHERE n.is_live AND n.email <> l.email)"
        " FROM people_guardianlink l JOIN roster_new_link n ON n.id = l.id"
        " WHERE l.board_id = %(board)s AND l.ended_at IS NULL"
    )
    if changed * 10 > active:
        values = {"changed": changed, "active": active}
        run.findings.warning("addresses_change", "users.csv", column="email", values=values)


def _apply(run: Run) -> None:
    columns = (
        *("relationship", "has_authority", "adult_consent", "position", "email", "named_by"),
    )
    new = (
        *(
            "n.relationship",
            "n.has_authority",
            "n.adult_consent",
            "n.position",
            "n.email",
            "n.bits",
        ),
    )
    run.tell(
        Severity.NOTICE,
        "link_lost",
        "users.csv",
        "SELECT NULL, s.source_id, g.source_id FROM people_guardianlink l"
        " JOIN roster_new_link n ON n.id = l.id JOIN people_student s ON s.id = l.student_id"
        " JOIN people_guardian g ON g.id = l.guardian_id"
        " WHERE l.ended_at IS NULL AND NOT n.is_live ORDER BY 2, 3",
        names=("student", "guardian"),
    )
    ended = run.execute(
        "UPDATE people_guardianlink l SET ended_at = %(at)s, source_at = %(at)s,"
        " named_by = n.bits FROM roster_new_link n"
        " WHERE n.id = l.id AND NOT n.is_live AND l.ended_at IS NULL"
    )
    sets = ", ".join(f"{column} = {value}" for column, value in zip(columns, new, strict=True))
    changed = run.execute(
        f"UPDATE people_guardianlink l SET {sets}, ended_at = NULL, source_at = %(at)s"
        " FROM roster_new_link n WHERE n.id = l.id AND n.is_live AND (l.ended_at IS NOT NULL OR"
        f" ({', '.join(f'l.{column}' for column in columns)})"
        f" IS DISTINCT FROM ({', '.join(new)}))"
    )
    added = run.execute(
        "INSERT INTO people_guardianlink"
        f" (board_id, student_id, guardian_id, source_at, {', '.join(columns)})"
        f" SELECT %(board)s, n.student_id, n.guardian_id, %(at)s, {', '.join(new)}"
        " FROM roster_new_link n WHERE n.id IS NULL AND n.is_live"
    )
    run.add("links", Diff(added, changed, ended))
