"""Looks that leave a trace: a child's absences, one event, a paper."""

from dataclasses import dataclass
from datetime import date, datetime

from preau.attendance.access import visible_event, visible_paper
from preau.attendance.enums import EventState
from preau.attendance.models import AttendancePaper, DecisionSeen
from preau.attendance.queries import (
    DeclarationRow,
    EventRow,
    ReasonRow,
    TraceRow,
    declarations_of,
    events_of,
    reasons_of,
    traces_of_event,
)
from preau.core.actors import FamilyActor
from preau.core.enums import Act
from preau.core.journal import record
from preau.core.read_only import writing
from preau.people.queries import ChildRow


@dataclass(frozen=True)
class Attendance:
    """A child's year and what was declared for the days to come."""

    events: list[EventRow]
    declarations: list[DeclarationRow]


def see_attendance(*, actor: FamilyActor, child: ChildRow, on: date) -> Attendance:
    """The absences of a child that `visible_child` found; journalled."""
    record(actor=actor, act=Act.ATTENDANCE_SEEN, student_ids=[child.id], board_id=child.board_id)
    return Attendance(events_of(child.id, on=on), declarations_of(child.id, since=on))


@dataclass(frozen=True)
class EventFile:
    """One event, what was said of it and who did what."""

    event: EventRow
    child: ChildRow
    reasons: list[ReasonRow]
    traces: list[TraceRow]


def see_event(*, actor: FamilyActor, event_id: int, at: datetime) -> EventFile:
    """An event in full; a decision that is seen no longer waits. Raises NotVisible."""
    event, child = visible_event(actor, event_id, at)
    details = {"event": event.id}
    record(
        actor=actor,
        act=Act.ATTENDANCE_SEEN,
        student_ids=[child.id],
        board_id=child.board_id,
        details=details,
    )
    if event.state == EventState.REFUSED and not event.is_seen:
        _remember_seen(actor, event, child, at)
    return EventFile(event, child, reasons_of(event.id), traces_of_event(event.id))


def _remember_seen(actor: FamilyActor, event: EventRow, child: ChildRow, at: datetime) -> None:
    seen = DecisionSeen(
        board_id=child.board_id,
        student_id=child.id,
        account_id=actor.account_id,
        event_id=event.id,
        seen_at=at,
    )
    with writing("decision seen"):
        DecisionSeen.objects.bulk_create([seen], ignore_conflicts=True)


def take_paper(*, actor: FamilyActor, paper_id: int, at: datetime) -> AttendancePaper:
    """A paper, about to be sent; journalled. Raises NotVisible."""
    paper = visible_paper(actor, paper_id, at)
    record(
        actor=actor,
        act=Act.DOWNLOADED,
        student_ids=[paper.reason.student_id],
        board_id=paper.board_id,
        details={"paper": paper.id},
    )
    return paper
