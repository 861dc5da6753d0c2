"""The mails about travaux: soon after they show, once a week, or none, as each parent chose.

One mail per account, child and import at the live pace, one per account and school a week at the
weekly one; nothing of a mark, a subject or a title in it. It leaves only if the account may still
read the results of the children it names. What shows is found out once: a mark per result holds it.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from preau.boards.models import Board
from preau.core.actors import BoardActor
from preau.notifications.operations import Draft, queue_mails
from preau.people.enums import Right
from preau.results.enums import Pace

Reader = tuple[int, str, str, int, str]
# Pupils at a time, so that all of an import about one child is one mail; and what the walls show by
# the clock of the database too.
_FOUND = """
WITH found AS (
  SELECT DISTINCT r.student_id FROM results_workresult r JOIN results_work w ON w.id = r.work_id
  WHERE r.board_id = %(board)s AND r.told_at IS NULL AND r.ended_at IS NULL
    AND w.ended_at IS NULL AND greatest(r.published_at, w.published_at) <= least(%(at)s, now())
  ORDER BY r.student_id LIMIT %(most)s
)
UPDATE results_workresult r SET told_at = %(at)s
FROM results_work w
WHERE w.id = r.work_id AND r.board_id = %(board)s AND r.told_at IS NULL AND r.ended_at IS NULL
  AND w.ended_at IS NULL AND r.student_id = ANY (ARRAY(SELECT student_id FROM found))
  AND greatest(r.published_at, w.published_at) <= least(%(at)s, now())
RETURNING r.id, greatest(r.published_at, w.published_at) > %(since)s
"""
_WEEK = """
UPDATE results_workresult r SET digested_at = %(at)s
FROM results_work w, people_student s
WHERE w.id = r.work_id AND s.id = r.student_id AND s.school_id = %(school)s
  AND r.board_id = %(board)s AND r.digested_at IS NULL AND r.ended_at IS NULL
  AND w.ended_at IS NULL AND greatest(r.published_at, w.published_at) < %(week)s
RETURNING r.id, greatest(r.published_at, w.published_at) > %(since)s
"""
# Of each school, the week that began last, where its parents were not told of that week yet.
_DUE = """
SELECT o.id, results_week_start(u.weekday, u.sent_at, %(at)s) AS week
FROM boards_school o CROSS JOIN LATERAL results_work_rule(o.board_id, o.id) u
LEFT JOIN results_workdigest d ON d.school_id = o.id
WHERE o.board_id = %(board)s AND o.ended_at IS NULL
  AND (d.week_at IS NULL OR d.week_at < results_week_start(u.weekday, u.sent_at, %(at)s))
ORDER BY o.id
"""
_DONE = """
INSERT INTO results_workdigest (board_id, school_id, week_at)
VALUES (%(board)s, %(school)s, %(week)s)
ON CONFLICT (school_id) DO UPDATE SET week_at = excluded.week_at
WHERE results_workdigest.week_at < excluded.week_at
"""


@transaction.atomic
def tell_of_works(*, actor: BoardActor, at: datetime) -> int | None:
    """Queue the live mails of a slice of pupils whose travaux show since; None when none is left.

    What a first import brings of older weeks is history: marked, and told to nobody.
    """
    most = settings.PREAU_LIMITS.mails_per_slice
    found = _rows(_FOUND, {"board": actor.board_id, "at": at, "most": most, "since": _since(at)})
    if not found:
        return None
    readers = _readers(Pace.LIVE, _recent(found))
    language = _language(actor)
    drafts = [_draft([reader], language, is_weekly=False) for reader in readers]
    queue_mails(actor=actor, drafts=drafts, at=at, topic="works", paced=True)
    return len(drafts)


@transaction.atomic
def digest_works(*, actor: BoardActor, school_id: int, week_at: datetime, at: datetime) -> int:
    """Queue the week's mails of a school, once a week: how many. Nothing new, no mail."""
    values: dict[str, Any] = {"board": actor.board_id, "school": school_id, "week": week_at}
    with connection.cursor() as cursor:
        cursor.execute(_DONE, values)
        if not cursor.rowcount:
            return 0
    found = _rows(_WEEK, {**values, "at": at, "since": _since(week_at)})
    readers = _readers(Pace.WEEKLY, _recent(found))
    language = _language(actor)
    drafts = [
        _draft(list(own), language, is_weekly=True)
        for _account, own in groupby(readers, key=lambda reader: reader[0])
    ]
    queue_mails(actor=actor, drafts=drafts, at=at, topic="works", paced=True)
    return len(drafts)


def due_digests(*, actor: BoardActor, at: datetime) -> list[tuple[int, datetime]]:
    """The schools whose week's mails are due, with when that week began."""
    return [
        (int(school), week) for school, week in _rows(_DUE, {"board": actor.board_id, "at": at})
    ]


def _since(at: datetime) -> datetime:
    return at - timedelta(days=settings.PREAU_LIMITS.results_tell_days)


def _recent(found: Iterable[Sequence[Any]]) -> list[int]:
    return [result for result, is_recent in found if is_recent]


def _readers(pace: Pace, results: list[int]) -> list[Reader]:
    if not results:
        return []
    values = {"pace": pace.value, "results": results}
    return _rows("SELECT * FROM preau_work_readers(%(pace)s, %(results)s)", values)


def _rows(statement: str, values: dict[str, Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())


def _language(actor: BoardActor) -> str:
    return Board.objects.values_list("language", flat=True).get(id=actor.board_id)


def _draft(readers: Sequence[Reader], usual: str, *, is_weekly: bool) -> Draft:
    account_id, email, language, *_rest = readers[0]
    students = [reader[3] for reader in readers]
    return Draft(
        to=email,
        template="works_published",
        language=language or usual,
        context={
            "children": [reader[4] for reader in readers],
            "student_id": students[0] if len(students) == 1 else 0,
            "is_weekly": is_weekly,
        },
        account_id=account_id,
        student_ids=students,
        right=Right.RESULTS,
    )
