"""The same walls, asked once a statement and reached by index.

« id IN (SELECT …) » beside another condition is asked of every row of the table: of all the groups
of a body, for the ten of a family. As an array the sub-select is read once, before the table, and
its index takes it. What each policy lets through is that of 0002_walls.
"""

from django.db import migrations

GROUPS = """id = ANY (ARRAY(
  SELECT group_id FROM people_enrolment
  UNION SELECT home_group_id FROM people_student))"""
# What the school hides, the database hides: no teacher without the switch, asked once a school.
TEACHING = """group_id = ANY (ARRAY(
  SELECT unnest(o.groups)
  FROM (SELECT board_id, school_id, array_agg(id) AS groups FROM people_group
        GROUP BY board_id, school_id) o
  WHERE preau_shows_teachers(o.board_id, o.school_id)))"""
FAMILY = {
    "people_guardian": "id = ANY (ARRAY(SELECT guardian_id FROM people_guardianlink))",
    "people_group": GROUPS,
    "people_course": "id = ANY (ARRAY(SELECT course_id FROM people_group))",
    "people_teachingassignment": TEACHING,
    "people_staffmember": "id = ANY (ARRAY(SELECT staff_id FROM people_teachingassignment))",
}


class Migration(migrations.Migration):
    dependencies = [("people", "0009_kept_rights")]
    operations = [
        migrations.RunSQL(
            f"ALTER POLICY family_select ON {table} USING ({condition})", migrations.RunSQL.noop
        )
        for table, condition in FAMILY.items()
    ]
