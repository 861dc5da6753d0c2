"""From a fact of the school's to what a parent is asked: in sets, whatever wrote the rows.

An import or a page writes facts; a row without `visible_at` is not settled. Settling says when the
parent may know, until when it may answer, and whether a family had said so beforehand.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import connection, transaction

from preau.attendance.enums import DayPart
from preau.attendance.queries import rules_of
from preau.attendance.rules import Absent, announces, justify_by, visible_from
from preau.boards.calendar import Bells, bells_between, calendars_between
from preau.core.actors import BoardActor
from preau.core.zone import local_day

# How far a deadline can reach: two months of holidays, and the longest rule.
REACH = timedelta(days=120)


@transaction.atomic
def settle_events(
    *, actor: BoardActor, at: datetime, as_of: datetime | None = None, schools: Iterable[int] = ()
) -> int:
    """Settle what is not; how many events. Run it twice, and the second time does nothing.

    `as_of`: until when the record of these `schools` now goes. Two statements for the events of a
    whole body, whatever their number, and a few more for those that a family had declared.
    """
    groups = _groups(actor)
    settled = _settle(actor, _facts(groups)) if groups else 0
    if settled:
        _match_declarations(actor, at)
    if as_of:
        _note_as_of(actor, as_of, schools)
    return settled


@dataclass(frozen=True)
class _Group:
    """Events of one school and level, recorded at the same instant: one answer for all."""

    school_id: int
    level: str
    recorded_at: datetime


_GROUPS = """
SELECT e.school_id, s.level, e.recorded_at
FROM attendance_attendanceevent e JOIN people_student s ON s.id = e.student_id
WHERE e.board_id = %s AND e.visible_at IS NULL AND e.ended_at IS NULL
GROUP BY 1, 2, 3
"""


def _groups(actor: BoardActor) -> list[_Group]:
    with connection.cursor() as cursor:
        cursor.execute(_GROUPS, [actor.board_id])
        return [_Group(*row) for row in cursor.fetchall()]


def _facts(groups: Sequence[_Group]) -> list[tuple[Any, ...]]:
    schools = {group.school_id for group in groups}
    rules = rules_of(schools)
    days = [local_day(group.recorded_at) for group in groups]
    calendars = calendars_between(schools, min(days) - REACH, max(days) + REACH)
    facts = []
    for group in groups:
        rule = rules.of(group.school_id, group.level)
        told_at = visible_from(rule, group.recorded_at)
        by = justify_by(rule, calendars[group.school_id], told_at)
        facts.append((group.school_id, group.level, group.recorded_at, told_at, by))
    return facts


# A school that gave a state of its own (accepted, refused…) keeps it.
_SETTLE = """
UPDATE attendance_attendanceevent e
SET visible_at = f.visible_at,
    justify_by = CASE WHEN e.kind IN ('absence', 'late', 'early_leave') THEN f.justify_by END,
    state = CASE WHEN e.state = 'recorded' AND e.kind IN ('absence', 'late', 'early_leave')
            THEN 'to_justify' ELSE e.state END
FROM unnest(%s::bigint[], %s::text[], %s::timestamptz[], %s::timestamptz[], %s::timestamptz[])
       AS f (school_id, level, recorded_at, visible_at, justify_by),
     people_student s
WHERE e.board_id = %s AND e.visible_at IS NULL AND e.ended_at IS NULL AND s.id = e.student_id
  AND f.school_id = e.school_id AND f.level = s.level AND f.recorded_at = e.recorded_at
"""


def _settle(actor: BoardActor, facts: Sequence[tuple[Any, ...]]) -> int:
    columns = [list(column) for column in zip(*facts, strict=True)]
    with connection.cursor() as cursor:
        cursor.execute(_SETTLE, [*columns, actor.board_id])
        return int(cursor.rowcount)


@transaction.atomic
def extend_deadlines(*, actor: BoardActor, at: datetime) -> int:
    """Give back the class days that a closure took from deadlines still to come. How many events.

    A deadline is never brought forward: what a parent was told stands.
    """
    with connection.cursor() as cursor:
        cursor.execute(_RUNNING, [actor.board_id, at])
        running = [_Group(*row) for row in cursor.fetchall()]
    if not running:
        return 0
    facts = [(*fact[:2], fact[3], fact[4]) for fact in _facts(running) if fact[4]]
    columns = [list(column) for column in zip(*facts, strict=True)] or [[], [], [], []]
    with connection.cursor() as cursor:
        cursor.execute(_EXTEND, [*columns, actor.board_id, at])
        return int(cursor.rowcount)


_RUNNING = """
SELECT e.school_id, s.level, e.recorded_at
FROM attendance_attendanceevent e JOIN people_student s ON s.id = e.student_id
WHERE e.board_id = %s AND e.state IN ('to_justify', 'refused') AND e.justify_by > %s
  AND e.ended_at IS NULL
GROUP BY 1, 2, 3
"""
_EXTEND = """
UPDATE attendance_attendanceevent e SET justify_by = f.justify_by
FROM unnest(%s::bigint[], %s::text[], %s::timestamptz[], %s::timestamptz[])
       AS f (school_id, level, visible_at, justify_by),
     people_student s
WHERE e.board_id = %s AND e.state IN ('to_justify', 'refused') AND e.justify_by > %s
  AND s.id = e.student_id AND f.school_id = e.school_id AND f.level = s.level
  AND f.visible_at = e.visible_at AND f.justify_by > e.justify_by
"""


@dataclass(frozen=True)
class _Candidate:
    """An event of a day for which a family had declared something."""

    event_id: int
    school_id: int
    level: str
    on: date
    kind: str
    part: str
    periods: tuple[int, ...]
    starts_at: time | None
    declaration_id: int
    declared: str
    leave_at: time | None
    return_at: time | None
    is_accepted: bool


_CANDIDATES = """
SELECT e.id, e.school_id, s.level, e."on", e.kind, e.part, e.periods, e.starts_at,
       d.id, d.kind, d.leave_at, d.return_at, d.state = 'accepted'
FROM attendance_declaration d
JOIN attendance_attendanceevent e ON e.student_id = d.student_id
  AND e."on" BETWEEN d.starts_on AND d.ends_on
JOIN people_student s ON s.id = e.student_id
WHERE d.board_id = %s AND d.state IN ('submitted', 'accepted') AND e.state = 'to_justify'
  AND e.declaration_id IS DISTINCT FROM d.id AND e.told_at IS NULL AND e.ended_at IS NULL
ORDER BY e.id, d.id
"""
_MATCH = """
UPDATE attendance_attendanceevent e SET declaration_id = f.declaration_id, state = f.state,
  decided_at = CASE WHEN f.state = 'accepted' THEN %s END
FROM unnest(%s::bigint[], %s::bigint[], %s::text[]) AS f (event_id, declaration_id, state)
WHERE e.id = f.event_id
"""


def _match_declarations(actor: BoardActor, at: datetime) -> None:
    """What a family had said beforehand is not asked again."""
    with connection.cursor() as cursor:
        cursor.execute(_CANDIDATES, [actor.board_id])
        found = [_Candidate(*row) for row in cursor.fetchall()]
    if not found:
        return
    bells = bells_between(
        {c.school_id for c in found}, min(c.on for c in found), max(c.on for c in found)
    )
    announced = {c.event_id: c for c in found if _was_announced(c, bells)}
    if not announced:
        return
    values = list(announced.values())
    with connection.cursor() as cursor:
        cursor.execute(
            _MATCH,
            [
                at,
                [c.event_id for c in values],
                [c.declaration_id for c in values],
                ["accepted" if c.is_accepted else "declared" for c in values],
            ],
        )


def _was_announced(candidate: _Candidate, bells: Bells) -> bool:
    starts = _starts(candidate, bells)
    event = Absent(candidate.kind, candidate.part, starts)
    return announces(candidate.declared, candidate.leave_at, candidate.return_at, event)


def _starts(candidate: _Candidate, bells: Bells) -> tuple[time, ...]:
    """The hours at which the missed periods begin; none when the bells do not tell them all."""
    if candidate.part != DayPart.PERIODS:
        return ()
    known = bells.periods_for(candidate.school_id, candidate.level, candidate.on)
    starts = tuple(row.starts_at for row in known if row.number in candidate.periods)
    return starts if len(starts) == len(candidate.periods) else ()


_AS_OF = """
INSERT INTO attendance_attendanceasof (board_id, school_id, as_of)
SELECT %s, unnest(%s::bigint[]), %s
ON CONFLICT (school_id) DO UPDATE SET as_of = excluded.as_of
WHERE attendance_attendanceasof.as_of < excluded.as_of
"""


def _note_as_of(actor: BoardActor, as_of: datetime, schools: Iterable[int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_AS_OF, [actor.board_id, sorted(set(schools)), as_of])
