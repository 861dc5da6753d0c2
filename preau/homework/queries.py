"""Reads of homework, lessons and evaluations, as ready rows.

All but `ticks_under` run in a family's scope: the database shows what was given to the pupils in
it, once published. Each function is one statement.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection

from preau.homework.enums import AssignmentKind


@dataclass(frozen=True)
class AttachmentRow:
    id: int
    name: str
    size: int


@dataclass(frozen=True)
class AssignmentRow:
    """One assignment of one pupil. `done_at`: when the family ticked it."""

    id: int
    kind: AssignmentKind
    title: str
    text: str
    subject: str
    teacher: str
    given_on: date
    due_on: date
    due_period: int | None
    minutes: int | None
    accepts_late: bool
    changed_at: datetime | None
    done_at: datetime | None
    is_ticked_by_me: bool
    as_of: datetime
    attachments: tuple[AttachmentRow, ...] = ()

    @property
    def is_evaluation(self) -> bool:
        return self.kind is AssignmentKind.EVALUATION

    @property
    def is_lesson(self) -> bool:
        return self.kind is AssignmentKind.LESSON


_OF_PUPIL = """
SELECT a.id, a.kind, a.title, a.text, coalesce(nullif(c.title, ''), g.title),
       coalesce(t.given_name || ' ' || t.family_name, ''), a.given_on, a.due_on, a.due_period,
       a.minutes, a.accepts_late, a.changed_at, k.at,
       coalesce(k.account_id = preau_account(), false), coalesce(a.source_at, a.published_at),
       coalesce((SELECT json_agg(json_build_array(f.id, f.name, f.size) ORDER BY f.id)
                 FROM homework_assignmentattachment f WHERE f.assignment_id = a.id), '[]')
FROM homework_assignment a
JOIN people_group g ON g.id = a.group_id
LEFT JOIN people_course c ON c.id = g.course_id
LEFT JOIN people_staffmember t ON t.id = a.staff_id
LEFT JOIN homework_tick k ON k.assignment_id = a.id AND k.student_id = %(student)s
WHERE a.due_on >= %(since)s AND CASE WHEN a.is_named
  THEN a.id IN (SELECT p.assignment_id FROM homework_assignmentpupil p
                WHERE p.student_id = %(student)s)
  ELSE a.group_id IN (SELECT e.group_id FROM people_enrolment e
                      WHERE e.student_id = %(student)s) END
ORDER BY a.due_on, a.due_period NULLS LAST, preau_fold(coalesce(nullif(c.title, ''), g.title)), a.id
"""


def assignments_of(student_id: int, *, since: date) -> list[AssignmentRow]:
    """What a pupil in scope has to do, due on `since` or later, by due day."""
    with connection.cursor() as cursor:
        cursor.execute(_OF_PUPIL, {"student": student_id, "since": since})
        return [_assignment(row) for row in cursor.fetchall()]


def _assignment(row: Sequence[Any]) -> AssignmentRow:
    files = json.loads(row[15]) if isinstance(row[15], str) else row[15]
    attachments = tuple(AttachmentRow(*file) for file in files)
    return AssignmentRow(*(row[0], AssignmentKind(row[1]), *row[2:15], attachments))


@dataclass(frozen=True)
class DueRow:
    """An assignment as the agenda and the calendar feed show it."""

    id: int
    student_id: int
    kind: AssignmentKind
    title: str
    subject: str
    due_on: date
    due_period: int | None
    is_done: bool
    published_at: datetime
    changed_at: datetime | None


_DUE = """
SELECT a.id, s.id, a.kind, a.title, coalesce(nullif(c.title, ''), g.title), a.due_on,
       a.due_period, k.id IS NOT NULL, a.published_at, a.changed_at
FROM people_student s
JOIN homework_assignment a ON a.due_on BETWEEN %(first)s AND %(last)s AND CASE WHEN a.is_named
  THEN a.id IN (SELECT p.assignment_id FROM homework_assignmentpupil p WHERE p.student_id = s.id)
  ELSE a.group_id IN (SELECT e.group_id FROM people_enrolment e WHERE e.student_id = s.id) END
JOIN people_group g ON g.id = a.group_id
LEFT JOIN people_course c ON c.id = g.course_id
LEFT JOIN homework_tick k ON k.assignment_id = a.id AND k.student_id = s.id
WHERE s.id = ANY (%(students)s)
ORDER BY a.due_on, a.due_period NULLS LAST, a.id, s.id
"""


def due_between(student_ids: Sequence[int], *, first: date, last: date) -> list[DueRow]:
    """What is due for pupils in scope, from `first` to `last` included."""
    values: dict[str, Any] = {"students": list(student_ids), "first": first, "last": last}
    with connection.cursor() as cursor:
        cursor.execute(_DUE, values)
        return [DueRow(row[0], row[1], AssignmentKind(row[2]), *row[3:]) for row in cursor]


@dataclass(frozen=True)
class TickRow:
    """A pupil whose family ticked an assignment, as its school reads it."""

    student_id: int
    name: str
    at: datetime


_TICKS = """
SELECT s.id, coalesce(nullif(s.preferred_name, ''), s.given_name) || ' ' || s.family_name, k.at
FROM homework_tick k JOIN people_student s ON s.id = k.student_id AND s.ended_at IS NULL
WHERE k.assignment_id = %s
ORDER BY preau_fold(s.family_name), preau_fold(s.given_name), s.id
"""


def ticks_under(assignment_id: int) -> list[TickRow]:
    """In a body's scope: the ticks of one assignment, of the pupils whose school asks for them."""
    with connection.cursor() as cursor:
        cursor.execute(_TICKS, [assignment_id])
        return [TickRow(*row) for row in cursor.fetchall()]
