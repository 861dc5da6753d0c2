"""What a family still reads of a pupil who left: an archive, and nothing else of that pupil.

An archive opens to the account that had confirmed the child, by an address it verified that stood
on a link with parental authority, when that link ended with the pupil's departure: an import ends
both at one instant. A link that ended before, because the school took the address or the adult off
while the pupil was there, opens nothing. Judgments, the age of eighteen, « Ce n'est pas mon
enfant » and the body's subscription count as for a live file. The ids stand in a setting of their
own, `preau.archived`, that only the policies of results ask for.
"""

from django.db import migrations

ARCHIVED = """
CREATE FUNCTION preau_archived() RETURNS bigint[] LANGUAGE sql STABLE PARALLEL SAFE AS
  $$ SELECT coalesce(nullif(current_setting('preau.archived', true), ''), '{}')::bigint[] $$;
"""

# From the account's confirmations: few rows, whatever the number of ended links of a body.
LINKS = """
CREATE FUNCTION preau_archived_links(wanted bigint)
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
    AND l.has_authority AND l.email <> ''
  JOIN people_guardian g ON g.id = l.guardian_id AND (g.ended_at IS NULL OR g.ended_at >= l.ended_at)
  JOIN account_emailaddress e ON e.user_id = wanted AND e.verified AND e.email = l.email
  JOIN boards_board b ON b.id = l.board_id AND b.is_subscribed
  WHERE c.account_id = wanted AND c.disowned_at IS NULL
    AND CASE WHEN s.birth_on IS NOT NULL
               AND s.birth_on + interval '18 years' <= (now() AT TIME ZONE 'America/Toronto')::date
             THEN l.relationship = 'self' OR l.adult_consent
             ELSE l.relationship <> 'self' END;
END $$;
REVOKE ALL ON FUNCTION preau_archived_links(bigint) FROM PUBLIC;
"""

ENTER = """
CREATE OR REPLACE FUNCTION preau_enter_family(wanted bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE students bigint[]; links bigint[]; denied text[]; archived bigint[];
BEGIN
  WITH live AS (
    SELECT v.* FROM preau_live_links(wanted) v
    JOIN people_childconfirmation c ON c.account_id = wanted
      AND c.student_id = v.student_id AND c.disowned_at IS NULL
    WHERE NOT 'everything' = ANY (v.rights)
  )
  SELECT coalesce(array_agg(DISTINCT live.student_id), '{}'),
         coalesce(array_agg(DISTINCT live.link_id), '{}'),
         coalesce((SELECT array_agg(DISTINCT d.student_id || ':' || t)
                   FROM live d, unnest(d.rights) t), '{}')
  INTO students, links, denied FROM live;
  SELECT coalesce(array_agg(DISTINCT v.student_id), '{}') INTO archived
  FROM preau_archived_links(wanted) v WHERE NOT v.rights && ARRAY['everything', 'results'];
  PERFORM set_config('preau.account', wanted::text, true),
          set_config('preau.students', students::text, true),
          set_config('preau.links', links::text, true),
          set_config('preau.denied', denied::text, true),
          set_config('preau.archived', archived::text, true);
END $$;
"""

# The one parent's own name and address, as the file had them when the pupil left: for its copy.
OWN_RECORD = """
CREATE FUNCTION preau_archived_guardian(pupil bigint) RETURNS TABLE (name text, address text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT g.given_name || ' ' || g.family_name, g.address::text
  FROM preau_archived_links(preau_account()) v
  JOIN people_guardianlink l ON l.id = v.link_id JOIN people_guardian g ON g.id = l.guardian_id
  WHERE v.student_id = pupil AND pupil = ANY (preau_archived())
  ORDER BY l.position, l.id LIMIT 1
$$;
REVOKE ALL ON FUNCTION preau_archived_guardian(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION preau_archived_guardian(bigint) TO preau_family;
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0010_walls_by_index")]
    operations = [
        migrations.RunSQL(sql, migrations.RunSQL.noop)
        for sql in (ARCHIVED, LINKS, ENTER, OWN_RECORD)
    ]
