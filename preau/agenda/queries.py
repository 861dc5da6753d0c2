"""Reads of timetables, events and calendar feeds, as ready rows.

All run in a family's scope: the database shows the groups and events of its pupils, and its own
feeds. Each function is one statement, for several children at once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, cast

from django.db import connection

from preau.core.zone import instant, local_day, local_time


@dataclass(frozen=True, slots=True)
class LessonRow:
    """What a child has at one period of a date; `room`, `teacher`: "" where the school hides."""

    student_id: int
    on: date
    period: int
    subject: str
    room: str
    teacher: str


# A pupil is in the groups of that date, and its date has the day of the cycle that is stored.
_LESSONS = """
SELECT s.id, d."on", t.period, coalesce(nullif(c.title, ''), g.title),
       CASE WHEN preau_switched_on(s.board_id, s.school_id, 'rule.show_rooms', false)
            THEN coalesce(nullif(t.room, ''), g.room) ELSE '' END,
       CASE WHEN preau_switched_on(s.board_id, s.school_id, 'rule.show_teachers', false)
            THEN coalesce(f.given_name || ' ' || f.family_name, (
              SELECT string_agg(p.given_name || ' ' || p.family_name, ', '
                                ORDER BY a.is_primary DESC, p.family_name)
              FROM people_teachingassignment a JOIN people_staffmember p ON p.id = a.staff_id
              WHERE a.group_id = g.id AND a.ended_at IS NULL AND p.ended_at IS NULL
                AND (a.starts_on IS NULL OR a.starts_on <= d."on")
                AND (a.ends_on IS NULL OR a.ends_on > d."on")), '') ELSE '' END
FROM people_student s
JOIN boards_schoolday d ON d.school_id = s.school_id AND d."on" BETWEEN %(first)s AND %(last)s
  AND d.cycle_day IS NOT NULL
JOIN people_enrolment e ON e.student_id = s.id AND e.ended_at IS NULL
  AND (e.starts_on IS NULL OR e.starts_on <= d."on") AND (e.ends_on IS NULL OR e.ends_on > d."on")
JOIN agenda_timetableentry t ON t.group_id = e.group_id AND t.cycle_day = d.cycle_day
  AND t.ended_at IS NULL AND (t.starts_on IS NULL OR t.starts_on <= d."on")
  AND (t.ends_on IS NULL OR t.ends_on > d."on")
JOIN people_group g ON g.id = t.group_id AND g.ended_at IS NULL
LEFT JOIN people_course c ON c.id = g.course_id
LEFT JOIN people_staffmember f ON f.id = t.staff_id AND f.ended_at IS NULL
WHERE s.id = ANY (%(students)s)
ORDER BY d."on", t.period, s.id, g.id
"""


def lessons_between(student_ids: Sequence[int], first: date, last: date) -> list[LessonRow]:
    """The timetable of these children on each date, both ends included, in the order of the day."""
    values: dict[str, Any] = {"students": list(student_ids), "first": first, "last": last}
    with connection.cursor() as cursor:
        cursor.execute(_LESSONS, values)
        return [LessonRow(*row) for row in cursor.fetchall()]


@dataclass(frozen=True, slots=True)
class EventRow:
    """An event and the children it is about. Whole days: `ends_on` is the day after the last."""

    id: int
    kind: str
    title: str
    description: str
    location: str
    starts_on: date | None
    ends_on: date | None
    starts_at: datetime | None
    ends_at: datetime | None
    is_cancelled: bool
    sequence: int
    changed_at: datetime
    student_ids: tuple[int, ...]

    @property
    def first_day(self) -> date:
        return self.starts_on or local_day(cast(datetime, self.starts_at))

    @property
    def last_day(self) -> date:
        """Included. What ends at midnight ends the day before."""
        if self.ends_on:
            return self.ends_on - timedelta(days=1)
        ends = local_time(cast(datetime, self.ends_at))
        ends_at_midnight = ends.time() == time() and ends.date() > self.first_day
        return ends.date() - timedelta(days=1) if ends_at_midnight else ends.date()


_EVENTS = """
SELECT v.id, v.kind, v.title, v.description, v.location, v.starts_on, v.ends_on, v.starts_at,
       v.ends_at, v.is_cancelled, v.sequence, v.changed_at, array_agg(s.id ORDER BY s.id)
FROM agenda_event v
JOIN people_student s ON s.board_id = v.board_id AND s.id = ANY (%(students)s)
  AND (v.school_id IS NULL OR v.school_id = s.school_id) AND v.level IN ('', s.level)
  AND (v.group_id IS NULL OR v.group_id = s.home_group_id OR v.group_id IN (
    SELECT e.group_id FROM people_enrolment e WHERE e.student_id = s.id AND e.ended_at IS NULL))
WHERE v.ended_at IS NULL
  AND (v.starts_on <= %(last)s AND v.ends_on > %(first)s
       OR v.starts_at < %(end)s AND v.ends_at >= %(start)s)
GROUP BY v.id
ORDER BY coalesce(v.starts_at, v.starts_on::timestamptz), v.id
"""


def events_between(student_ids: Sequence[int], first: date, last: date) -> list[EventRow]:
    """The events of these children that touch a date from `first` to `last`, both included."""
    values: dict[str, Any] = {
        "students": list(student_ids),
        "first": first,
        "last": last,
        "start": _midnight(first),
        "end": _midnight(last + timedelta(days=1)),
    }
    with connection.cursor() as cursor:
        cursor.execute(_EVENTS, values)
        return [EventRow(*[*row[:-1], tuple(row[-1])]) for row in cursor.fetchall()]


def _midnight(on: date) -> datetime:
    return instant(on)


@dataclass(frozen=True, slots=True)
class FeedRow:
    """A live address of the parent who asks; `student_id` None: of the whole family."""

    id: int
    student_id: int | None
    language: str
    created_at: datetime
    last_used_at: datetime | None


_FEEDS = """
SELECT id, student_id, language, created_at, last_used_at FROM agenda_calendarfeed
WHERE revoked_at IS NULL AND (%(feed)s::bigint IS NULL OR id = %(feed)s)
ORDER BY created_at, id
"""


def live_feeds(feed_id: int | None = None) -> list[FeedRow]:
    """The parent's live addresses, or the one of that id."""
    with connection.cursor() as cursor:
        cursor.execute(_FEEDS, {"feed": feed_id})
        return [FeedRow(*row) for row in cursor.fetchall()]
