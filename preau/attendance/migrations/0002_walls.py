"""Walls around absences: what a family sees, the little it writes, and what it never reads.

A family reads the events of pupils in scope once the correction window is over, and moves their
state; everything else of an event is the school's. What it submits it signs with its own account.
A motive and its text show to their author alone, and to the other guardian only where the school's
switch says so and the motive is not confidential. Traces are only added, by families and jobs.
"""

from django.db import migrations

from preau.core import rls

APP, FAMILY, OFFICE, JOBS = "preau_app", "preau_family", "preau_office", "preau_jobs"
PUPILS = rls.in_students_with("attendance")
OWN = f"board_id {rls.IS_BOARD}"
MINE = f"account_id {rls.IS_ACCOUNT}"
PUBLISHED = {
    **{(role, "SELECT"): "true" for role in (APP, FAMILY, OFFICE, JOBS)},
    **{(JOBS, verb): OWN for verb in ("INSERT", "UPDATE", "DELETE")},
}


def of_this_body(table: str) -> str:
    """A row that a family writes says of which body its pupil is."""
    return (
        "board_id = (SELECT s.board_id FROM people_student s"
        f" WHERE s.id = attendance_{table}.student_id)"
    )


VISIBLE = f"student_id {PUPILS} AND ended_at IS NULL AND visible_at <= now()"

OPEN_ACT = "state = 'submitted' AND decided_at IS NULL"
OF_A_LIVE_ACT = (
    "EXISTS (SELECT FROM attendance_{target} t WHERE t.id = attendance_{table}.{target}_id"
    " AND t.student_id = attendance_{table}.student_id {more})"
)


def on_live(table: str, target: str, *, mine: bool = False) -> str:
    more = f"AND t.{MINE} AND t.state = 'submitted'" if mine else ""
    return OF_A_LIVE_ACT.format(table=table, target=target, more=more)


OPEN_REASON = f"""
student_id {PUPILS} AND ({MINE} OR EXISTS (
  SELECT FROM attendance_attendancemotive m
  WHERE m.id = motive_id AND NOT m.is_confidential
    AND preau_switched_on(m.board_id, m.school_id, 'rule.show_other_reason', false)))
"""
OWN_REASON = f"""
student_id {PUPILS} AND {MINE} AND {of_this_body("attendancereason")}
AND EXISTS (SELECT FROM attendance_attendancemotive m
            WHERE m.id = motive_id AND m.board_id = attendance_attendancereason.board_id
              AND m.open_to_parents AND m.ended_at IS NULL)
AND (justification_id IS NULL OR {on_live("attendancereason", "justification", mine=True)})
AND (declaration_id IS NULL OR {on_live("attendancereason", "declaration", mine=True)})
"""
OWN_PAPER = f"""
EXISTS (SELECT FROM attendance_attendancereason r
        WHERE r.id = reason_id AND r.board_id = attendance_attendancepaper.board_id AND r.{MINE})
"""
OWN_TRACE = f"""
student_id {PUPILS} AND {MINE} AND actor_kind = 'family' AND note = '' AND author = ''
AND act IN ('submitted', 'replaced', 'withdrawn', 'declared', 'unsaid')
AND {of_this_body("attendancetrace")}
AND (event_id IS NULL OR {
    on_live("attendancetrace", "attendanceevent").replace("attendanceevent_id", "event_id")
})
AND (declaration_id IS NULL OR {on_live("attendancetrace", "declaration")})
"""

# Every column of an event but the school's own: the motive and the category that it wrote, the key
# of its file. Of its own acts a family changes the state, and no more.
COLUMNS = """
REVOKE SELECT ON attendance_attendanceevent, attendance_attendancetrace FROM preau_family;
GRANT SELECT (id, board_id, school_id, student_id, "on", kind, part, periods, minutes, starts_at,
              state, recorded_at, visible_at, justify_by, changed_at, decided_at, decision_note,
              declaration_id, ended_at), UPDATE (state) ON attendance_attendanceevent
  TO preau_family;
GRANT SELECT (id, board_id, student_id, event_id, declaration_id, justification_id, act, at,
              actor_kind, account_id, from_state, to_state, note) ON attendance_attendancetrace
  TO preau_family;
GRANT UPDATE (state, ended_at) ON attendance_justification TO preau_family;
GRANT UPDATE (state, withdrawn_at) ON attendance_declaration TO preau_family;
"""

# Either parent may put another act in the place of the first; its author alone withdraws it.
CHANGES_OF_MIND = "".join(
    f"CREATE POLICY family_update ON attendance_{table} FOR UPDATE TO preau_family"
    f" USING (student_id {PUPILS} AND state = 'submitted')"
    f" WITH CHECK (student_id {PUPILS}"
    f" AND (state = 'replaced' OR (state = 'withdrawn' AND {MINE})));"
    for table in ("justification", "declaration")
) + (
    "CREATE POLICY family_update ON attendance_attendanceevent FOR UPDATE TO preau_family"
    f" USING ({VISIBLE} AND state IN ('to_justify', 'submitted', 'refused', 'declared'))"
    f" WITH CHECK ({VISIBLE} AND state IN ('to_justify', 'submitted', 'refused'));"
)

# From fourteen, a pupil sees a professional in confidence. Whoever writes the row, an
# import or a page, nothing in what a parent reads may tell it from another authorised activity.
CONFIDENCE = """
CREATE FUNCTION attendance_keep_confidence() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM people_student s WHERE s.id = NEW.student_id
                 AND s.birth_on + interval '14 years' > NEW."on") THEN
    NEW.kind := 'authorized';
    NEW.state := 'recorded';
    NEW.minutes := NULL;
    NEW.starts_at := NULL;
    NEW.decision_note := '';
    NEW.decided_at := NULL;
    NEW.declaration_id := NULL;
  END IF;
  RETURN NEW;
END $$;
REVOKE ALL ON FUNCTION attendance_keep_confidence() FROM PUBLIC;
CREATE TRIGGER event_confidence BEFORE INSERT OR UPDATE ON attendance_attendanceevent
  FOR EACH ROW WHEN (NEW.is_professional) EXECUTE FUNCTION attendance_keep_confidence();
"""

REFERENCES = (("student_id", "people_student"), ("school_id", "boards_school"))


def references() -> str:
    """As the roster's: a year of a school is checked once a statement, not row by row."""
    return "".join(
        f"CREATE TRIGGER event_{column}_{verb.lower()} AFTER {verb} ON attendance_attendanceevent"
        " REFERENCING NEW TABLE AS written FOR EACH STATEMENT"
        f" EXECUTE FUNCTION preau_check_references('{column}', '{target}');"
        for column, target in REFERENCES
        for verb in ("INSERT", "UPDATE")
    ) + "".join(
        f"CREATE TRIGGER event_{column}_delete AFTER DELETE ON {target}"
        " REFERENCING OLD TABLE AS removed FOR EACH STATEMENT"
        f" EXECUTE FUNCTION preau_check_referenced('{column}', 'attendance_attendanceevent');"
        for column, target in REFERENCES
    )


# Who may be told of a pupil's absence, by which address: asked by the body's jobs only, never in
# the scope of a family, which must not learn the other guardian's.
READERS = """
CREATE FUNCTION preau_attendance_readers(pupils bigint[])
RETURNS TABLE (student_id bigint, account_id bigint, email text, language text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT DISTINCT ON (v.student_id, c.account_id)
         v.student_id, c.account_id, l.email::text,
         coalesce(nullif(a.language, ''), b.language)::text
  FROM people_childconfirmation c
  JOIN people_student s ON s.id = c.student_id AND s.board_id = preau_board()
  JOIN boards_board b ON b.id = s.board_id
  JOIN accounts_account a ON a.id = c.account_id
  CROSS JOIN LATERAL preau_live_links(c.account_id) v
  JOIN people_guardianlink l ON l.id = v.link_id
  WHERE c.student_id = ANY (pupils) AND c.disowned_at IS NULL AND v.student_id = c.student_id
    AND NOT v.rights && ARRAY['everything', 'attendance']
  ORDER BY v.student_id, c.account_id, l.position, l.id
$$;
REVOKE ALL ON FUNCTION preau_attendance_readers(bigint[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION preau_attendance_readers(bigint[]) TO preau_jobs;
"""


# What a family writes of a reason, and the papers it keeps from one version to the next.
OWN_WORDS = f"""
REVOKE INSERT ON attendance_attendancereason FROM preau_family;
GRANT INSERT (board_id, student_id, account_id, justification_id, declaration_id, motive_id, text,
              picked_up_by, brings_paper) ON attendance_attendancereason TO preau_family;
CREATE POLICY family_update ON attendance_attendancepaper FOR UPDATE TO preau_family
  USING (EXISTS (SELECT FROM attendance_attendancereason r WHERE r.id = reason_id AND r.{MINE}))
  WITH CHECK (EXISTS (
    SELECT FROM attendance_attendancereason r WHERE r.id = reason_id AND r.{MINE}
      AND r.board_id = attendance_attendancepaper.board_id));
GRANT UPDATE (reason_id) ON attendance_attendancepaper TO preau_family;
"""

# Whoever writes the facts: what asks for nothing has no state but « constatée », and a row that
# becomes an absence is settled, and told, like a new one.
FACTS = """
CREATE FUNCTION attendance_ask_nothing() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.state := 'recorded';
  NEW.justify_by := NULL;
  RETURN NEW;
END $$;
CREATE FUNCTION attendance_ask_again() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.visible_at := NULL;
  RETURN NEW;
END $$;
CREATE TRIGGER event_facts BEFORE INSERT OR UPDATE ON attendance_attendanceevent FOR EACH ROW
  WHEN (NEW.kind NOT IN ('absence', 'late', 'early_leave')
        AND (NEW.state <> 'recorded' OR NEW.justify_by IS NOT NULL))
  EXECUTE FUNCTION attendance_ask_nothing();
CREATE TRIGGER event_facts_again BEFORE UPDATE ON attendance_attendanceevent FOR EACH ROW
  WHEN (OLD.kind NOT IN ('absence', 'late', 'early_leave') AND NEW.state = 'recorded'
        AND NEW.kind IN ('absence', 'late', 'early_leave'))
  EXECUTE FUNCTION attendance_ask_again();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("attendance", "0001_tables"),
        ("people", "0007_rights_and_age"),
        ("boards", "0006_planned_days"),
    ]
    operations = [
        *rls.protect("attendance_attendancemotive", PUBLISHED),
        *rls.protect("attendance_attendancerule", PUBLISHED),
        *rls.protect("attendance_attendanceasof", PUBLISHED),
        rls.read_only("attendance_attendancemotive", APP, FAMILY, OFFICE),
        rls.read_only("attendance_attendancerule", APP, FAMILY, OFFICE),
        rls.read_only("attendance_attendanceasof", APP, FAMILY, OFFICE),
        *rls.protect(
            "attendance_attendanceevent",
            {(JOBS, "ALL"): OWN, (FAMILY, "SELECT"): VISIBLE},
        ),
        *rls.protect(
            "attendance_justification",
            {
                (JOBS, "ALL"): OWN,
                (FAMILY, "SELECT"): f"student_id {PUPILS}",
                (FAMILY, "INSERT"): (
                    f"student_id {PUPILS} AND {MINE} AND {OPEN_ACT} AND ended_at IS NULL"
                    f" AND {of_this_body('justification')}"
                ),
            },
        ),
        *rls.protect(
            "attendance_declaration",
            {
                (JOBS, "ALL"): OWN,
                (FAMILY, "SELECT"): f"student_id {PUPILS}",
                (FAMILY, "INSERT"): (
                    f"student_id {PUPILS} AND {MINE} AND {OPEN_ACT} AND withdrawn_at IS NULL"
                    f" AND {of_this_body('declaration')}"
                ),
            },
        ),
        *rls.protect(
            "attendance_justificationevent",
            {
                (JOBS, "ALL"): OWN,
                (FAMILY, "SELECT"): f"student_id {PUPILS}",
                (FAMILY, "INSERT"): (
                    f"student_id {PUPILS} AND {of_this_body('justificationevent')}"
                    f" AND {on_live('justificationevent', 'justification', mine=True)}"
                    " AND EXISTS (SELECT FROM attendance_attendanceevent e WHERE e.id = event_id"
                    " AND e.student_id = attendance_justificationevent.student_id)"
                ),
            },
        ),
        *rls.protect(
            "attendance_attendancereason",
            {
                (JOBS, "ALL"): OWN,
                (FAMILY, "SELECT"): OPEN_REASON,
                (FAMILY, "INSERT"): OWN_REASON,
            },
        ),
        *rls.protect(
            "attendance_attendancepaper",
            {
                (JOBS, "ALL"): OWN,
                (
                    FAMILY,
                    "SELECT",
                ): "reason_id IN (SELECT id FROM attendance_attendancereason)",
                (FAMILY, "INSERT"): OWN_PAPER,
            },
        ),
        *rls.protect(
            "attendance_declarationnotice",
            {
                (JOBS, "ALL"): OWN,
                (FAMILY, "SELECT"): f"student_id {PUPILS}",
            },
        ),
        *rls.protect(
            "attendance_attendancetrace",
            {
                (JOBS, "SELECT"): OWN,
                (
                    JOBS,
                    "INSERT",
                ): f"{OWN} AND actor_kind = 'board' AND account_id IS NULL",
                (FAMILY, "SELECT"): f"student_id {PUPILS}",
                (FAMILY, "INSERT"): OWN_TRACE,
            },
        ),
        *rls.protect(
            "attendance_decisionseen",
            {
                (JOBS, "ALL"): OWN,
                (FAMILY, "SELECT"): MINE,
                (FAMILY, "INSERT"): (
                    f"student_id {PUPILS} AND {MINE} AND {of_this_body('decisionseen')}"
                ),
            },
        ),
        rls.tells_keys("attendance_attendancepaper"),
        *(
            migrations.RunSQL(sql, migrations.RunSQL.noop)
            for sql in (
                COLUMNS,
                CHANGES_OF_MIND,
                OWN_WORDS,
                CONFIDENCE,
                FACTS,
                references(),
                READERS,
            )
        ),
    ]
