"""A family writes the few columns that are its own to write, and asks about itself only.

What a school answers to an incident, and which child a confirmation is about, no family can change;
an incident names no pupil out of scope. Within a family's scope the functions that look past it
answer about its own account and no other.
"""

from django.db import migrations

from preau.core import rls

COLUMNS = """
REVOKE UPDATE ON people_childconfirmation, people_incident FROM preau_family;
GRANT UPDATE (disowned_at) ON people_childconfirmation TO preau_family;
GRANT UPDATE (answer_read_at) ON people_incident TO preau_family;
"""

OWN_INCIDENT = f"""
ALTER POLICY family_insert ON people_incident WITH CHECK (
  account_id {rls.IS_ACCOUNT} AND state = 'open' AND answer = '' AND answered_at IS NULL
  AND kind IN ('not_my_child', 'missing_child')
  AND (student_id IS NULL OR student_id {rls.IN_STUDENTS})
)
"""

CONFIRM = """
CREATE OR REPLACE FUNCTION preau_confirm_child(
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
    AND wanted = coalesce(preau_account(), wanted)
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

UNCONFIRMED = """
CREATE OR REPLACE FUNCTION preau_unconfirmed(wanted bigint)
RETURNS TABLE (board_id bigint, children bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT v.board_id, count(DISTINCT v.student_id) FROM preau_live_links(wanted) v
  WHERE wanted = coalesce(preau_account(), wanted)
  AND NOT 'everything' = ANY (v.rights) AND NOT EXISTS (
    SELECT FROM people_childconfirmation c
    WHERE c.account_id = wanted AND c.student_id = v.student_id)
  GROUP BY v.board_id
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0004_lighter_rows")]
    operations = [
        migrations.RunSQL(sql, migrations.RunSQL.noop)
        for sql in (COLUMNS, OWN_INCIDENT, CONFIRM, UNCONFIRMED)
    ]
