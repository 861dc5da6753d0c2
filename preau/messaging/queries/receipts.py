"""What a school asks of a message it published: which children have nobody who opened it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection

_ACCOUNTS = """
SELECT r.student_id, g.opened_at, g.confirmed_at
FROM messaging_messagerecipient r
JOIN people_childconfirmation c ON c.student_id = r.student_id AND c.disowned_at IS NULL
JOIN messaging_messagereading g ON g.account_id = c.account_id AND g.message_id = r.message_id
WHERE r.message_id = %(message)s AND EXISTS (
  SELECT FROM people_guardianlink l JOIN account_emailaddress e ON e.email = l.email AND e.verified
  WHERE l.student_id = r.student_id AND e.user_id = c.account_id
    AND l.ended_at IS NULL AND l.has_authority)
"""
_UNOPENED = f"""
WITH done AS ({_ACCOUNTS})
SELECT s.id, coalesce(nullif(s.preferred_name, ''), s.given_name) || ' ' || s.family_name
FROM messaging_messagerecipient r JOIN people_student s ON s.id = r.student_id
WHERE r.message_id = %(message)s AND s.ended_at IS NULL AND NOT EXISTS (
  SELECT FROM done d WHERE d.student_id = r.student_id AND d.opened_at IS NOT NULL)
ORDER BY preau_fold(s.family_name), preau_fold(s.given_name), s.id
LIMIT %(most)s
"""
_COUNTS = f"""
WITH done AS ({_ACCOUNTS})
SELECT (SELECT count(*) FROM messaging_messagerecipient r JOIN people_student s
          ON s.id = r.student_id AND s.ended_at IS NULL WHERE r.message_id = %(message)s),
       (SELECT count(DISTINCT student_id) FROM done WHERE opened_at IS NOT NULL),
       (SELECT count(DISTINCT student_id) FROM done WHERE confirmed_at IS NOT NULL)
"""


@dataclass(frozen=True)
class Receipts:
    """Children, not parents: one guardian who opened it counts for the child."""

    pupils: int
    opened: int
    confirmed: int


def receipts_of(message_id: int) -> Receipts:
    """How many children a message is about, and for how many somebody opened or confirmed it."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNTS, {"message": message_id})
        return Receipts(*cursor.fetchone())


def children_unopened(message_id: int, *, most: int) -> Sequence[tuple[int, str]]:
    """The children of whom no guardian opened the message: number and name, by family name."""
    with connection.cursor() as cursor:
        cursor.execute(_UNOPENED, {"message": message_id, "most": most})
        return [(student_id, name) for student_id, name in cursor.fetchall()]
