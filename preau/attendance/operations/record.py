"""The school's own facts, typed one at a time: record an event, correct it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import uuid4

from django.db import transaction

from preau.attendance.enums import DayPart, EventKind, EventState, TraceAct
from preau.attendance.models import AttendanceEvent
from preau.attendance.operations.log import Trace, trace
from preau.attendance.operations.settle import settle_events
from preau.core.actors import BoardActor
from preau.core.errors import NotVisible
from preau.people.models import Student


@dataclass(frozen=True)
class Recorded:
    """What a teacher or the secretariat saw. `is_professional`: the pupil sees a professional."""

    on: date
    kind: EventKind
    part: DayPart = DayPart.DAY
    periods: Sequence[int] = ()
    minutes: int | None = None
    starts_at: time | None = None
    is_professional: bool = False
    category: str = ""


@transaction.atomic
def record_event(
    *,
    actor: BoardActor,
    student_id: int,
    recorded: Recorded,
    at: datetime,
    author: str = "",
    source_id: str = "",
) -> int:
    """Record an event; its number. The parent is told once the correction window is over.

    From fourteen, what a professional is seen for is kept as an authorised activity that tells
    nothing: the database sees to it. Raises NotVisible. Side effects: deadline, trace.
    """
    student = Student.objects.filter(id=student_id, board_id=actor.board_id).first()
    if student is None or student.school_id is None:
        raise NotVisible
    event = AttendanceEvent.objects.create(
        board_id=actor.board_id,
        source_id=source_id or f"preau:{uuid4()}",
        school_id=student.school_id,
        student_id=student.id,
        recorded_at=at,
        **_columns(recorded),
    )
    settle_events(actor=actor, at=at, as_of=at, schools=[student.school_id])
    event.refresh_from_db()
    _trace(actor, event, TraceAct.RECORDED, "", at, author)
    return event.id


@transaction.atomic
def correct_event(
    *,
    actor: BoardActor,
    event_id: int,
    recorded: Recorded | None,
    at: datetime,
    author: str = "",
) -> None:
    """Correct an event, or take it away (`recorded` None). Raises NotVisible.

    What a parent saw is dated `changed_at`. An event that asks for nothing any more keeps what was
    said of it; one that becomes an absence is settled, and told, like a new one.
    """
    event = _held(actor, event_id)
    before = event.state
    if recorded is None:
        event.ended_at = at
    else:
        for name, value in _columns(recorded).items():
            setattr(event, name, value)
    if event.visible_at is not None and event.visible_at <= at:
        event.changed_at = at
    event.save()
    settle_events(actor=actor, at=at, as_of=at, schools=[event.school_id])
    event.refresh_from_db()
    _trace(actor, event, TraceAct.CORRECTED, before, at, author)


def _held(actor: BoardActor, event_id: int) -> AttendanceEvent:
    own = AttendanceEvent.objects.select_for_update().filter(board_id=actor.board_id)
    event = own.filter(id=event_id, ended_at=None).first()
    if event is None:
        raise NotVisible
    return event


def _columns(recorded: Recorded) -> dict[str, object]:
    return {
        "on": recorded.on,
        "kind": recorded.kind,
        "part": recorded.part,
        "periods": sorted(recorded.periods),
        "minutes": recorded.minutes,
        "starts_at": recorded.starts_at,
        "is_professional": recorded.is_professional,
        "raw_category": recorded.category,
    }


def _trace(
    actor: BoardActor,
    event: AttendanceEvent,
    act: TraceAct,
    from_state: str,
    at: datetime,
    author: str,
) -> None:
    """Of a meeting in confidence the log says no more than the event: an activity, recorded."""
    row = Trace(
        event.board_id,
        event.student_id,
        act,
        event_id=event.id,
        from_state="" if event.kind == EventKind.AUTHORIZED else from_state,
        to_state=EventState(event.state),
        author=author,
    )
    trace(actor=actor, rows=[row], at=at)
