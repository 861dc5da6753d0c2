"""The list of a parent's messages. One message about three siblings is one row."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection

from preau.core.wording import spoken_language
from preau.messaging.enums import Category
from preau.messaging.years import opening_of, year_of


@dataclass(frozen=True)
class Filters:
    """What a parent asks to see. `archives`: put away, out of its window, or of earlier years."""

    archives: bool = False
    child_id: int | None = None
    category: str = ""
    unread: bool = False
    words: tuple[str, ...] = field(default=())
    year: int | None = None


@dataclass(frozen=True)
class MessageRow:
    """One message of the list. `student_ids` are the pupils in scope that it is about."""

    id: int
    title: str
    excerpt: str
    category: str
    author_name: str
    author_role: str
    sender: str
    starts_at: datetime
    ends_at: datetime | None
    is_pinned: bool
    needs_confirmation: bool
    opened_at: datetime | None
    confirmed_at: datetime | None
    archived_at: datetime | None
    student_ids: Sequence[int]
    attachments: int
    has_answer: bool

    @property
    def is_unread(self) -> bool:
        return self.opened_at is None

    @property
    def awaits(self) -> bool:
        """True when the school asks that its reading be confirmed, and it is not."""
        return self.needs_confirmation and self.confirmed_at is None


_FRONT = """(m.starts_at >= %(opening)s AND (m.ends_at IS NULL OR m.ends_at > %(at)s)
  AND g.archived_at IS NULL)"""
# Folded words on both sides: each word typed begins a word of the message.
_INBOX = f"""
WITH mine AS (
  SELECT r.message_id, array_agg(r.student_id ORDER BY r.student_id) AS students
  FROM messaging_messagerecipient r WHERE r.student_id = ANY (%(students)s)
  GROUP BY r.message_id
  HAVING %(child)s::bigint IS NULL OR bool_or(r.student_id = %(child)s)
)
SELECT m.id, m.title, m.excerpt, m.category, m.author_name, m.author_role,
       coalesce(o.name, CASE WHEN %(english)s AND b.name_en <> '' THEN b.name_en
                             ELSE b.short_name END),
       m.starts_at, m.ends_at, m.is_pinned, m.needs_confirmation,
       g.opened_at, g.confirmed_at, g.archived_at, mine.students,
       (SELECT count(*) FROM messaging_messageattachment a WHERE a.message_id = m.id),
       EXISTS (SELECT FROM messaging_thread t JOIN messaging_threadpost p ON p.thread_id = t.id
               WHERE t.message_id = m.id AND p.author_kind = 'staff'
                 AND (t.seen_at IS NULL OR p.sent_at > t.seen_at))
FROM mine JOIN messaging_message m ON m.id = mine.message_id
JOIN boards_board b ON b.id = m.board_id
LEFT JOIN boards_school o ON o.id = m.school_id
LEFT JOIN messaging_messagereading g ON g.message_id = m.id
WHERE {_FRONT} <> %(archives)s
  AND (%(category)s = '' OR m.category = %(category)s)
  AND (NOT %(unread)s OR g.opened_at IS NULL)
  AND (%(from)s::timestamptz IS NULL OR m.starts_at >= %(from)s AND m.starts_at < %(to)s)
  AND (SELECT coalesce(bool_and(strpos(' ' || m.search, ' ' || word) > 0), true)
       FROM unnest(%(words)s::text[]) AS word)
ORDER BY (g.opened_at IS NULL OR m.needs_confirmation AND g.confirmed_at IS NULL) DESC,
         (g.opened_at IS NULL AND m.category = ANY (%(pressing)s)) DESC,
         (m.is_pinned AND NOT %(archives)s) DESC,
         m.starts_at DESC, m.id DESC
LIMIT %(most)s OFFSET %(skipped)s
"""


def inbox(
    student_ids: Sequence[int], filters: Filters, *, at: datetime, most: int, skipped: int = 0
) -> list[MessageRow]:
    """Messages about these pupils: those that wait to be read, the pressing ones before; then those
    that are pinned; the latest first.
    """
    values = {
        "students": list(student_ids),
        "child": filters.child_id,
        "english": spoken_language() == "en",
        "archives": filters.archives,
        "category": filters.category,
        "unread": filters.unread,
        "words": list(filters.words),
        "from": opening_of(filters.year) if filters.year else None,
        "to": opening_of(filters.year + 1) if filters.year else None,
        "opening": opening_of(year_of(at)),
        "at": at,
        "pressing": [Category.URGENT, Category.CLOSURE],
        "most": most,
        "skipped": skipped,
    }
    with connection.cursor() as cursor:
        cursor.execute(_INBOX, values)
        return [MessageRow(*row) for row in cursor.fetchall()]


_YEARS = """
SELECT DISTINCT extract(year FROM (m.starts_at AT TIME ZONE 'America/Toronto')
                                  - interval '6 months')::int AS year
FROM messaging_messagerecipient r JOIN messaging_message m ON m.id = r.message_id
WHERE r.student_id = ANY (%s) ORDER BY year DESC
"""


def years_of(student_ids: Sequence[int]) -> list[int]:
    """The school years of the messages about these pupils, the latest first."""
    with connection.cursor() as cursor:
        cursor.execute(_YEARS, [list(student_ids)])
        return [year for (year,) in cursor.fetchall()]
