"""An archive that its school closed to an address opens by it no more. Else as in 0011_archives."""

from django.db import migrations

LINKS = """
CREATE OR REPLACE FUNCTION preau_archived_links(wanted bigint)
RETURNS TABLE (link_id bigint, student_id bigint, board_id bigint, rights text[])
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  RETURN QUERY
  SELECT l.id, l.student_id, l.board_id,
         coalesce((
           SELECT array_agg(DISTINCT r."right"::text) FROM people_linkrestriction r
           JOIN people_guardianlink o ON o.id = r.link_id
           JOIN account_emailaddress x
             ON x.user_id = wanted AND x.verified AND x.email = o.email
           WHERE o.student_id = l.student_id
             AND r.starts_on <= (now() AT TIME ZONE 'America/Toronto')::date
             AND (r.ends_on IS NULL OR r.ends_on >= (now() AT TIME ZONE 'America/Toronto')::date)
         ), '{}')
  FROM people_childconfirmation c
  JOIN accounts_account a ON a.id = c.account_id AND a.is_active
  JOIN people_student s ON s.id = c.student_id AND s.ended_at IS NOT NULL
  JOIN people_guardianlink l ON l.student_id = s.id AND l.ended_at = s.ended_at
    AND l.has_authority AND l.email <> '' AND l.archive_closed_at IS NULL
  JOIN people_guardian g ON g.id = l.guardian_id AND (g.ended_at IS NULL OR g.ended_at >= l.ended_at)
  JOIN account_emailaddress e ON e.user_id = wanted AND e.verified AND e.email = l.email
  JOIN boards_board b ON b.id = l.board_id AND b.is_subscribed
  WHERE c.account_id = wanted AND c.disowned_at IS NULL
    AND CASE WHEN s.birth_on IS NOT NULL
               AND s.birth_on + interval '18 years' <= (now() AT TIME ZONE 'America/Toronto')::date
             THEN l.relationship = 'self' OR l.adult_consent
             ELSE l.relationship <> 'self' END;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0012_closed_archives")]
    operations = [migrations.RunSQL(LINKS, migrations.RunSQL.noop)]
