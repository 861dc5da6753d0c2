"""A family's acts, narrower: to a school of the pupil, about what it may know, dated by no one else.

An event is submitted by a reason and not by a word; a log names only what the family sees, and the
database alone says when a line was written. What a withdrawn or replaced declaration had announced
is asked again.
"""

from django.db import migrations

from preau.core import rls

PUPILS = rls.in_students_with("attendance")
MINE = f"account_id {rls.IS_ACCOUNT}"

OF_ITS_SCHOOL = """
school_id = (SELECT s.school_id FROM people_student s WHERE s.id = attendance_{table}.student_id)
"""
# A reason may also be about an event of the school that the pupil has left.
OF_A_SCHOOL = f"""({OF_ITS_SCHOOL.format(table="justification")} OR EXISTS (
  SELECT FROM attendance_attendanceevent e WHERE e.student_id = attendance_justification.student_id
    AND e.school_id = attendance_justification.school_id))"""

SUBMITTED_BY_A_REASON = f"""(state <> 'submitted' OR EXISTS (
  SELECT FROM attendance_justificationevent l
  JOIN attendance_justification j ON j.id = l.justification_id
  WHERE l.event_id = attendance_attendanceevent.id AND j.{MINE} AND j.state = 'submitted'))"""

SEEN_EVENT = "EXISTS (SELECT FROM attendance_attendanceevent e WHERE e.id = event_id{more})"
SEEN_OF_PUPIL = SEEN_EVENT.format(more=" AND e.student_id = attendance_decisionseen.student_id")
OWN_REASON = """(justification_id IS NULL OR EXISTS (
  SELECT FROM attendance_justification j WHERE j.id = justification_id
    AND j.student_id = attendance_attendancetrace.student_id))"""

# Each condition is added to what the first walls ask.
NARROWER = f"""
DO $$
DECLARE wall record; sql text;
BEGIN
  FOR wall IN
    SELECT p.tablename, p.policyname, p.qual, p.with_check, n.reading, n.writing
    FROM (VALUES
      ('attendance_justification', 'family_insert', NULL, $w${OF_A_SCHOOL}$w$),
      ('attendance_declaration', 'family_insert', NULL,
       $w${OF_ITS_SCHOOL.format(table="declaration")}$w$),
      ('attendance_attendanceevent', 'family_update', NULL, $w${SUBMITTED_BY_A_REASON}$w$),
      ('attendance_decisionseen', 'family_insert', NULL, $w${SEEN_OF_PUPIL}$w$),
      ('attendance_attendancetrace', 'family_insert', NULL, $w${OWN_REASON}$w$),
      ('attendance_attendancetrace', 'family_select',
       $w$(event_id IS NULL OR {SEEN_EVENT.format(more="")})$w$, NULL)
    ) n (tablename, policyname, reading, writing)
    JOIN pg_policies p ON p.schemaname = 'public' AND p.tablename = n.tablename
      AND p.policyname = n.policyname
  LOOP
    sql := format('ALTER POLICY %I ON %I', wall.policyname, wall.tablename);
    IF wall.reading IS NOT NULL THEN
      sql := sql || format(' USING ((%s) AND %s)', wall.qual, wall.reading);
    END IF;
    IF wall.writing IS NOT NULL THEN
      sql := sql || format(' WITH CHECK ((%s) AND %s)', wall.with_check, wall.writing);
    END IF;
    EXECUTE sql;
  END LOOP;
END $$;
"""

# « written_at » is nobody's to choose: not a family's, not a job's.
LOG_COLUMNS = """
REVOKE INSERT ON attendance_attendancetrace FROM preau_family, preau_jobs;
GRANT INSERT (board_id, student_id, event_id, declaration_id, justification_id, act, at, actor_kind,
              account_id, author, from_state, to_state, note) ON attendance_attendancetrace
  TO preau_family, preau_jobs;
"""


class Migration(migrations.Migration):
    dependencies = [("attendance", "0003_open_events")]
    operations = [migrations.RunSQL(sql, migrations.RunSQL.noop) for sql in (NARROWER, LOG_COLUMNS)]
