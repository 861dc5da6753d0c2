"""The wall of a timetable, asked once a statement and reached by index (people 0010 says why).

What it lets through is that of 0002_walls.
"""

from django.db import migrations

from preau.core import rls

PUPIL = rls.in_students_with("agenda")
OWN = f"""group_id = ANY (ARRAY(
  SELECT e.group_id FROM people_enrolment e WHERE e.student_id {PUPIL} AND e.ended_at IS NULL
  UNION SELECT s.home_group_id FROM people_student s WHERE s.id {PUPIL}))"""


class Migration(migrations.Migration):
    dependencies = [("agenda", "0003_revoked_for_ever"), ("people", "0010_walls_by_index")]
    operations = [
        migrations.RunSQL(
            f"ALTER POLICY family_select ON agenda_timetableentry USING ({OWN})",
            migrations.RunSQL.noop,
        )
    ]
