"""What families said: reasons and papers, blank where this account may not read them."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from preau.attendance.enums import ActState
from preau.core.wording import spoken_language


@dataclass(frozen=True)
class PaperRow:
    id: int
    name: str
    size: int


@dataclass(frozen=True)
class ReasonRow:
    """An act of either guardian. Without `motive`, this account may not read why."""

    id: int
    student_id: int
    school_id: int
    batch: UUID
    state: ActState
    submitted_at: datetime
    decided_at: datetime | None
    is_mine: bool
    motive_id: int | None
    motive: str
    text: str
    brings_paper: bool
    decision_note: str
    papers: tuple[PaperRow, ...] = ()


_REASON = """
SELECT j.id, j.student_id, j.school_id, j.batch, j.state, j.submitted_at, j.decided_at,
       coalesce(j.account_id = preau_account(), false), r.motive_id,
       coalesce(CASE WHEN %s AND m.label_en <> '' THEN m.label_en ELSE m.label END, ''),
       coalesce(r.text, ''), coalesce(r.brings_paper, false), coalesce(r.decision_note, ''),
       coalesce((SELECT json_agg(json_build_array(p.id, p.name, p.size) ORDER BY p.id)
                 FROM attendance_attendancepaper p WHERE p.reason_id = r.id), '[]')
FROM attendance_justification j
LEFT JOIN attendance_attendancereason r ON r.justification_id = j.id
LEFT JOIN attendance_attendancemotive m ON m.id = r.motive_id
"""
_REASONS_OF_EVENT = f"""{_REASON}
WHERE j.id IN (SELECT l.justification_id FROM attendance_justificationevent l
               WHERE l.event_id = %s)
ORDER BY j.id DESC"""


def reasons_of(event_id: int) -> list[ReasonRow]:
    """All that the guardians said of an event, the last act first."""
    return _reasons(_REASONS_OF_EVENT, event_id)


def reason_of(justification_id: int) -> ReasonRow | None:
    return next(iter(_reasons(f"{_REASON} WHERE j.id = %s", justification_id)), None)


def _reasons(sql: str, value: int) -> list[ReasonRow]:
    with connection.cursor() as cursor:
        cursor.execute(sql, [spoken_language() == "en", value])
        return [_reason(row) for row in cursor.fetchall()]


def _reason(row: Sequence[Any]) -> ReasonRow:
    values = list(row)
    values[4], values[13] = ActState(row[4]), papers_from(row[13])
    return ReasonRow(*values)


def papers_from(value: Any) -> tuple[PaperRow, ...]:
    return tuple(PaperRow(*paper) for paper in from_json(value))


def from_json(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value


@dataclass(frozen=True)
class Reader:
    """Somebody who may be told of a pupil's absence. Only a body's jobs read addresses."""

    student_id: int
    account_id: int
    email: str
    language: str


def readers_of(student_ids: Iterable[int]) -> list[Reader]:
    """The guardians with a live access to these pupils' attendance, in the scope of their body."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM preau_attendance_readers(%s)", [list(student_ids)])
        return [Reader(*row) for row in cursor.fetchall()]
