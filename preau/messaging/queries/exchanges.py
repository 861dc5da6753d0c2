"""What the school reads of its messages, in the scope of its body: the latest, and what waits."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection


@dataclass(frozen=True)
class PublishedMessage:
    """A message of the body, as its school finds it again."""

    id: int
    starts_at: datetime
    title: str
    sender: str
    pupils: int
    withdrawn_at: datetime | None


_PUBLISHED = """
SELECT m.id, m.starts_at, m.title, coalesce(o.name, b.short_name),
       (SELECT count(*) FROM messaging_messagerecipient r WHERE r.message_id = m.id),
       m.withdrawn_at
FROM messaging_message m JOIN boards_board b ON b.id = m.board_id
LEFT JOIN boards_school o ON o.id = m.school_id
WHERE m.board_id = (SELECT preau_board()) ORDER BY m.id DESC LIMIT %s
"""


def latest_messages(*, most: int) -> list[PublishedMessage]:
    """The body's latest messages, withdrawn ones too."""
    with connection.cursor() as cursor:
        cursor.execute(_PUBLISHED, [most])
        return [PublishedMessage(*row) for row in cursor.fetchall()]


@dataclass(frozen=True)
class WaitingPost:
    author: str
    text: str
    sent_at: datetime


@dataclass(frozen=True)
class WaitingThread:
    """An exchange in which a parent wrote last; `posts` are those without an answer."""

    id: int
    student_id: int
    pupil: str
    message_id: int
    title: str
    sender: str
    answers_by: str
    posts: Sequence[WaitingPost]


_WAITING = """
SELECT t.id, s.id, coalesce(nullif(s.preferred_name, ''), s.given_name) || ' ' || s.family_name,
       m.id, m.title, coalesce(o.name, b.short_name),
       coalesce(f.given_name || ' ' || f.family_name, ''), unanswered.posts
FROM messaging_thread t
JOIN messaging_message m ON m.id = t.message_id AND m.withdrawn_at IS NULL
JOIN people_student s ON s.id = t.student_id
JOIN boards_board b ON b.id = m.board_id
LEFT JOIN boards_school o ON o.id = m.school_id
LEFT JOIN people_staffmember f ON f.id = m.staff_id AND f.ended_at IS NULL
CROSS JOIN LATERAL (
  SELECT min(p.sent_at) AS since,
         json_agg(json_build_array(p.author_label, p.text, p.sent_at) ORDER BY p.id) AS posts
  FROM messaging_threadpost p
  WHERE p.thread_id = t.id AND p.author_kind = 'parent' AND NOT EXISTS (
    SELECT FROM messaging_threadpost a
    WHERE a.thread_id = t.id AND a.author_kind = 'staff' AND a.id > p.id)
) unanswered
WHERE t.board_id = (SELECT preau_board()) AND t.closed_at IS NULL AND unanswered.posts IS NOT NULL
ORDER BY unanswered.since, t.id
"""


def threads_waiting() -> list[WaitingThread]:
    """The open exchanges that await the school's answer, the oldest first."""
    with connection.cursor() as cursor:
        cursor.execute(_WAITING)
        rows = cursor.fetchall()
    return [_thread(*row) for row in rows]


def _thread(*row: Any) -> WaitingThread:
    values = [*row[:-1], _posts(row[-1])]
    return WaitingThread(*values)


def _posts(value: str | list[list[str]]) -> list[WaitingPost]:
    rows = json.loads(value) if isinstance(value, str) else value
    return [WaitingPost(who, text, datetime.fromisoformat(at)) for who, text, at in rows]
