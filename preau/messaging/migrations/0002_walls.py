"""A family sees a message through a pupil it is about; what it did with it, it alone.

A message withdrawn, or not due yet, does not exist for a family, and neither do its files, readings
and threads. A family answers only where the author allows it and the school receives answers; it
never writes in the school's name, nor in another parent's thread.
"""

from django.db import migrations

from preau.core import rls

FAMILY, JOBS = "preau_family", "preau_jobs"
OWN = f"board_id {rls.IS_BOARD}"
PUPILS = rls.in_students_with("messages")


def mine(table: str) -> str:
    """The account's own, under a message that it still sees: one look-up a row, by its number."""
    return f"account_id {rls.IS_ACCOUNT} AND {under_message(table)}"


def under_message(table: str) -> str:
    return f"EXISTS (SELECT FROM messaging_message m WHERE m.id = {table}.message_id)"


MY_THREAD = "thread_id IN (SELECT id FROM messaging_thread)"

VISIBLE = """
withdrawn_at IS NULL AND starts_at <= now()
AND id IN (SELECT r.message_id FROM messaging_messagerecipient r)
"""
# The board of what a family writes is the message's own; a reading is of a message it may see.
READING = f"""
account_id {rls.IS_ACCOUNT} AND EXISTS (
  SELECT FROM messaging_message m
  WHERE m.id = messaging_messagereading.message_id AND m.board_id = messaging_messagereading.board_id)
"""
THREAD = f"""
account_id {rls.IS_ACCOUNT} AND closed_at IS NULL AND EXISTS (
  SELECT FROM messaging_message m JOIN messaging_messagerecipient r ON r.message_id = m.id
  WHERE m.id = messaging_thread.message_id AND m.board_id = messaging_thread.board_id
    AND r.student_id = messaging_thread.student_id AND m.allows_replies
    AND preau_switched_on(m.board_id, m.school_id, 'rule.replies', true))
"""
POST = f"""
author_kind = 'parent' AND account_id {rls.IS_ACCOUNT} AND staff_id IS NULL AND EXISTS (
  SELECT FROM messaging_thread t JOIN messaging_message m ON m.id = t.message_id
  WHERE t.id = messaging_threadpost.thread_id AND t.board_id = messaging_threadpost.board_id
    AND t.closed_at IS NULL AND m.allows_replies
    AND preau_switched_on(m.board_id, m.school_id, 'rule.replies', true))
"""
COLUMNS = """
REVOKE UPDATE ON messaging_messagereading, messaging_thread FROM preau_family;
GRANT UPDATE (opened_at, confirmed_at, archived_at) ON messaging_messagereading TO preau_family;
GRANT UPDATE (seen_at) ON messaging_thread TO preau_family;
REVOKE SELECT ON messaging_message FROM preau_family;
GRANT SELECT (id, board_id, school_id, author_name, author_role, title, body, excerpt, search,
  category, is_pinned, needs_confirmation, allows_replies, starts_at, ends_at, withdrawn_at)
  ON messaging_message TO preau_family;
"""

# Whom a mail of a message may reach: of the accounts that confirmed a pupil it is about, a slice by
# number, each with those of its pupils that it may see now and whose school shows messages.
READERS = """
CREATE FUNCTION preau_message_readers(wanted bigint, after bigint, most int)
RETURNS TABLE (account_id bigint, email text, language text, students bigint[], names text[])
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT a.id, a.email::text, a.language::text,
         coalesce(seen.students, '{}'), coalesce(seen.names, '{}')
  FROM (
    SELECT DISTINCT c.account_id FROM messaging_message m
    JOIN messaging_messagerecipient r ON r.message_id = m.id
    JOIN people_childconfirmation c ON c.student_id = r.student_id AND c.disowned_at IS NULL
    WHERE m.id = wanted AND m.board_id = preau_board() AND c.account_id > after
    ORDER BY c.account_id LIMIT most
  ) some_of
  JOIN accounts_account a ON a.id = some_of.account_id
  LEFT JOIN LATERAL (
    SELECT array_agg(s.id ORDER BY s.birth_on, s.id) AS students,
           array_agg(coalesce(nullif(s.preferred_name, ''), s.given_name)::text
                     ORDER BY s.birth_on, s.id) AS names
    FROM (SELECT DISTINCT v.student_id FROM preau_live_links(a.id) v
          WHERE NOT v.rights && ARRAY['everything', 'messages']) v
    JOIN people_childconfirmation c
      ON c.account_id = a.id AND c.student_id = v.student_id AND c.disowned_at IS NULL
    JOIN messaging_messagerecipient r ON r.message_id = wanted AND r.student_id = v.student_id
    JOIN people_student s ON s.id = v.student_id
    WHERE preau_switched_on(s.board_id, s.school_id, 'tile.messages', true)
  ) seen ON true
  ORDER BY a.id
$$;
REVOKE ALL ON FUNCTION preau_message_readers(bigint, bigint, int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION preau_message_readers(bigint, bigint, int) TO preau_jobs;
"""


def same_body(table: str, column: str, target: str) -> str:
    """What a row names is of the row's own body: asked once a statement."""
    name = f"{table.removeprefix('messaging_')}_{column}"
    return "".join(
        f"CREATE TRIGGER {name}_{verb.lower()} AFTER {verb} ON {table}"
        " REFERENCING NEW TABLE AS written FOR EACH STATEMENT"
        f" EXECUTE FUNCTION preau_check_references('{column}', '{target}');"
        for verb in ("INSERT", "UPDATE")
    )


STILL_NAMED = """
CREATE TRIGGER messagerecipient_student_id_delete AFTER DELETE ON people_student
REFERENCING OLD TABLE AS removed FOR EACH STATEMENT
EXECUTE FUNCTION preau_check_referenced('student_id', 'messaging_messagerecipient');
"""

SAME_BODY = (
    ("messaging_message", "school_id", "boards_school"),
    ("messaging_message", "staff_id", "people_staffmember"),
    ("messaging_messageaudience", "message_id", "messaging_message"),
    ("messaging_messageaudience", "school_id", "boards_school"),
    ("messaging_messageaudience", "group_id", "people_group"),
    ("messaging_messageaudience", "course_id", "people_course"),
    ("messaging_messageaudience", "student_id", "people_student"),
    ("messaging_messagerecipient", "message_id", "messaging_message"),
    ("messaging_messagerecipient", "student_id", "people_student"),
    ("messaging_messageattachment", "message_id", "messaging_message"),
    ("messaging_threadstaff", "thread_id", "messaging_thread"),
    ("messaging_threadstaff", "staff_id", "people_staffmember"),
    ("messaging_threadpost", "staff_id", "people_staffmember"),
)


class Migration(migrations.Migration):
    dependencies = [("messaging", "0001_tables"), ("people", "0007_rights_and_age")]
    operations = [
        *rls.protect(
            "messaging_messagerecipient",
            {(JOBS, "ALL"): OWN, (FAMILY, "SELECT"): f"student_id {PUPILS}"},
        ),
        *rls.protect("messaging_message", {(JOBS, "ALL"): OWN, (FAMILY, "SELECT"): VISIBLE}),
        *rls.protect("messaging_messageaudience", {(JOBS, "ALL"): OWN}),
        *rls.protect(
            "messaging_messageattachment",
            {
                (JOBS, "ALL"): OWN,
                (FAMILY, "SELECT"): under_message("messaging_messageattachment"),
            },
        ),
        *rls.protect(
            "messaging_messagereading",
            {
                (JOBS, "SELECT"): OWN,
                (FAMILY, "SELECT"): mine("messaging_messagereading"),
                (FAMILY, "INSERT"): READING,
                (FAMILY, "UPDATE"): mine("messaging_messagereading"),
            },
        ),
        *rls.protect(
            "messaging_thread",
            {
                (JOBS, "ALL"): OWN,
                (FAMILY, "SELECT"): f"{mine('messaging_thread')} AND student_id {PUPILS}",
                (FAMILY, "INSERT"): THREAD,
                (FAMILY, "UPDATE"): f"{mine('messaging_thread')} AND student_id {PUPILS}",
            },
        ),
        *rls.protect("messaging_threadstaff", {(JOBS, "ALL"): OWN, (FAMILY, "SELECT"): MY_THREAD}),
        *rls.protect(
            "messaging_threadpost",
            {(JOBS, "ALL"): OWN, (FAMILY, "SELECT"): MY_THREAD, (FAMILY, "INSERT"): POST},
        ),
        rls.tells_keys("messaging_messageattachment"),
        *(
            migrations.RunSQL(sql, migrations.RunSQL.noop)
            for sql in (COLUMNS, READERS, STILL_NAMED, *(same_body(*parts) for parts in SAME_BODY))
        ),
    ]
