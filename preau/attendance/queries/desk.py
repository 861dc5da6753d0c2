"""What a school's desk reads, in the scope of its body: what families said, and why.

Here alone guardians are named, with the reasons of both: the school is the one that decides.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, TypeVar

from django.db import connection

from preau.attendance.queries.reasons import from_json

# A declaration that the school has not answered is still listed when its days are over.
UNANSWERED_FOR = timedelta(days=30)
Row = TypeVar("Row")


@dataclass(frozen=True)
class DeskEvent:
    on: date
    kind: str
    part: str
    periods: Sequence[int]
    minutes: int | None
    starts_at: time | None


@dataclass(frozen=True)
class DeskLine:
    """One act of a guardian or of the school, with the words that it came with."""

    at: datetime
    act: str
    by_family: bool
    author: str
    motive: str
    text: str


@dataclass(frozen=True)
class DeskWords:
    """Why; `papers` by number and name."""

    motive: str
    is_confidential: bool
    text: str
    brings_paper: bool
    papers: tuple[tuple[int, str], ...]


@dataclass(frozen=True)
class DeskReason:
    """A reason that awaits the school, and the events for which it is given."""

    id: int
    student_id: int
    pupil: str
    group: str
    school: str
    author: str
    submitted_at: datetime
    words: DeskWords
    events: tuple[DeskEvent, ...]
    log: tuple[DeskLine, ...]


@dataclass(frozen=True)
class DeskDeclaration:
    id: int
    student_id: int
    pupil: str
    group: str
    school: str
    author: str
    submitted_at: datetime
    kind: str
    starts_on: date
    ends_on: date
    leave_at: time | None
    return_at: time | None
    state: str
    picked_up_by: str
    words: DeskWords
    log: tuple[DeskLine, ...]


def _guardian(row: str) -> str:
    """The name, in the pupil's file, of whoever holds the account that a row was written by."""
    return f"""coalesce((
  SELECT g.given_name || ' ' || g.family_name FROM people_guardianlink l
  JOIN people_guardian g ON g.id = l.guardian_id
  JOIN account_emailaddress a ON a.email = l.email AND a.verified
  WHERE a.user_id = {row}.account_id AND l.student_id = {row}.student_id
  ORDER BY l.ended_at NULLS FIRST, l.position, l.id LIMIT 1), '')"""


def _log(of: str) -> str:
    """The acts of both guardians and the decisions; one line for an act on several events."""
    return f"""coalesce((
  SELECT json_agg(json_build_array(o.at, o.act, o.by_family, o.author, o.motive, o.text)
                  ORDER BY o.first)
  FROM (
    SELECT t.at, t.act, t.actor_kind = 'family' AS by_family, min(t.id) AS first,
           coalesce(nullif(t.author, ''), {_guardian("t")}) AS author,
           coalesce(m.label, '') AS motive, coalesce(r.text, '') AS text
    FROM attendance_attendancetrace t
    LEFT JOIN attendance_attendancereason r
      ON r.justification_id = t.justification_id AND t.act IN ('submitted', 'replaced')
    LEFT JOIN attendance_attendancemotive m ON m.id = r.motive_id
    WHERE {of} AND t.act NOT IN ('recorded', 'corrected')
    GROUP BY t.at, t.act, t.actor_kind, t.author, t.account_id, t.student_id,
             t.justification_id, m.label, r.text
  ) o), '[]')"""


_PUPIL = """
s.id, coalesce(nullif(s.preferred_name, ''), s.given_name) || ' ' || s.family_name,
coalesce(nullif(h.code, ''), h.title, ''), o.name"""
_WORDS = """
coalesce(m.label, ''), coalesce(m.is_confidential, false), coalesce(r.text, ''),
coalesce(r.brings_paper, false),
coalesce((SELECT json_agg(json_build_array(p.id, p.name) ORDER BY p.id)
          FROM attendance_attendancepaper p WHERE p.reason_id = r.id), '[]')"""


def _joined(act: str, reason_of: str) -> str:
    return f"""
FROM {act} d
JOIN people_student s ON s.id = d.student_id
JOIN boards_school o ON o.id = d.school_id
LEFT JOIN people_group h ON h.id = s.home_group_id
LEFT JOIN attendance_attendancereason r ON r.{reason_of} = d.id
LEFT JOIN attendance_attendancemotive m ON m.id = r.motive_id"""


_OF_REASON = """t.event_id IN (SELECT l.event_id FROM attendance_justificationevent l
                               WHERE l.justification_id = d.id)"""
_REASONS = f"""
SELECT d.id, {_PUPIL}, {_guardian("d")}, d.submitted_at, {_WORDS},
       coalesce((SELECT json_agg(json_build_array(e."on", e.kind, e.part, e.periods, e.minutes,
                                                  e.starts_at) ORDER BY e."on", e.id)
                 FROM attendance_justificationevent l
                 JOIN attendance_attendanceevent e ON e.id = l.event_id
                 WHERE l.justification_id = d.id), '[]'),
       {_log(_OF_REASON)}
{_joined("attendance_justification", "justification_id")}
WHERE d.board_id = (SELECT preau_board()) AND d.state = 'submitted' ORDER BY d.submitted_at, d.id
"""
_DECLARATIONS = f"""
SELECT d.id, {_PUPIL}, {_guardian("d")}, d.submitted_at, d.kind, d.starts_on, d.ends_on,
       d.leave_at, d.return_at, d.state, coalesce(r.picked_up_by, ''), {_WORDS},
       {_log("t.declaration_id = d.id")}
{_joined("attendance_declaration", "declaration_id")}
WHERE d.board_id = (SELECT preau_board())
  AND (d.state = 'submitted' AND d.ends_on >= %s OR d.state = 'accepted' AND d.ends_on >= %s)
ORDER BY d.starts_on, d.submitted_at, d.id
"""


def reasons_waiting() -> list[DeskReason]:
    """What parents submitted and the school has not decided, the oldest first."""
    return _rows(_REASONS, [], _reason)


def declarations_known(*, on: date) -> list[DeskDeclaration]:
    """What is declared for a day and later, and what waits for an answer, by first day."""
    return _rows(_DECLARATIONS, [on - UNANSWERED_FOR, on], _declaration)


def _rows(sql: str, values: list[Any], read: Callable[..., Row]) -> list[Row]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return [read(*row) for row in cursor.fetchall()]


def _reason(*row: Any) -> DeskReason:
    *head, motive, secret, text, brings, papers, events, log = row
    words = _words(motive, secret, text, brings, papers)
    values = [*head, words, tuple(map(_event, from_json(events))), _lines(log)]
    return DeskReason(*values)


def _declaration(*row: Any) -> DeskDeclaration:
    *head, motive, secret, text, brings, papers, log = row
    values = [*head, _words(motive, secret, text, brings, papers), _lines(log)]
    return DeskDeclaration(*values)


def _words(motive: str, secret: bool, text: str, brings: bool, papers: Any) -> DeskWords:
    listed = tuple((number, name) for number, name in from_json(papers))
    return DeskWords(motive, secret, text, brings, listed)


def _event(row: Sequence[Any]) -> DeskEvent:
    on, kind, part, periods, minutes, starts_at = row
    clock = time.fromisoformat(starts_at) if starts_at else None
    return DeskEvent(date.fromisoformat(on), kind, part, periods, minutes, clock)


def _lines(log: Any) -> tuple[DeskLine, ...]:
    return tuple(DeskLine(datetime.fromisoformat(at), *rest) for at, *rest in from_json(log))


@dataclass(frozen=True)
class DeskCount:
    """How many motives await a school, from pupils of one level: rules go by teaching order."""

    school_id: int
    school: str
    school_email: str
    level: str
    reasons: int


_COUNTS = """
SELECT d.school_id, o.name, o.email, s.level, count(*)
FROM attendance_justification d
JOIN people_student s ON s.id = d.student_id JOIN boards_school o ON o.id = d.school_id
WHERE d.board_id = (SELECT preau_board()) AND d.state = 'submitted'
GROUP BY d.school_id, o.name, o.email, s.level ORDER BY d.school_id, s.level
"""


def counts_waiting() -> list[DeskCount]:
    """Motives without decision, by school and level."""
    return _rows(_COUNTS, [], DeskCount)
