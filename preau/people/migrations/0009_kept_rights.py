"""What policies ask of a scope and of the switches, planned once a connection.

A function in SQL with a sub-select is planned anew in each statement, wherever a policy names it;
one in PL/pgSQL keeps its plan. What is asked is that of 0002_walls and 0007_rights_and_age.
"""

from django.db import migrations

STUDENTS_WITH = """
CREATE OR REPLACE FUNCTION preau_students_with(wanted text) RETURNS bigint[]
LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
  IF preau_denied() = '{}' THEN
    RETURN preau_students();
  END IF;
  RETURN (SELECT coalesce(array_agg(s), '{}') FROM unnest(preau_students()) s
          WHERE NOT s::text || ':' || wanted = ANY (preau_denied()));
END $$;
"""

SWITCHED_ON = """
CREATE OR REPLACE FUNCTION preau_switched_on(body bigint, school bigint, wanted text, usual boolean)
RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN (
    SELECT (usual OR coalesce(bool_or(w.school_id IS NOT NULL AND w.is_on), false))
           AND coalesce(bool_and(w.is_on AND (w.visible_from IS NULL OR w.visible_from <= now())),
                        true)
    FROM boards_switch w
    WHERE w.board_id = body AND (w.school_id IS NULL OR w.school_id = school) AND w.key = wanted);
END $$;
"""

SHOWS_TEACHERS = """
CREATE OR REPLACE FUNCTION preau_shows_teachers(body bigint, school bigint) RETURNS boolean
LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN (
    SELECT coalesce(bool_or(school_id IS NOT NULL AND is_on), false)
           AND coalesce(bool_and(is_on AND (visible_from IS NULL OR visible_from <= now())), false)
    FROM boards_switch
    WHERE board_id = body AND (school_id IS NULL OR school_id = school)
      AND key = 'rule.show_teachers');
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0008_kept_plans")]
    operations = [
        migrations.RunSQL(sql, migrations.RunSQL.noop)
        for sql in (STUDENTS_WITH, SWITCHED_ON, SHOWS_TEACHERS)
    ]
