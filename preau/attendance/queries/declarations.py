"""What families declared beforehand, and whom it reached."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django.db import connection

from preau.attendance.enums import ActState, DeclarationKind, NoticeState, Recipient
from preau.attendance.queries.reasons import PaperRow, from_json, papers_from
from preau.core.wording import spoken_language


@dataclass(frozen=True)
class NoticeRow:
    recipient: Recipient
    state: NoticeState
    phone: str
    changed_at: datetime


@dataclass(frozen=True)
class DeclarationRow:
    """A declaration, whom it reached, and why when this account may read it."""

    id: int
    student_id: int
    school_id: int
    level: str
    kind: DeclarationKind
    starts_on: date
    ends_on: date
    leave_at: time | None
    return_at: time | None
    state: ActState
    submitted_at: datetime
    decided_at: datetime | None
    is_mine: bool
    motive: str
    text: str
    picked_up_by: str
    decision_note: str
    papers: tuple[PaperRow, ...]
    notices: tuple[NoticeRow, ...]
    batch: UUID

    @property
    def is_live(self) -> bool:
        return self.state in (ActState.SUBMITTED, ActState.ACCEPTED)


_DECLARATION = """
SELECT d.id, d.student_id, d.school_id, s.level, d.kind, d.starts_on, d.ends_on, d.leave_at,
       d.return_at, d.state, d.submitted_at, d.decided_at,
       coalesce(d.account_id = preau_account(), false),
       coalesce(CASE WHEN %s AND m.label_en <> '' THEN m.label_en ELSE m.label END, ''),
       coalesce(r.text, ''), coalesce(r.picked_up_by, ''), coalesce(r.decision_note, ''),
       coalesce((SELECT json_agg(json_build_array(p.id, p.name, p.size) ORDER BY p.id)
                 FROM attendance_attendancepaper p WHERE p.reason_id = r.id), '[]'),
       coalesce((SELECT json_agg(json_build_array(n.recipient, n.state, n.phone, n.changed_at)
                                 ORDER BY n.id)
                 FROM attendance_declarationnotice n WHERE n.declaration_id = d.id), '[]'),
       d.batch
FROM attendance_declaration d
JOIN people_student s ON s.id = d.student_id
LEFT JOIN attendance_attendancereason r ON r.declaration_id = d.id
LEFT JOIN attendance_attendancemotive m ON m.id = r.motive_id
"""


def declarations_of(student_id: int, *, since: date) -> list[DeclarationRow]:
    """What was declared for a pupil and ends on `since` or later, withdrawn ones left out."""
    where = """ WHERE d.student_id = %s AND d.ends_on >= %s
      AND d.state NOT IN ('withdrawn', 'replaced') ORDER BY d.starts_on, d.id"""
    return _declarations(_DECLARATION + where, [student_id, since])


def declaration_of_family(declaration_id: int) -> DeclarationRow | None:
    return next(iter(_declarations(f"{_DECLARATION} WHERE d.id = %s", [declaration_id])), None)


def declared_together(batch: UUID) -> list[tuple[int, int]]:
    """Each declaration of one act, with its pupil, as far as this family sees them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, student_id FROM attendance_declaration WHERE batch = %s ORDER BY id",
            [batch],
        )
        return list(cursor.fetchall())


def _declarations(sql: str, values: list[Any]) -> list[DeclarationRow]:
    with connection.cursor() as cursor:
        cursor.execute(sql, [spoken_language() == "en", *values])
        return [_declaration(row) for row in cursor.fetchall()]


def _declaration(row: Sequence[Any]) -> DeclarationRow:
    values = list(row)
    values[4], values[9] = DeclarationKind(row[4]), ActState(row[9])
    values[17], values[18] = papers_from(row[17]), _notices(row[18])
    return DeclarationRow(*values)


def _notices(value: Any) -> tuple[NoticeRow, ...]:
    return tuple(
        NoticeRow(Recipient(to), NoticeState(state), phone, datetime.fromisoformat(at))
        for to, state, phone, at in from_json(value)
    )


_DECLARED = """
SELECT student_id, starts_on, ends_on FROM attendance_declaration
WHERE student_id = ANY (%s) AND state IN ('submitted', 'accepted')
  AND kind IN ('full_day', 'several_days') AND starts_on >= %s
"""


def spans_declared(student_ids: Iterable[int], *, since: date) -> list[tuple[int, date, date]]:
    """The whole days declared for some pupils since the first day of a school year."""
    with connection.cursor() as cursor:
        cursor.execute(_DECLARED, [list(student_ids), since])
        return list(cursor.fetchall())
