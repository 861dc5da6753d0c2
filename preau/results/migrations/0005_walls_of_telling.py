"""Walls of what tells of travaux: whom a mail may reach, and when a school's week begins.

A mail goes to who may read the result now, by a link that lives, and chose that pace or has it by
the school's rule. It is asked once more when the mail leaves (preau/notifications).
"""

from django.db import migrations

from preau.core import rls

OWN = f"board_id {rls.IS_BOARD}"
RULE = {
    **{
        (role, "SELECT"): "true"
        for role in ("preau_app", "preau_family", "preau_office", "preau_jobs")
    },
    **{("preau_jobs", verb): OWN for verb in ("INSERT", "UPDATE", "DELETE")},
}

# A school's own rule before that of its body; without either, at once, and Mondays at seven.
RULES = """
CREATE FUNCTION results_work_rule(body bigint, school bigint)
RETURNS TABLE (pace text, weekday int, sent_at time) LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN QUERY
  SELECT o.pace, o.weekday, o.sent_at FROM (
    SELECT r.pace::text, r.weekday::int, r.sent_at, (r.school_id IS NULL)::int AS place
    FROM results_workrule r
    WHERE r.board_id = body AND (r.school_id = school OR r.school_id IS NULL)
    UNION ALL SELECT 'live', 1, time '07:00', 2
  ) o ORDER BY o.place LIMIT 1;
END $$;

CREATE FUNCTION results_week_start(weekday int, sent_at time, at timestamptz) RETURNS timestamptz
LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE here timestamp := at AT TIME ZONE 'America/Toronto'; found timestamp;
BEGIN
  found := date_trunc('week', here) + (weekday - 1) * interval '1 day' + sent_at;
  IF found > here THEN found := found - interval '7 days'; END IF;
  RETURN found AT TIME ZONE 'America/Toronto';
END $$;
"""

# Of some results: the accounts that may read them now and see travaux at that pace.
READERS = """
CREATE FUNCTION preau_work_readers(wanted text, results bigint[])
RETURNS TABLE (account_id bigint, email text, language text, student_id bigint, name text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH pupil AS (
    SELECT DISTINCT s.id, s.board_id, s.school_id, s.birth_on,
           coalesce(nullif(s.preferred_name, ''), s.given_name)::text AS name
    FROM results_workresult r JOIN results_work w ON w.id = r.work_id
    JOIN people_student s ON s.id = r.student_id
    WHERE r.id = ANY (results) AND r.board_id = preau_board() AND r.ended_at IS NULL
      AND r.status <> 'handed_in' AND r.published_at <= now() AND results_work_is_out(w.id)
      AND w.due_on >= coalesce((SELECT max(y.starts_on) FROM boards_schoolyear y
        WHERE y.board_id = w.board_id AND y.ended_at IS NULL
          AND y.starts_on <= (now() AT TIME ZONE 'America/Toronto')::date), '-infinity')
  )
  SELECT a.id, a.email::text, a.language::text, p.id, p.name
  FROM pupil p
  JOIN people_childconfirmation c ON c.student_id = p.id AND c.disowned_at IS NULL
  JOIN accounts_account a ON a.id = c.account_id
  LEFT JOIN results_pacechoice h ON h.account_id = a.id AND h.student_id = p.id
  WHERE coalesce(h.pace, (SELECT u.pace FROM results_work_rule(p.board_id, p.school_id) u)) = wanted
    AND EXISTS (SELECT FROM preau_live_links(a.id) v WHERE v.student_id = p.id
                AND NOT v.rights && ARRAY['everything', 'results'])
  ORDER BY a.id, p.birth_on, p.id
$$;
REVOKE ALL ON FUNCTION preau_work_readers(text, bigint[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION preau_work_readers(text, bigint[]) TO preau_jobs;
"""

# What was handed in and is marked now is news again.
NEWS = """
CREATE FUNCTION results_note_work_news() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.status = 'handed_in' AND NEW.status <> 'handed_in' THEN
    NEW.told_at := NULL;
    NEW.digested_at := NULL;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER work_result_news BEFORE UPDATE OF status ON results_workresult
  FOR EACH ROW EXECUTE FUNCTION results_note_work_news();
UPDATE results_workresult SET told_at = published_at, digested_at = published_at;
"""


def same_body(table: str) -> str:
    return "".join(
        f"CREATE TRIGGER {table}_school_id_{verb.lower()} AFTER {verb} ON results_{table}"
        " REFERENCING NEW TABLE AS written FOR EACH STATEMENT"
        " EXECUTE FUNCTION preau_check_references('school_id', 'boards_school');"
        for verb in ("INSERT", "UPDATE")
    )


class Migration(migrations.Migration):
    dependencies = [("results", "0004_telling_of_works")]
    operations = [
        *rls.protect("results_workrule", RULE),
        rls.read_only("results_workrule", "preau_app", "preau_family", "preau_office"),
        *rls.protect("results_workdigest", {("preau_jobs", "ALL"): OWN}),
        *(
            migrations.RunSQL(sql, migrations.RunSQL.noop)
            for sql in (RULES, READERS, NEWS, same_body("workrule"), same_body("workdigest"))
        ),
    ]
