"""A family sees what is given to its pupils, and ticks for them.

The body's jobs see what a family ticked only where the school's switch says so.
"""

from django.db import migrations

from preau.core import rls

FAMILY, JOBS = "preau_family", "preau_jobs"
PUPILS = rls.in_students_with("homework")
OWN = f"board_id {rls.IS_BOARD}"
OWN_ASSIGNMENTS = f"""
published_at <= now() AND ended_at IS NULL AND CASE WHEN is_named
  THEN id IN (SELECT p.assignment_id FROM homework_assignmentpupil p)
  ELSE group_id IN (SELECT e.group_id FROM people_enrolment e
                    WHERE e.student_id {PUPILS}
                      AND (e.ended_at IS NULL OR e.ended_at > homework_assignment.published_at)
                      AND (e.starts_on IS NULL OR e.starts_on <= homework_assignment.due_on)
                      AND (e.ends_on IS NULL OR e.ends_on > homework_assignment.given_on))
END
"""
TICKED = f"""
student_id {PUPILS} AND EXISTS (
  SELECT FROM homework_assignment a JOIN people_student s ON s.id = homework_tick.student_id
  WHERE a.id = homework_tick.assignment_id AND a.board_id = homework_tick.board_id
    AND s.board_id = a.board_id)
"""
# Whoever writes, an import or a page: a change that a parent may have missed is dated.
CHANGED = """
CREATE FUNCTION homework_note_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.published_at <= now() AND
     (OLD.kind, OLD.title, OLD.text, OLD.due_on, OLD.due_period, OLD.minutes, OLD.accepts_late)
     IS DISTINCT FROM
     (NEW.kind, NEW.title, NEW.text, NEW.due_on, NEW.due_period, NEW.minutes, NEW.accepts_late)
  THEN NEW.changed_at := now();
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER assignment_changed BEFORE UPDATE ON homework_assignment
  FOR EACH ROW EXECUTE FUNCTION homework_note_change();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("homework", "0001_tables"),
        ("people", "0007_rights_and_age"),
        ("core", "0006_kept_uploads"),
    ]
    operations = [
        *rls.protect(
            "homework_assignmentpupil",
            {(JOBS, "ALL"): OWN, (FAMILY, "SELECT"): f"student_id {PUPILS}"},
        ),
        *rls.protect(
            "homework_assignment", {(JOBS, "ALL"): OWN, (FAMILY, "SELECT"): OWN_ASSIGNMENTS}
        ),
        *rls.protect(
            "homework_assignmentattachment",
            {
                (JOBS, "ALL"): OWN,
                (FAMILY, "SELECT"): "assignment_id IN (SELECT id FROM homework_assignment)",
            },
        ),
        *rls.protect(
            "homework_tick",
            {
                (FAMILY, "SELECT"): f"student_id {PUPILS}",
                (FAMILY, "INSERT"): f"account_id {rls.IS_ACCOUNT} AND {TICKED}",
                (FAMILY, "DELETE"): f"student_id {PUPILS}",
                (JOBS, "SELECT"): f"{OWN} AND EXISTS (SELECT FROM people_student s"
                " WHERE s.id = student_id AND preau_switched_on(s.board_id, s.school_id,"
                " 'rule.share_ticks', false))",
            },
        ),
        migrations.RunSQL(CHANGED, migrations.RunSQL.noop),
        rls.tells_keys("homework_assignmentattachment"),
    ]
