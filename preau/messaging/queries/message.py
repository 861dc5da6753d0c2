"""One message as its parent reads it, with what they and the school wrote under it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from preau.core.wording import spoken_language
from preau.messaging.enums import AuthorKind
from preau.messaging.models import MessageAttachment


@dataclass(frozen=True)
class OpenMessage:
    """`receives`: the author takes replies; `is_paused`: the school has stopped all of them."""

    id: int
    board_id: int
    school_id: int | None
    sender: str
    title: str
    body: str
    category: str
    author_name: str
    author_role: str
    starts_at: datetime
    ends_at: datetime | None
    is_pinned: bool
    needs_confirmation: bool
    receives: bool
    is_paused: bool
    opened_at: datetime | None
    confirmed_at: datetime | None
    archived_at: datetime | None
    student_ids: Sequence[int]


_MESSAGE = """
SELECT m.id, m.board_id, m.school_id,
       coalesce(o.name, CASE WHEN %s AND b.name_en <> '' THEN b.name_en ELSE b.short_name END),
       m.title, m.body, m.category, m.author_name, m.author_role, m.starts_at, m.ends_at,
       m.is_pinned, m.needs_confirmation, m.allows_replies,
       NOT preau_switched_on(m.board_id, m.school_id, 'rule.replies', true),
       g.opened_at, g.confirmed_at, g.archived_at, mine.students
FROM (SELECT r.message_id, array_agg(r.student_id ORDER BY r.student_id) AS students
      FROM messaging_messagerecipient r
      WHERE r.message_id = %s AND r.student_id = ANY (%s) GROUP BY r.message_id) mine
JOIN messaging_message m ON m.id = mine.message_id
JOIN boards_board b ON b.id = m.board_id
LEFT JOIN boards_school o ON o.id = m.school_id
LEFT JOIN messaging_messagereading g ON g.message_id = m.id
WHERE m.id = %s
"""


def message_about(student_ids: Sequence[int], message_id: int) -> OpenMessage | None:
    """The message if it is about one of these pupils, and seen by the family in scope."""
    with connection.cursor() as cursor:
        english = spoken_language() == "en"
        cursor.execute(_MESSAGE, [english, message_id, list(student_ids), message_id])
        row = cursor.fetchone()
    return OpenMessage(*row) if row else None


def attachments_of(message_id: int) -> list[MessageAttachment]:
    """The files of a message in scope, in the order they were joined."""
    return list(MessageAttachment.objects.filter(message_id=message_id).order_by("id"))


@dataclass(frozen=True)
class Post:
    """What somebody wrote. `is_mine`: the parent who reads."""

    is_mine: bool
    author: str
    text: str
    sent_at: datetime


@dataclass(frozen=True)
class OpenThread:
    """An exchange about one pupil. `readers`: who of the school reads it besides the author."""

    id: int
    student_id: int
    closed_at: datetime | None
    readers: Sequence[str]
    posts: Sequence[Post]


_THREADS = """
SELECT t.id, t.student_id, t.closed_at,
       ARRAY (SELECT s.label FROM messaging_threadstaff s WHERE s.thread_id = t.id ORDER BY s.id),
       p.author_kind, p.author_label, p.text, p.sent_at
FROM messaging_thread t JOIN messaging_threadpost p ON p.thread_id = t.id
WHERE t.message_id = %s AND t.student_id = ANY (%s)
ORDER BY t.opened_at, t.id, p.sent_at, p.id
"""


def threads_of(message_id: int, student_ids: Sequence[int]) -> list[OpenThread]:
    """This parent's exchanges under a message, about these pupils."""
    with connection.cursor() as cursor:
        cursor.execute(_THREADS, [message_id, list(student_ids)])
        rows = cursor.fetchall()
    found: dict[int, OpenThread] = {}
    posts: dict[int, list[Post]] = {}
    for thread_id, student_id, closed_at, readers, kind, author, text, sent_at in rows:
        written = posts.setdefault(thread_id, [])
        written.append(Post(kind == AuthorKind.PARENT, author, text, sent_at))
        found[thread_id] = OpenThread(thread_id, student_id, closed_at, readers, written)
    return list(found.values())
