"""Which accounts a family pays, planned once a connection (people 0009 says why).

What is asked is that of 0002_walls.
"""

from django.db import migrations

PAYERS = """
CREATE OR REPLACE FUNCTION preau_payer_accounts() RETURNS bigint[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  RETURN (
    SELECT coalesce(array_agg(DISTINCT a.id), '{}')
    FROM people_guardianlink l
    JOIN finances_payeraccount a ON a.guardian_id = l.guardian_id AND a.ended_at IS NULL
    JOIN finances_payerpupil p ON p.payer_id = a.id AND p.student_id = l.student_id
    WHERE l.id = ANY (preau_links()) AND l.student_id = ANY (preau_students_with('finances')));
END $$;
"""

BILLED = """
CREATE OR REPLACE FUNCTION finances_is_billed(entry bigint) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  RETURN EXISTS (SELECT FROM finances_posting p
                 WHERE p.entry_id = entry AND p.statement_id IS NOT NULL);
END $$;
"""

LAST = """
CREATE OR REPLACE FUNCTION preau_last_statement(wanted bigint) RETURNS int
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  RETURN (SELECT max(s.number) FROM finances_statement s
          WHERE s.payer_id = wanted AND s.voided_at IS NULL
            AND wanted = ANY (preau_payer_accounts()));
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("finances", "0002_walls"), ("people", "0010_walls_by_index")]
    operations = [migrations.RunSQL(sql, migrations.RunSQL.noop) for sql in (PAYERS, BILLED, LAST)]
