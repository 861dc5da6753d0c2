"""Who may see and act on absences. An absent object and a stranger's are the same: NotVisible.

A page of attendance is there only where the school shows the tile; what it hides cannot be acted
on either. The database closes the rows again, by right.
"""

from datetime import datetime

from preau.attendance.models import AttendancePaper
from preau.attendance.queries import (
    DeclarationRow,
    EventRow,
    ReasonRow,
    declaration_of_family,
    event_of_family,
    reason_of,
)
from preau.boards.enums import SwitchKey
from preau.core.actors import Actor
from preau.core.errors import NotVisible
from preau.people.access import require_family, visible_children
from preau.people.enums import Right
from preau.people.queries import ChildRow


def attended_children(actor: Actor, at: datetime) -> dict[int, ChildRow]:
    """The children whose absences this parent may see, where their school shows them; by id."""
    return {
        child.id: child
        for child in visible_children(actor)
        if child.allows(Right.ATTENDANCE)
        and child.school_id is not None
        and child.switches.is_on(SwitchKey.TILE_ATTENDANCE, at=at)
    }


def visible_event(actor: Actor, event_id: int, at: datetime) -> tuple[EventRow, ChildRow]:
    """An event that the parent may already know, and its pupil. Raises NotVisible."""
    event = event_of_family(event_id)
    if event is None:
        raise NotVisible
    return event, _child(actor, event.student_id, at)


def visible_reason(actor: Actor, justification_id: int, at: datetime) -> tuple[ReasonRow, ChildRow]:
    """What either guardian submitted; why, only when this account may read it."""
    reason = reason_of(justification_id)
    if reason is None:
        raise NotVisible
    return reason, _child(actor, reason.student_id, at)


def visible_declaration(
    actor: Actor, declaration_id: int, at: datetime
) -> tuple[DeclarationRow, ChildRow]:
    """A declaration of either guardian, and its pupil. Raises NotVisible."""
    declaration = declaration_of_family(declaration_id)
    if declaration is None:
        raise NotVisible
    return declaration, _child(actor, declaration.student_id, at)


def visible_paper(actor: Actor, paper_id: int, at: datetime) -> AttendancePaper:
    """A paper whose reason this account may read. Raises NotVisible."""
    require_family(actor)
    paper = AttendancePaper.objects.select_related("reason").filter(id=paper_id).first()
    if paper is None:
        raise NotVisible
    _child(actor, paper.reason.student_id, at)
    return paper


def _child(actor: Actor, student_id: int, at: datetime) -> ChildRow:
    child = attended_children(actor, at).get(student_id)
    if child is None:
        raise NotVisible
    return child
