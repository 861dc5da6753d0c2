"""The names that a password must not rest on are told once their address is proved, not before.

Before the code, the application learns whether an address is on file and in which language its body
writes; no name of a family is in its hands for an address that somebody merely typed.
"""

from django.db import migrations

FACTS = """
DROP FUNCTION preau_address_facts(text);
CREATE FUNCTION preau_address_facts(wanted text) RETURNS TABLE (on_file boolean, language text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT count(l.id) > 0, max(b.language)
  FROM people_guardianlink l
  JOIN people_guardian g ON g.id = l.guardian_id AND g.ended_at IS NULL
  JOIN people_student s ON s.id = l.student_id AND s.ended_at IS NULL
  JOIN boards_board b ON b.id = l.board_id AND b.is_subscribed
  WHERE l.email = wanted AND l.email <> '' AND l.ended_at IS NULL AND l.has_authority
$$;
REVOKE ALL ON FUNCTION preau_address_facts(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION preau_address_facts(text) TO preau_app, preau_family;
"""

WORDS = """
CREATE FUNCTION preau_address_words(wanted text) RETURNS text[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT coalesce(array_agg(DISTINCT w) FILTER (WHERE w <> ''), '{}')
  FROM people_guardianlink l
  JOIN people_guardian g ON g.id = l.guardian_id AND g.ended_at IS NULL
  JOIN people_student s ON s.id = l.student_id AND s.ended_at IS NULL
  JOIN boards_board b ON b.id = l.board_id AND b.is_subscribed
  LEFT JOIN boards_school o ON o.id = s.school_id
  CROSS JOIN LATERAL unnest(ARRAY[g.given_name, g.family_name, s.given_name, s.family_name,
                                  b.short_name, coalesce(o.name, '')]) w
  WHERE l.email = wanted AND l.email <> '' AND l.ended_at IS NULL AND l.has_authority
    AND (EXISTS (SELECT FROM account_emailaddress e WHERE e.email = wanted AND e.verified)
         OR EXISTS (SELECT FROM accounts_addressproof p
                    WHERE p.email = wanted AND p.state = 'proved'))
$$;
REVOKE ALL ON FUNCTION preau_address_words(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION preau_address_words(text) TO preau_app;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_identity"),
        ("people", "0007_rights_and_age"),
        ("account", "0009_emailaddress_unique_primary_email"),
    ]
    operations = [migrations.RunSQL(sql, migrations.RunSQL.noop) for sql in (FACTS, WORDS)]
