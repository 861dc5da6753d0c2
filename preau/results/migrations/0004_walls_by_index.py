"""The same walls of results, asked once a statement instead of once a row.

The cards that a family may read, and the travaux, are few: each list is read whole, with the switch
asked once a school, and the tables are then reached by index. What is let through is that of
0002_walls.
"""

from django.db import migrations

CARDS = """
CREATE FUNCTION results_cards() RETURNS bigint[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp
SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  pupils bigint[] := results_students();
  shown bigint[];
BEGIN
  IF pupils = '{}' THEN RETURN pupils; END IF;
  shown := ARRAY(
    SELECT o.school_id
    FROM (SELECT DISTINCT c.board_id, c.school_id FROM results_reportcard c
          WHERE c.student_id = ANY (pupils) OFFSET 0) o
    WHERE preau_switched_on(o.board_id, o.school_id, 'tile.results', true));
  RETURN ARRAY(
    SELECT c.id FROM results_reportcard c
    WHERE c.student_id = ANY (pupils) AND c.school_id = ANY (shown)
      AND (SELECT p.at FROM results_publication p
           WHERE p.school_id = c.school_id AND p.term_id = c.term_id AND p.level IN ('', c.level)
           ORDER BY p.level DESC LIMIT 1) <= now());
END $$;
REVOKE ALL ON FUNCTION results_cards() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION results_cards() TO preau_family;
"""
WORKS = """
CREATE FUNCTION results_works() RETURNS bigint[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp
SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  pupils bigint[] := preau_students_with('results');
BEGIN
  IF pupils = '{}' THEN RETURN pupils; END IF;
  RETURN ARRAY(
    SELECT unnest(o.works)
    FROM (SELECT w.board_id, g.school_id, array_agg(DISTINCT w.id) AS works
          FROM results_workresult r
          JOIN results_work w ON w.id = r.work_id
          JOIN people_group g ON g.id = w.group_id
          WHERE r.student_id = ANY (pupils) AND r.ended_at IS NULL AND r.published_at <= now()
            AND w.ended_at IS NULL AND w.published_at <= now()
          GROUP BY w.board_id, g.school_id OFFSET 0) o
    WHERE preau_switched_on(o.board_id, o.school_id, 'tile.results', true));
END $$;
REVOKE ALL ON FUNCTION results_works() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION results_works() TO preau_family;
"""
OF_CARD = "card_id = ANY ((SELECT results_cards())::bigint[])"
FAMILY = {
    "results_reportcard": "id = ANY ((SELECT results_cards())::bigint[])",
    "results_subjectresult": OF_CARD,
    "results_cardnote": OF_CARD,
    "results_work": "id = ANY ((SELECT results_works())::bigint[])",
    # A year has hundreds: as a set each is found at once.
    "results_workresult": """
student_id = ANY ((SELECT preau_students_with('results'))::bigint[])
AND ended_at IS NULL AND published_at <= now()
AND work_id IN (SELECT unnest(results_works()))
""",
}
GONE = "DROP FUNCTION results_work_is_out(bigint)"


class Migration(migrations.Migration):
    dependencies = [("results", "0003_kept_plans")]
    operations = [
        migrations.RunSQL(sql, migrations.RunSQL.noop)
        for sql in (
            CARDS,
            WORKS,
            *(
                f"ALTER POLICY family_select ON {table} USING ({condition})"
                for table, condition in FAMILY.items()
            ),
            GONE,
        )
    ]
