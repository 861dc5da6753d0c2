"""Rights in the second wall, and the eighteenth birthday.

A judgment that takes one right (messages, attendance…) is asked of the database too: policies of a
domain compare with `preau_students_with('<right>')`. At eighteen the pupil's rights replace the
parent's: a file opens to the pupil's own address, and to a parent only with the pupil's consent.
"""

from django.db import migrations, models

STUDENTS_WITH = """
CREATE FUNCTION preau_students_with(wanted text) RETURNS bigint[]
LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN preau_denied() = '{}' THEN preau_students() ELSE
    (SELECT coalesce(array_agg(s), '{}') FROM unnest(preau_students()) s
     WHERE NOT s::text || ':' || wanted = ANY (preau_denied())) END
$$;
"""

SWITCHED_ON = """
CREATE FUNCTION preau_switched_on(body bigint, school bigint, wanted text, usual boolean)
RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT (usual OR coalesce(bool_or(w.school_id IS NOT NULL AND w.is_on), false))
         AND coalesce(bool_and(w.is_on AND (w.visible_from IS NULL OR w.visible_from <= now())), true)
  FROM boards_switch w
  WHERE w.board_id = body AND (w.school_id IS NULL OR w.school_id = school) AND w.key = wanted
$$;
"""

LIVE_LINKS = """
CREATE OR REPLACE FUNCTION preau_live_links(wanted bigint)
RETURNS TABLE (link_id bigint, student_id bigint, board_id bigint, rights text[])
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
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
             ELSE l.relationship <> 'self' END
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0006_references_as_sets")]
    operations = [
        migrations.AddField(
            model_name="guardianlink",
            name="adult_consent",
            field=models.BooleanField(default=False, db_default=False),
        ),
        migrations.AlterField(
            model_name="guardianlink",
            name="relationship",
            field=models.CharField(
                choices=[
                    ("mother", "Mère"),
                    ("father", "Père"),
                    ("parent", "Parent"),
                    ("guardian", "Tutrice ou tuteur"),
                    ("foster", "Famille d’accueil"),
                    ("grandparent", "Grand-parent"),
                    ("relative", "Proche"),
                    ("self", "Élève de 18 ans ou plus"),
                    ("other", "Autre"),
                ],
                default="parent",
                max_length=12,
            ),
        ),
        *(
            migrations.RunSQL(sql, migrations.RunSQL.noop)
            for sql in (STUDENTS_WITH, SWITCHED_ON, LIVE_LINKS)
        ),
    ]
