"""Row-level security of people, and the functions that open a family's scope.

An account sees a pupil when an address it verified is on the pupil's file for a guardian who holds
parental authority, when it confirmed the child, and when no restriction in force takes everything.
"""

from django.db import migrations

from preau.core import rls

FAMILY, JOBS = "preau_family", "preau_jobs"


def tenant(table, family=None):
    """Jobs see their board's rows; the family those of the condition, read-only."""
    policies = {(JOBS, "ALL"): f"board_id {rls.IS_BOARD}"}
    if family:
        policies[(FAMILY, "SELECT")] = family
    return rls.protect(table, policies)


LIVE_LINKS = """
CREATE FUNCTION preau_live_links(wanted bigint)
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
$$;
"""

ENTER = """
CREATE FUNCTION preau_enter_family(wanted bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE students bigint[]; links bigint[]; denied text[];
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
  PERFORM set_config('preau.account', wanted::text, true),
          set_config('preau.students', students::text, true),
          set_config('preau.links', links::text, true),
          set_config('preau.denied', denied::text, true);
END $$;
"""

CONFIRM = """
CREATE FUNCTION preau_confirm_child(
  wanted bigint, body bigint, number_kind text, number text, given text, family text
) RETURNS TABLE (student_id bigint, confirmed boolean)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE pupil people_student%ROWTYPE; good boolean;
BEGIN
  SELECT s.* INTO pupil FROM people_student s JOIN boards_board b ON b.id = s.board_id
  WHERE s.board_id = body AND b.is_subscribed AND s.ended_at IS NULL
    AND CASE number_kind WHEN 'fiche' THEN s.fiche = number ELSE s.code_permanent = number END;
  IF NOT FOUND THEN
    RETURN QUERY SELECT NULL::bigint, false;
    RETURN;
  END IF;
  good := given <> '' AND family <> '' AND pupil.family_key = family
    AND (pupil.given_key = given OR (pupil.preferred_key = given AND EXISTS (
      SELECT FROM boards_switch w WHERE w.board_id = body AND w.key = 'rule.preferred_name'
        AND w.is_on AND w.school_id IS NOT DISTINCT FROM pupil.school_id)))
    AND EXISTS (SELECT FROM preau_live_links(wanted) v
                WHERE v.student_id = pupil.id AND NOT 'everything' = ANY (v.rights));
  IF good THEN
    INSERT INTO people_childconfirmation (account_id, student_id, board_id)
    VALUES (wanted, pupil.id, body)
    ON CONFLICT ON CONSTRAINT confirmation_once
    DO UPDATE SET confirmed_at = now(), disowned_at = NULL
    WHERE people_childconfirmation.disowned_at IS NOT NULL;
  END IF;
  RETURN QUERY SELECT pupil.id, good;
END $$;
"""

ALERT = """
CREATE FUNCTION preau_alert_school(body bigint, pupil bigint) RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  INSERT INTO people_incident (board_id, school_id, student_id, kind, state, note, answer)
  SELECT b.id, s.school_id, s.id, 'guessing', 'open', '', ''
  FROM boards_board b LEFT JOIN people_student s ON s.id = pupil AND s.board_id = b.id
  WHERE b.id = body
  RETURNING id
$$;
"""

SCHOOL_OF = """
CREATE FUNCTION preau_school_of(body bigint, pupil bigint) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT (SELECT s.school_id FROM people_student s WHERE s.id = pupil AND s.board_id = body)
$$;
"""

SHOWS_TEACHERS = """
CREATE FUNCTION preau_shows_teachers(body bigint, school bigint) RETURNS boolean
LANGUAGE sql STABLE AS $$
  SELECT coalesce(bool_or(school_id IS NOT NULL AND is_on), false)
         AND coalesce(bool_and(is_on AND (visible_from IS NULL OR visible_from <= now())), false)
  FROM boards_switch
  WHERE board_id = body AND (school_id IS NULL OR school_id = school)
    AND key = 'rule.show_teachers'
$$;
"""

UNCONFIRMED = """
CREATE FUNCTION preau_unconfirmed(wanted bigint) RETURNS TABLE (board_id bigint, children bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT v.board_id, count(DISTINCT v.student_id) FROM preau_live_links(wanted) v
  WHERE NOT 'everything' = ANY (v.rights) AND NOT EXISTS (
    SELECT FROM people_childconfirmation c
    WHERE c.account_id = wanted AND c.student_id = v.student_id)
  GROUP BY v.board_id
$$;
"""

ADDRESS = """
CREATE FUNCTION preau_address_facts(wanted text)
RETURNS TABLE (on_file boolean, language text, words text[])
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT count(l.id) > 0, max(b.language),
         coalesce(array_agg(DISTINCT w) FILTER (WHERE w <> ''), '{}')
  FROM people_guardianlink l
  JOIN people_guardian g ON g.id = l.guardian_id AND g.ended_at IS NULL
  JOIN people_student s ON s.id = l.student_id AND s.ended_at IS NULL
  JOIN boards_board b ON b.id = l.board_id AND b.is_subscribed
  LEFT JOIN boards_school o ON o.id = s.school_id
  CROSS JOIN LATERAL unnest(ARRAY[g.given_name, g.family_name, s.given_name, s.family_name,
                                  b.short_name, coalesce(o.name, '')]) w
  WHERE l.email = wanted AND l.email <> '' AND l.ended_at IS NULL AND l.has_authority
$$;
"""

SIGNATURES = (
    "preau_live_links(bigint)",
    "preau_enter_family(bigint)",
    "preau_confirm_child(bigint, bigint, text, text, text, text)",
    "preau_alert_school(bigint, bigint)",
    "preau_school_of(bigint, bigint)",
    "preau_unconfirmed(bigint)",
    "preau_address_facts(text)",
)
EXECUTE = (
    ";".join(
        f"REVOKE ALL ON FUNCTION {name} FROM PUBLIC;"
        f"GRANT EXECUTE ON FUNCTION {name} TO preau_app, preau_family"
        for name in SIGNATURES[1:]
    )
    + f";REVOKE ALL ON FUNCTION {SIGNATURES[0]} FROM PUBLIC"
)

OWN_GROUPS = (
    "id IN (SELECT group_id FROM people_enrolment)"
    " OR id IN (SELECT home_group_id FROM people_student)"
)
# What the school hides, the database hides: no teacher without the switch.
OWN_TEACHING = (
    "group_id IN (SELECT g.id FROM people_group g"
    " WHERE preau_shows_teachers(g.board_id, g.school_id))"
)
OWN_TEACHERS = "id IN (SELECT staff_id FROM people_teachingassignment)"

STAFF_COLUMNS = """
REVOKE SELECT ON people_staffmember FROM preau_family;
GRANT SELECT (id, board_id, given_name, family_name, title, role, public_email, ended_at)
  ON people_staffmember TO preau_family;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0001_tables"),
        ("boards", "0001_tables"),
        ("core", "0003_walls"),
        ("account", "0009_emailaddress_unique_primary_email"),
    ]
    operations = [
        *(
            migrations.RunSQL(sql, migrations.RunSQL.noop)
            for sql in (
                LIVE_LINKS,
                ENTER,
                CONFIRM,
                ALERT,
                SCHOOL_OF,
                SHOWS_TEACHERS,
                UNCONFIRMED,
                ADDRESS,
                EXECUTE,
            )
        ),
        *tenant("people_student", f"id {rls.IN_STUDENTS}"),
        *tenant("people_guardianlink", f"id {rls.IN_LINKS}"),
        *tenant(
            "people_guardian",
            "id IN (SELECT guardian_id FROM people_guardianlink)",
        ),
        *tenant("people_linkrestriction"),
        *tenant("people_enrolment", f"student_id {rls.IN_STUDENTS}"),
        *tenant("people_group", OWN_GROUPS),
        *tenant("people_course", "id IN (SELECT course_id FROM people_group)"),
        *tenant("people_teachingassignment", OWN_TEACHING),
        *tenant("people_staffmember", OWN_TEACHERS),
        migrations.RunSQL(STAFF_COLUMNS, migrations.RunSQL.noop),
        *rls.protect(
            "people_childconfirmation",
            {
                (FAMILY, "SELECT"): f"account_id {rls.IS_ACCOUNT}",
                (FAMILY, "UPDATE"): f"account_id {rls.IS_ACCOUNT}",
                (JOBS, "SELECT"): f"board_id {rls.IS_BOARD}",
            },
        ),
        *rls.protect(
            "people_incident",
            {
                (FAMILY, "SELECT"): f"account_id {rls.IS_ACCOUNT}",
                (FAMILY, "INSERT"): f"account_id {rls.IS_ACCOUNT}",
                (FAMILY, "UPDATE"): f"account_id {rls.IS_ACCOUNT}",
                (JOBS, "ALL"): f"board_id {rls.IS_BOARD}",
            },
        ),
    ]
