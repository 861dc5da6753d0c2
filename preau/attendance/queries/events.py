"""Events as a parent sees them, and the log of what was done to them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db import connection

from preau.attendance.enums import EventKind, EventState, TraceAct


@dataclass(frozen=True)
class EventRow:
    """An event as a parent sees it, with the act that stands: whose it is, and since when."""

    id: int
    student_id: int
    school_id: int
    on: date
    kind: EventKind
    part: str
    periods: tuple[int, ...]
    minutes: int | None
    starts_at: time | None
    state: EventState
    recorded_at: datetime
    justify_by: datetime | None
    changed_at: datetime | None
    decided_at: datetime | None
    decision_note: str
    declaration_id: int | None
    justification_id: int | None
    is_mine: bool
    submitted_at: datetime | None
    refusal: str
    is_seen: bool
    level: str

    @property
    def is_open(self) -> bool:
        """The school waits for a motive, or for another one."""
        return self.state in (EventState.TO_JUSTIFY, EventState.REFUSED)

    def can_justify(self, at: datetime) -> bool:
        return self.is_open and (self.justify_by is None or at <= self.justify_by)

    def is_late(self, at: datetime) -> bool:
        """Only the school takes a motive now."""
        return self.is_open and self.justify_by is not None and at > self.justify_by


# The act that stands for an event is the last one that was neither withdrawn nor replaced.
_STANDING = """
LEFT JOIN LATERAL (
  SELECT j.id, j.account_id, j.submitted_at, j.state,
         coalesce((SELECT r.decision_note FROM attendance_attendancereason r
                   WHERE r.justification_id = j.id), '') AS refusal
  FROM attendance_justificationevent l JOIN attendance_justification j ON j.id = l.justification_id
  WHERE l.event_id = e.id AND j.state IN ('submitted', 'accepted', 'refused')
  ORDER BY j.id DESC LIMIT 1
) j ON true
"""
_EVENT = f"""
SELECT e.id, e.student_id, e.school_id, e."on", e.kind, e.part, e.periods, e.minutes, e.starts_at,
       e.state, e.recorded_at, e.justify_by, e.changed_at, e.decided_at, e.decision_note,
       e.declaration_id, j.id, coalesce(j.account_id = preau_account(), false), j.submitted_at,
       coalesce(j.refusal, ''),
       EXISTS (SELECT FROM attendance_decisionseen n
               WHERE n.event_id = e.id AND n.account_id = preau_account()),
       s.level
FROM attendance_attendanceevent e JOIN people_student s ON s.id = e.student_id {_STANDING}
WHERE e.kind <> 'present'
"""
_BY_DATE = """ ORDER BY e."on" DESC, e.starts_at DESC NULLS LAST, e.periods, e.id DESC"""
_OF_PUPIL = f"""{_EVENT} AND e.student_id = %s AND e."on" >= coalesce(
  (SELECT max(y.starts_on) FROM boards_schoolyear y
   WHERE y.board_id = e.board_id AND y.ended_at IS NULL AND y.starts_on <= %s), %s - 365)
{_BY_DATE}"""
_OPEN = f"{_EVENT} AND e.student_id = ANY (%s) AND e.state IN ('to_justify', 'refused') {_BY_DATE}"
_ONE = f"{_EVENT} AND e.id = %s"
_OF_JUSTIFICATION = f"""{_EVENT} AND j.id = %s {_BY_DATE}"""


def events_of(student_id: int, *, on: date) -> list[EventRow]:
    """A pupil's events of the school year of a day, the latest first."""
    return _events(_OF_PUPIL, [student_id, on, on])


def open_events_of(student_ids: Iterable[int]) -> list[EventRow]:
    """What some pupils still have to justify, in time or not, the latest first."""
    return _events(_OPEN, [list(student_ids)])


def event_of_family(event_id: int) -> EventRow | None:
    return next(iter(_events(_ONE, [event_id])), None)


def events_justified_by(justification_id: int) -> list[EventRow]:
    """The events for which this act stands: another one may have taken some of them over."""
    return _events(_OF_JUSTIFICATION, [justification_id])


def _events(sql: str, values: list[Any]) -> list[EventRow]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return [_event(row) for row in cursor.fetchall()]


def _event(row: Sequence[Any]) -> EventRow:
    values = list(row)
    values[4], values[6], values[9] = EventKind(row[4]), tuple(row[6]), EventState(row[9])
    return EventRow(*values)


@dataclass(frozen=True)
class TraceRow:
    """One act of the log. `is_mine`: of this account; else of the other guardian or the school."""

    act: TraceAct
    at: datetime
    by_family: bool
    is_mine: bool
    from_state: str
    to_state: str
    note: str


_TRACES = """
SELECT act, at, actor_kind = 'family', coalesce(account_id = preau_account(), false),
       from_state, to_state, note
FROM attendance_attendancetrace WHERE {column} = %s ORDER BY id
"""


def traces_of_event(event_id: int) -> list[TraceRow]:
    return _traces("event_id", event_id)


def traces_of_declaration(declaration_id: int) -> list[TraceRow]:
    return _traces("declaration_id", declaration_id)


def _traces(column: str, value: int) -> list[TraceRow]:
    with connection.cursor() as cursor:
        cursor.execute(_TRACES.format(column=column), [value])
        return [TraceRow(TraceAct(row[0]), *row[1:]) for row in cursor.fetchall()]
