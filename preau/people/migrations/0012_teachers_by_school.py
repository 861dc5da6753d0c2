"""The switch of teachers is asked once a school, as 0010_walls_by_index says: not once a group.

Without its fence the planner asks it of each group before it gathers them.
"""

from django.db import migrations

TEACHING = """group_id = ANY (ARRAY(
  SELECT unnest(o.groups)
  FROM (SELECT board_id, school_id, array_agg(id) AS groups FROM people_group
        GROUP BY board_id, school_id OFFSET 0) o
  WHERE preau_shows_teachers(o.board_id, o.school_id)))"""


class Migration(migrations.Migration):
    dependencies = [("people", "0011_archives")]
    operations = [
        migrations.RunSQL(
            f"ALTER POLICY family_select ON people_teachingassignment USING ({TEACHING})",
            migrations.RunSQL.noop,
        )
    ]
