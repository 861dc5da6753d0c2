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
MINE = f"account_id {rls.IS_ACCOUNT} AND message_id IN (SELECT id FROM messaging_message)"
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
                (FAMILY, "SELECT"): "message_id IN (SELECT id FROM messaging_message)",
            },
        ),
        *rls.protect(
            "messaging_messagereading",
            {
                (JOBS, "SELECT"): OWN,
                (FAMILY, "SELECT"): MINE,
                (FAMILY, "INSERT"): READING,
                (FAMILY, "UPDATE"): MINE,
            },
        ),
        *rls.protect(
            "messaging_thread",
            {
                (JOBS, "ALL"): OWN,
                (FAMILY, "SELECT"): f"{MINE} AND student_id {PUPILS}",
                (FAMILY, "INSERT"): THREAD,
                (FAMILY, "UPDATE"): f"{MINE} AND student_id {PUPILS}",
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
            for sql in (COLUMNS, STILL_NAMED, *(same_body(*parts) for parts in SAME_BODY))
        ),
    ]
