"""A school that does not show absences has nobody told of them: the mail would say what it hides."""

from django.db import migrations

READERS = """
CREATE OR REPLACE FUNCTION preau_attendance_readers(pupils bigint[])
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
    AND preau_switched_on(s.board_id, s.school_id, 'tile.attendance', true)
  ORDER BY v.student_id, c.account_id, l.position, l.id
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("attendance", "0004_narrow_acts")]
    operations = [migrations.RunSQL(READERS, migrations.RunSQL.noop)]
