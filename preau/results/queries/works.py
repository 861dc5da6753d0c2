"""Travaux of a pupil in scope, as one parent chose to see them. Each function is one statement."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection
from django.utils import timezone

from preau.results.enums import Pace, WorkStatus


@dataclass(frozen=True)
class WorkRow:
    """One travail of one pupil."""

    id: int
    subject: str
    title: str
    category: str
    due_on: date
    term_title: str
    most: Decimal
    weight: Decimal | None
    status: WorkStatus
    score: Decimal | None
    letters: str
    comment: str
    is_late: bool
    published_at: datetime
    changed_at: datetime | None
    previous: str


# What a parent chose is a way of reading, not a wall: the database shows whatever is published.
SHOWN = """
CASE %(pace)s WHEN 'live' THEN true
  WHEN 'weekly' THEN greatest(r.published_at, w.published_at) < %(monday)s
  ELSE EXISTS (SELECT FROM results_reportcard c
               WHERE c.student_id = r.student_id AND c.term_id = w.term_id) END
"""

_WORKS = f"""
SELECT r.id, coalesce(nullif(c.title, ''), g.title, ''), w.title, w.category, w.due_on,
       coalesce(t.title, ''), w.most, w.weight, r.status, r.score, r.letters, r.comment, r.is_late,
       greatest(r.published_at, w.published_at), r.changed_at, r.previous_score
FROM results_workresult r
JOIN results_work w ON w.id = r.work_id
LEFT JOIN people_group g ON g.id = w.group_id
LEFT JOIN people_course c ON c.id = g.course_id
LEFT JOIN boards_term t ON t.id = w.term_id
WHERE r.student_id = %(student)s AND {SHOWN}
  AND w.due_on >= coalesce((SELECT max(y.starts_on) FROM boards_schoolyear y
    WHERE y.board_id = w.board_id AND y.ended_at IS NULL AND y.starts_on <= %(today)s), '-infinity')
ORDER BY greatest(r.published_at, w.published_at) DESC, w.due_on DESC, r.id DESC
"""


def monday_before(at: datetime) -> datetime:
    """The Monday, at midnight in Québec, that begins the week of an instant."""
    on = timezone.localdate(at)
    first = datetime.combine(on - timedelta(days=on.weekday()), time.min)
    return timezone.make_aware(first)


def works_of(student_id: int, *, pace: Pace, at: datetime) -> list[WorkRow]:
    """The travaux of this year that the parent's choice shows, the latest published first."""
    values: dict[str, Any] = {
        "student": student_id,
        "pace": pace.value,
        "monday": monday_before(at),
        "today": timezone.localdate(at),
    }
    with connection.cursor() as cursor:
        cursor.execute(_WORKS, values)
        return [WorkRow(*(*row[:8], WorkStatus(row[8]), *row[9:])) for row in cursor.fetchall()]


def habits_of(student_id: int) -> tuple[Pace, datetime | None, datetime | None]:
    """This account's pace for a pupil, and when it looked: last, and the time before."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT pace FROM results_pacechoice WHERE student_id = %(student)s),"
            " v.seen_at, v.before_at FROM (SELECT) one"
            " LEFT JOIN results_visit v ON v.student_id = %(student)s",
            {"student": student_id},
        )
        pace, seen_at, before_at = cursor.fetchone()
    return Pace(pace or Pace.LIVE), seen_at, before_at
