"""Travaux of a pupil in scope, as one parent chose to see them. Each function is one statement."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection
from django.utils import timezone

from preau.core.zone import local_day
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


@dataclass(frozen=True)
class Habits:
    """How one account reads a pupil's results: its pace, or the school's; when it looked, last and
    the time before; the week's weekday (1 for Monday) and hour, and when that week began.
    """

    pace: Pace
    seen_at: datetime | None
    before_at: datetime | None
    weekday: int
    sent_at: time
    week_at: datetime


# What a parent chose is a way of reading, not a wall: the database shows whatever is published.
SHOWN = """
CASE %(pace)s WHEN 'live' THEN true
  WHEN 'weekly' THEN greatest(r.published_at, w.published_at) < %(week)s
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
    on = local_day(at)
    first = datetime.combine(on - timedelta(days=on.weekday()), time.min)
    return timezone.make_aware(first)


def works_of(student_id: int, *, habits: Habits, at: datetime) -> list[WorkRow]:
    """The travaux of this year that the parent's choice shows, the latest published first."""
    values: dict[str, Any] = {
        "student": student_id,
        "pace": habits.pace.value,
        "week": habits.week_at,
        "today": local_day(at),
    }
    with connection.cursor() as cursor:
        cursor.execute(_WORKS, values)
        return [WorkRow(*(*row[:8], WorkStatus(row[8]), *row[9:])) for row in cursor.fetchall()]


_HABITS = """
SELECT coalesce(h.pace, u.pace), v.seen_at, v.before_at, u.weekday, u.sent_at,
       results_week_start(u.weekday, u.sent_at, %(at)s)
FROM people_student s CROSS JOIN LATERAL results_work_rule(s.board_id, s.school_id) u
LEFT JOIN results_pacechoice h ON h.student_id = s.id
LEFT JOIN results_visit v ON v.student_id = s.id
WHERE s.id = %(student)s
"""


def habits_of(student_id: int, *, at: datetime) -> Habits:
    """Of a pupil in scope, in one statement."""
    with connection.cursor() as cursor:
        cursor.execute(_HABITS, {"student": student_id, "at": at})
        pace, *rest = cursor.fetchone()
    return Habits(Pace(pace), *rest)
