"""Walls of results: nothing of an étape leaves the database for a family before its hour.

A family reads the report cards of pupils in scope, and of those who left (people migration 0009),
once their étape is published for the school and level of then, where that school shows results.
Everything of a card follows its card. An average shows of no group smaller than five, and only
where the school turned on one of its two switches. A travail follows its own hour.
"""

from django.db import migrations

from preau.core import rls

APP, FAMILY, OFFICE, JOBS = "preau_app", "preau_family", "preau_office", "preau_jobs"
OWN = f"board_id {rls.IS_BOARD}"
MINE = f"account_id {rls.IS_ACCOUNT}"
PUPILS = rls.in_students_with("results")
PUBLISHED = {
    **{(role, "SELECT"): "true" for role in (APP, FAMILY, OFFICE, JOBS)},
    **{(JOBS, verb): OWN for verb in ("INSERT", "UPDATE", "DELETE")},
}

FUNCTIONS = """
CREATE FUNCTION results_students() RETURNS bigint[] LANGUAGE sql STABLE PARALLEL SAFE AS
  $$ SELECT preau_students_with('results') || preau_archived() $$;

CREATE FUNCTION results_published_at(school bigint, level text, term bigint) RETURNS timestamptz
LANGUAGE sql STABLE AS $$
  SELECT p.at FROM results_publication p
  WHERE p.school_id = school AND p.term_id = term AND p.level IN ('', results_published_at.level)
  ORDER BY p.level DESC LIMIT 1
$$;

CREATE FUNCTION results_work_is_out(wanted bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT EXISTS (SELECT FROM results_work w JOIN people_group g ON g.id = w.group_id
    WHERE w.id = wanted AND w.ended_at IS NULL AND w.published_at <= now()
      AND preau_switched_on(w.board_id, g.school_id, 'tile.results', true))
$$;
REVOKE ALL ON FUNCTION results_work_is_out(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION results_work_is_out(bigint) TO preau_family;
"""

CARD = """
student_id = ANY ((SELECT results_students())::bigint[])
AND results_published_at(school_id, level, term_id) <= now()
AND preau_switched_on(board_id, school_id, 'tile.results', true)
"""
OF_CARD = "card_id IN (SELECT c.id FROM results_reportcard c)"
# The least group whose average re-identifies nobody (domain: fewer than five do).
AVERAGE = """
size >= 5 AND EXISTS (
  SELECT FROM results_subjectresult s JOIN results_reportcard c ON c.id = s.card_id
  WHERE s.group_id = results_groupaverage.group_id AND c.term_id = results_groupaverage.term_id
    AND (preau_switched_on(c.board_id, c.school_id, 'rule.show_averages', false)
      OR preau_switched_on(c.board_id, c.school_id, 'rule.averages_on_paper', false)))
"""
WORK_RESULT = f"""
student_id {PUPILS} AND ended_at IS NULL AND published_at <= now() AND results_work_is_out(work_id)
"""
RECEIPT = f"""
{MINE} AND EXISTS (SELECT FROM results_reportcard c
  WHERE c.id = card_id AND c.board_id = results_cardreceipt.board_id)
"""
FILE = f"""
{MINE} AND EXISTS (SELECT FROM results_reportcard c
  WHERE c.id = card_id AND c.board_id = results_cardfile.board_id)
"""
OF_PUPIL = f"{MINE} AND student_id {PUPILS}"

# Whoever writes, an import or a command: what families could see before is kept beside what is.
CHANGES = """
CREATE FUNCTION results_said(mark numeric, code text) RETURNS text LANGUAGE sql IMMUTABLE AS
  $$ SELECT coalesce(trim_scale(mark)::text, code) $$;

CREATE FUNCTION results_note_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE card bigint;
BEGIN
  IF (OLD.mark, OLD.code, OLD.final_mark, OLD.final_code)
     IS NOT DISTINCT FROM (NEW.mark, NEW.code, NEW.final_mark, NEW.final_code) THEN RETURN NEW;
  END IF;
  IF TG_TABLE_NAME = 'results_subjectresult' THEN card := NEW.card_id;
  ELSE SELECT s.card_id INTO card FROM results_subjectresult s WHERE s.id = NEW.subject_id;
  END IF;
  IF (SELECT results_published_at(c.school_id, c.level, c.term_id) <= now()
      FROM results_reportcard c WHERE c.id = card) THEN
    NEW.changed_at := now();
    NEW.previous_mark := CASE
      WHEN (OLD.mark, OLD.code) IS DISTINCT FROM (NEW.mark, NEW.code)
      THEN results_said(OLD.mark, OLD.code) ELSE results_said(OLD.final_mark, OLD.final_code) END;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER subject_changed BEFORE UPDATE ON results_subjectresult
  FOR EACH ROW EXECUTE FUNCTION results_note_change();
CREATE TRIGGER competency_changed BEFORE UPDATE ON results_competencyresult
  FOR EACH ROW EXECUTE FUNCTION results_note_change();

CREATE FUNCTION results_note_work_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.published_at <= now()
     AND (OLD.status, OLD.score, OLD.letters) IS DISTINCT FROM (NEW.status, NEW.score, NEW.letters)
  THEN
    NEW.changed_at := now();
    NEW.previous_score := left(results_said(OLD.score, OLD.letters), 12);
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER work_result_changed BEFORE UPDATE ON results_workresult
  FOR EACH ROW EXECUTE FUNCTION results_note_work_change();

CREATE FUNCTION results_keep_acknowledgement() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.acknowledged_at := coalesce(OLD.acknowledged_at, NEW.acknowledged_at);
  NEW.opened_at := coalesce(OLD.opened_at, NEW.opened_at);
  RETURN NEW;
END $$;
CREATE TRIGGER receipt_kept BEFORE UPDATE ON results_cardreceipt
  FOR EACH ROW EXECUTE FUNCTION results_keep_acknowledgement();
"""
COLUMNS = """
REVOKE UPDATE ON results_cardreceipt FROM preau_family;
GRANT UPDATE (opened_at, acknowledged_at) ON results_cardreceipt TO preau_family;
REVOKE UPDATE ON results_pacechoice FROM preau_family;
GRANT UPDATE (pace, changed_at) ON results_pacechoice TO preau_family;
REVOKE UPDATE ON results_visit FROM preau_family;
GRANT UPDATE (seen_at, before_at) ON results_visit TO preau_family;
"""

# Whom a mail about a published étape may reach: a slice of accounts by number, each with the cards
# that it may see now and has not acknowledged.
READERS = """
CREATE FUNCTION preau_report_card_readers(wanted bigint, after bigint, most int)
RETURNS TABLE (account_id bigint, email text, language text, cards bigint[], students bigint[],
               names text[])
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH cards AS (
    SELECT c.id, c.student_id FROM results_publication p
    JOIN results_reportcard c ON c.school_id = p.school_id AND c.term_id = p.term_id
      AND (p.level = '' OR c.level = p.level)
    WHERE p.id = wanted AND p.board_id = preau_board() AND p.at <= now()
      AND results_published_at(c.school_id, c.level, c.term_id) = p.at
      AND preau_switched_on(c.board_id, c.school_id, 'tile.results', true)
  ), some_of AS (
    SELECT DISTINCT c.account_id FROM cards k
    JOIN people_childconfirmation c ON c.student_id = k.student_id AND c.disowned_at IS NULL
    WHERE c.account_id > after ORDER BY c.account_id LIMIT most
  )
  SELECT a.id, a.email::text, a.language::text, coalesce(seen.cards, '{}'),
         coalesce(seen.students, '{}'), coalesce(seen.names, '{}')
  FROM some_of JOIN accounts_account a ON a.id = some_of.account_id
  LEFT JOIN LATERAL (
    SELECT array_agg(k.id ORDER BY s.birth_on, s.id) AS cards,
           array_agg(s.id ORDER BY s.birth_on, s.id) AS students,
           array_agg(coalesce(nullif(s.preferred_name, ''), s.given_name)::text
                     ORDER BY s.birth_on, s.id) AS names
    FROM (SELECT DISTINCT v.student_id FROM preau_live_links(a.id) v
          WHERE NOT v.rights && ARRAY['everything', 'results']) v
    JOIN people_childconfirmation c
      ON c.account_id = a.id AND c.student_id = v.student_id AND c.disowned_at IS NULL
    JOIN cards k ON k.student_id = v.student_id
    JOIN people_student s ON s.id = v.student_id
    WHERE NOT EXISTS (SELECT FROM results_cardreceipt t WHERE t.card_id = k.id
                      AND t.account_id = a.id AND t.acknowledged_at IS NOT NULL)
  ) seen ON true
  ORDER BY a.id
$$;
REVOKE ALL ON FUNCTION preau_report_card_readers(bigint, bigint, int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION preau_report_card_readers(bigint, bigint, int) TO preau_jobs;
"""


def same_body(table: str, column: str, target: str) -> str:
    """What a row names is of the row's own body: asked once a statement."""
    name = f"{table}_{column}"
    return "".join(
        f"CREATE TRIGGER {name}_{verb.lower()} AFTER {verb} ON results_{table}"
        " REFERENCING NEW TABLE AS written FOR EACH STATEMENT"
        f" EXECUTE FUNCTION preau_check_references('{column}', '{target}');"
        for verb in ("INSERT", "UPDATE")
    )


def still_named(table: str, column: str, target: str) -> str:
    return (
        f"CREATE TRIGGER {table}_{column}_delete AFTER DELETE ON {target}"
        " REFERENCING OLD TABLE AS removed FOR EACH STATEMENT"
        f" EXECUTE FUNCTION preau_check_referenced('{column}', 'results_{table}');"
    )


SAME_BODY = (
    ("termrule", "term_id", "boards_term"),
    ("competency", "course_id", "people_course"),
    ("publication", "school_id", "boards_school"),
    ("publication", "term_id", "boards_term"),
    ("reportcard", "student_id", "people_student"),
    ("reportcard", "school_id", "boards_school"),
    ("reportcard", "term_id", "boards_term"),
    ("subjectresult", "card_id", "results_reportcard"),
    ("subjectresult", "course_id", "people_course"),
    ("subjectresult", "group_id", "people_group"),
    ("competencyresult", "subject_id", "results_subjectresult"),
    ("competencyresult", "competency_id", "results_competency"),
    ("cardnote", "card_id", "results_reportcard"),
    ("groupaverage", "group_id", "people_group"),
    ("groupaverage", "term_id", "boards_term"),
    ("work", "group_id", "people_group"),
    ("work", "term_id", "boards_term"),
    ("workresult", "work_id", "results_work"),
    ("workresult", "student_id", "people_student"),
    ("signature", "school_id", "boards_school"),
)
# Those without a foreign key of the database.
STILL_NAMED = tuple(
    parts
    for parts in SAME_BODY
    if parts[0] not in ("termrule", "publication", "signature")
    and parts != ("reportcard", "school_id", "boards_school")
)
HEAVY = ("reportcard", "subjectresult", "competencyresult", "workresult")


class Migration(migrations.Migration):
    dependencies = [("results", "0001_tables"), ("people", "0011_archives")]
    operations = [
        *(
            operation
            for table in ("results_publication", "results_termrule", "results_competency")
            for operation in (
                *rls.protect(table, PUBLISHED),
                rls.read_only(table, APP, FAMILY, OFFICE),
            )
        ),
        migrations.RunSQL(FUNCTIONS, migrations.RunSQL.noop),
        *rls.protect("results_reportcard", {(JOBS, "ALL"): OWN, (FAMILY, "SELECT"): CARD}),
        *rls.protect("results_subjectresult", {(JOBS, "ALL"): OWN, (FAMILY, "SELECT"): OF_CARD}),
        *rls.protect(
            "results_competencyresult",
            {
                (JOBS, "ALL"): OWN,
                (FAMILY, "SELECT"): "subject_id IN (SELECT s.id FROM results_subjectresult s)",
            },
        ),
        *rls.protect("results_cardnote", {(JOBS, "ALL"): OWN, (FAMILY, "SELECT"): OF_CARD}),
        *rls.protect("results_groupaverage", {(JOBS, "ALL"): OWN, (FAMILY, "SELECT"): AVERAGE}),
        *rls.protect("results_workresult", {(JOBS, "ALL"): OWN, (FAMILY, "SELECT"): WORK_RESULT}),
        *rls.protect(
            "results_work",
            {
                (JOBS, "ALL"): OWN,
                (FAMILY, "SELECT"): "id IN (SELECT r.work_id FROM results_workresult r)",
            },
        ),
        *rls.protect(
            "results_pacechoice",
            {(FAMILY, verb): OF_PUPIL for verb in ("SELECT", "INSERT", "UPDATE")},
        ),
        *rls.protect(
            "results_visit", {(FAMILY, verb): OF_PUPIL for verb in ("SELECT", "INSERT", "UPDATE")}
        ),
        *rls.protect(
            "results_cardreceipt",
            {
                (JOBS, "ALL"): OWN,
                **{(FAMILY, verb): RECEIPT for verb in ("SELECT", "INSERT", "UPDATE")},
            },
        ),
        *rls.protect(
            "results_cardfile",
            {
                (JOBS, "ALL"): OWN,
                **{(FAMILY, verb): FILE for verb in ("SELECT", "INSERT", "DELETE")},
            },
        ),
        *rls.protect(
            "results_signature",
            {
                (JOBS, "ALL"): OWN,
                (FAMILY, "SELECT"): "school_id IN (SELECT c.school_id FROM results_reportcard c)",
            },
        ),
        *(
            migrations.RunSQL(sql, migrations.RunSQL.noop)
            for sql in (
                CHANGES,
                COLUMNS,
                READERS,
                *(same_body(*parts) for parts in SAME_BODY),
                *(still_named(*parts) for parts in STILL_NAMED),
                *(f"ALTER SEQUENCE results_{table}_id_seq CACHE 100" for table in HEAVY),
            )
        ),
        rls.tells_keys("results_cardfile"),
        rls.tells_keys("results_signature"),
    ]
