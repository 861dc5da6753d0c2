"""What the walls of results ask of each row, planned once a connection.

A function in SQL is planned anew wherever a statement names it; one in PL/pgSQL keeps its plan
(people 0009 says the same of rights). What is asked is that of 0002_walls.
"""

from django.db import migrations

PUBLISHED_AT = """
CREATE OR REPLACE FUNCTION results_published_at(school bigint, level text, term bigint)
RETURNS timestamptz LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN (SELECT p.at FROM results_publication p
          WHERE p.school_id = school AND p.term_id = term
            AND p.level IN ('', results_published_at.level)
          ORDER BY p.level DESC LIMIT 1);
END $$;
"""

WORK_IS_OUT = """
CREATE OR REPLACE FUNCTION results_work_is_out(wanted bigint) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  RETURN EXISTS (SELECT FROM results_work w JOIN people_group g ON g.id = w.group_id
    WHERE w.id = wanted AND w.ended_at IS NULL AND w.published_at <= now()
      AND preau_switched_on(w.board_id, g.school_id, 'tile.results', true));
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("results", "0002_walls"), ("people", "0010_walls_by_index")]
    operations = [
        migrations.RunSQL(sql, migrations.RunSQL.noop) for sql in (PUBLISHED_AT, WORK_IS_OUT)
    ]
