"""Reads about pupils and their families, as ready rows.

All run in a family's scope: the database shows only the children this account may see, and only
its own guardian rows. Each function is one statement.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils.translation import get_language

from preau.boards.switches import Switches, switches_from
from preau.core.actors import FamilyActor
from preau.core.enums import Act
from preau.core.journal import BESIDE_A_READ, facts_of
from preau.core.prepared import one_value
from preau.core.read_only import writing
from preau.people.enums import Right
from preau.people.levels import level_name
from preau.people.models import Student


@dataclass(frozen=True)
class ChildRow:
    """A confirmed child with its school. `rank` counts from 1 in the order of confirmation."""

    id: int
    given_name: str
    family_name: str
    preferred_name: str
    level_code: str
    photo: str
    fiche: str
    group_code: str
    group_title: str
    school_id: int | None
    school_name: str
    board_id: int
    board_name: str
    roster_at: datetime | None
    year_title: str
    switches: Switches
    denied: frozenset[str]
    rank: int = 1

    @property
    def first_name(self) -> str:
        return self.preferred_name or self.given_name

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.family_name}"

    @property
    def level(self) -> str:
        return level_name(self.level_code)

    @property
    def hue(self) -> int:
        return (self.rank - 1) % 6 + 1

    def allows(self, right: Right) -> bool:
        """False when a judgment on record takes that right from this guardian."""
        return right not in self.denied


_CHILDREN = """
SELECT s.id, s.given_name, s.family_name, s.preferred_name, s.level, s.photo,
       coalesce(s.fiche, ''), coalesce(g.code, ''), coalesce(g.title, ''),
       o.id, coalesce(o.name, ''), b.id,
       CASE WHEN %(english)s AND b.name_en <> '' THEN b.name_en ELSE b.short_name END, b.roster_at,
       coalesce((SELECT y.title FROM boards_schoolyear y
                 WHERE y.board_id = b.id AND y.ended_at IS NULL AND y.starts_on <= current_date
                 ORDER BY y.starts_on DESC LIMIT 1), ''),
       coalesce((SELECT json_agg(json_build_object('key', w.key, 'on', w.is_on,
                   'from', w.visible_from, 'school', w.school_id IS NOT NULL))
                 FROM boards_switch w
                 WHERE w.board_id = s.board_id
                   AND (w.school_id IS NULL OR w.school_id = s.school_id)), '[]'),
       (SELECT coalesce(array_agg(split_part(d, ':', 2)), '{}')
        FROM unnest(preau_denied()) d WHERE split_part(d, ':', 1) = s.id::text)
FROM people_student s
JOIN boards_board b ON b.id = s.board_id
LEFT JOIN boards_school o ON o.id = s.school_id
LEFT JOIN people_group g ON g.id = s.home_group_id
LEFT JOIN people_childconfirmation c ON c.student_id = s.id
ORDER BY c.confirmed_at, s.id
"""


def children_of_family() -> list[ChildRow]:
    """The children in scope, in the order of their confirmation."""
    with connection.cursor() as cursor:
        cursor.execute(_CHILDREN, {"english": _speaks_english()})
        return [_child(row, rank) for rank, row in enumerate(cursor.fetchall(), start=1)]


def _speaks_english() -> bool:
    return (get_language() or "").startswith("en")


def _child(row: Iterable[Any], rank: int) -> ChildRow:
    """From a row, or from its values as JSON has them."""
    *facts, roster_at, year_title, switches, denied = row
    computed = (switches_from(_json(switches)), frozenset(denied), rank)
    return ChildRow(*(*facts, _instant(roster_at), year_title, *computed))


def _instant(value: Any) -> datetime | None:
    return datetime.fromisoformat(value) if isinstance(value, str) else value


def _json(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value


@dataclass(frozen=True)
class Waiting:
    """What awaits the parent: `kind` is "confirm" (children of a body) or "answer" (incident).

    "sent" awaits the school: a request that it has not answered yet. "archive" awaits nobody:
    pupils who left, of whom results stay readable.
    """

    kind: str
    subject: str
    count: int
    incident_id: int | None


_WAITING = """
SELECT 'confirm', CASE WHEN %(english)s AND b.name_en <> '' THEN b.name_en ELSE b.short_name END,
       u.children, NULL::bigint
FROM preau_unconfirmed((SELECT preau_account())) u JOIN boards_board b ON b.id = u.board_id
UNION ALL
SELECT CASE i.state WHEN 'open' THEN 'sent' ELSE 'answer' END,
       CASE WHEN %(english)s AND b.name_en <> '' THEN b.name_en ELSE b.short_name END, 1, i.id
FROM people_incident i JOIN boards_board b ON b.id = i.board_id
WHERE i.state = 'open' OR (i.state = 'answered' AND i.answer_read_at IS NULL)
UNION ALL
SELECT 'archive', '', cardinality(preau_archived()), NULL WHERE preau_archived() <> '{}'
ORDER BY 1, 2, 4
"""


def waiting_for_family() -> list[Waiting]:
    """Children still to confirm, by body and without names, answers not read, requests sent."""
    with connection.cursor() as cursor:
        cursor.execute(_WAITING, {"english": _speaks_english()})
        return [Waiting(*row) for row in cursor.fetchall()]


_SEEN = BESIDE_A_READ.format(seen="ARRAY(SELECT id FROM child)")
_FAMILY = f"""
WITH child({", ".join(f.name for f in fields(ChildRow)[:17])}) AS ({_CHILDREN}), entry AS ({_SEEN})
SELECT json_build_array(
  (SELECT json_agg(c) FROM child c),
  (SELECT json_agg(w) FROM ({_WAITING}) w(kind, subject, count, incident_id)))::text
"""


def family_at_home(actor: FamilyActor) -> tuple[list[ChildRow], list[Waiting]]:
    """`children_of_family` and `waiting_for_family` at once, and who saw whom in the journal."""
    values = {"english": _speaks_english(), **facts_of(actor, Act.HOME_SEEN)}
    with writing("journal"):
        children, waiting = json.loads(one_value(_FAMILY, values))
    return (
        [_child(row.values(), rank) for rank, row in enumerate(children or (), start=1)],
        [Waiting(**row) for row in waiting or ()],
    )


@dataclass(frozen=True)
class Teacher:
    name: str
    title: str
    public_email: str
    is_primary: bool


@dataclass(frozen=True)
class Subject:
    """A subject (matière) or the home-room group, with its teachers."""

    title: str
    kind: str
    teachers: tuple[Teacher, ...]


_SUBJECTS = """
SELECT g.id, coalesce(nullif(c.title, ''), g.title), g.kind,
       t.given_name, t.family_name, t.title, t.public_email, a.is_primary
FROM people_enrolment e
JOIN people_group g ON g.id = e.group_id AND g.ended_at IS NULL
LEFT JOIN people_course c ON c.id = g.course_id
LEFT JOIN people_teachingassignment a ON a.group_id = g.id AND a.ended_at IS NULL
  AND (a.ends_on IS NULL OR a.ends_on > %s)
LEFT JOIN people_staffmember t ON t.id = a.staff_id AND t.ended_at IS NULL
WHERE e.student_id = %s AND e.ended_at IS NULL AND (e.ends_on IS NULL OR e.ends_on > %s)
  AND preau_shows_teachers(g.board_id, g.school_id)
ORDER BY (g.kind = 'homeroom') DESC, preau_fold(coalesce(nullif(c.title, ''), g.title)), g.id,
         a.is_primary DESC, preau_fold(t.family_name)
"""


def subjects_of(student_id: int, *, on: Any) -> list[Subject]:
    """The child's subjects and teachers on a day; nothing when the school does not show them."""
    with connection.cursor() as cursor:
        cursor.execute(_SUBJECTS, [on, student_id, on])
        rows = cursor.fetchall()
    groups: dict[int, tuple[str, str, list[Teacher]]] = {}
    for group_id, title, kind, given, family, role, email, primary in rows:
        teachers = groups.setdefault(group_id, (title, kind, []))[2]
        if family is not None:
            teachers.append(Teacher(f"{given} {family}", role, email, bool(primary)))
    return [Subject(title, kind, tuple(teachers)) for title, kind, teachers in groups.values()]


@dataclass(frozen=True)
class OwnRecord:
    """What one file holds about this parent: nobody else's row is in scope."""

    name: str
    relationship: str
    email: str
    phone: str
    mobile: str
    address: str


_OWN = """
SELECT g.given_name || ' ' || g.family_name, l.relationship, l.email, g.phone, g.mobile, g.address
FROM people_guardianlink l JOIN people_guardian g ON g.id = l.guardian_id
WHERE l.student_id = %s ORDER BY l.position, l.id
"""


def own_records(student_id: int) -> list[OwnRecord]:
    """What this child's file holds about the parent who asks."""
    with connection.cursor() as cursor:
        cursor.execute(_OWN, [student_id])
        return [OwnRecord(*row) for row in cursor.fetchall()]


def own_name() -> str:
    """The parent's name as a file writes it; "" when no child is confirmed."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT given_name || ' ' || family_name FROM people_guardian ORDER BY id LIMIT 1"
        )
        row = cursor.fetchone()
    return str(row[0]) if row else ""


def first_names(student_ids: Iterable[int]) -> dict[int, str]:
    """The names by which pupils of the body in scope are called."""
    rows = Student.objects.filter(id__in=list(student_ids))
    names = rows.values_list("id", "preferred_name", "given_name")
    return {student_id: preferred or given for student_id, preferred, given in names}


def code_permanent_of(student_id: int) -> str:
    """The code permanent of a child in scope; "" when the file holds none."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(code_permanent, '') FROM people_student WHERE id = %s", [student_id]
        )
        row = cursor.fetchone()
    return str(row[0]) if row else ""
