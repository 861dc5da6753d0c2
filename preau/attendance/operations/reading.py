"""Looks that leave a trace: a child's absences, one event, a paper."""

from dataclasses import dataclass
from datetime import date, datetime

from preau.attendance.access import (
    attended_children,
    visible_declaration,
    visible_event,
    visible_paper,
    visible_reason,
)
from preau.attendance.enums import EventState
from preau.attendance.models import AttendancePaper, DecisionSeen
from preau.attendance.queries import (
    DeclarationRow,
    EventRow,
    ReasonRow,
    TraceRow,
    declarations_of,
    events_of,
    open_events_of,
    reasons_of,
    traces_of_declaration,
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
    _journal(actor, child, {})
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
    _journal(actor, child, {"event": event.id})
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


def see_open_events(
    *, actor: FamilyActor, at: datetime
) -> tuple[dict[int, ChildRow], list[EventRow]]:
    """What all the children still have to justify, in time or not; journalled."""
    children = attended_children(actor, at)
    if children:
        record(actor=actor, act=Act.ATTENDANCE_SEEN, student_ids=list(children))
    return children, open_events_of(children)


def see_reason(
    *, actor: FamilyActor, justification_id: int, at: datetime
) -> tuple[ReasonRow, ChildRow]:
    """What was submitted, about to be changed or withdrawn; journalled. Raises NotVisible."""
    reason, child = visible_reason(actor, justification_id, at)
    _journal(actor, child, {"reason": reason.id})
    return reason, child


def see_declaration(
    *, actor: FamilyActor, declaration_id: int, at: datetime
) -> tuple[DeclarationRow, ChildRow, list[TraceRow]]:
    """A declaration, whom it reached and its log; journalled. Raises NotVisible."""
    declaration, child = visible_declaration(actor, declaration_id, at)
    _journal(actor, child, {"declaration": declaration.id})
    return declaration, child, traces_of_declaration(declaration.id)


def _journal(actor: FamilyActor, child: ChildRow, details: dict[str, str | int]) -> None:
    record(
        actor=actor,
        act=Act.ATTENDANCE_SEEN,
        student_ids=[child.id],
        board_id=child.board_id,
        details=details,
    )


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
