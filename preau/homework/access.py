"""Who may see and tick what is given to a pupil. An absent one and a stranger's are the same.

The database shows what was given to a family's pupils; here come the switches of the schools: what
one hides is neither sent nor ticked.
"""

from datetime import datetime

from preau.boards.enums import SwitchKey
from preau.core.actors import Actor
from preau.core.errors import NotVisible
from preau.homework.models import Assignment, AssignmentAttachment, AssignmentPupil
from preau.people.access import visible_children
from preau.people.enums import Right
from preau.people.models import Enrolment


def visible_assignment(
    actor: Actor, student_id: int, assignment_id: int, *, at: datetime
) -> Assignment:
    """An assignment in scope that was given to this pupil. Raises NotVisible."""
    shown = _shown(actor, at)
    assignment = Assignment.objects.filter(id=assignment_id).first()
    if assignment is None or not _given_to(assignment, [s for s in shown if s == student_id]):
        raise NotVisible
    return assignment


def visible_attachment(actor: Actor, attachment_id: int, *, at: datetime) -> AssignmentAttachment:
    """A teacher's file, given to a pupil whose school shows homework. Raises NotVisible."""
    shown = _shown(actor, at)
    found = AssignmentAttachment.objects.select_related("assignment").filter(id=attachment_id)
    attachment = found.first()
    if attachment is None or not _given_to(attachment.assignment, shown):
        raise NotVisible
    return attachment


def _shown(actor: Actor, at: datetime) -> list[int]:
    """The pupils whose homework this account may see, where their school shows it."""
    return [
        child.id
        for child in visible_children(actor)
        if child.allows(Right.HOMEWORK) and child.switches.is_on(SwitchKey.TILE_HOMEWORK, at=at)
    ]


def _given_to(assignment: Assignment, students: list[int]) -> bool:
    """Whether one of the pupils has it."""
    if assignment.is_named:
        named = AssignmentPupil.objects.filter(assignment=assignment, student_id__in=students)
        return named.exists()
    enrolled = Enrolment.objects.filter(group_id=assignment.group_id, student_id__in=students)
    return enrolled.exists()
