"""The live links of an account, planned once a connection: every page of a family asks twice.

A function in SQL that changes role is planned at each call; one in PL/pgSQL keeps its plan. The
text of the query is that of 0007_rights_and_age.
"""

from django.db import migrations

LIVE_LINKS = """
CREATE OR REPLACE FUNCTION preau_live_links(wanted bigint)
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
           WHERE o.student_id = l.student_id AND o.ended_at IS NULL
             AND r.starts_on <= (now() AT TIME ZONE 'America/Toronto')::date
             AND (r.ends_on IS NULL OR r.ends_on >= (now() AT TIME ZONE 'America/Toronto')::date)
         ), '{}')
  FROM account_emailaddress e
  JOIN accounts_account a ON a.id = e.user_id AND a.is_active
  JOIN people_guardianlink l ON l.email = e.email AND l.ended_at IS NULL AND l.has_authority
  JOIN people_guardian g ON g.id = l.guardian_id AND g.ended_at IS NULL
  JOIN people_student s ON s.id = l.student_id AND s.ended_at IS NULL
  JOIN boards_board b ON b.id = l.board_id AND b.is_subscribed
  WHERE e.user_id = wanted AND e.verified AND l.email <> ''
    AND CASE WHEN s.birth_on IS NOT NULL
               AND s.birth_on + interval '18 years' <= (now() AT TIME ZONE 'America/Toronto')::date
             THEN l.relationship = 'self' OR l.adult_consent
             ELSE l.relationship <> 'self' END;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0007_rights_and_age")]
    operations = [migrations.RunSQL(LIVE_LINKS, migrations.RunSQL.noop)]
