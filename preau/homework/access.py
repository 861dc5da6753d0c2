"""Who may see and tick what is given to a pupil. An absent one and a stranger's are the same."""

from preau.core.actors import Actor
from preau.core.errors import NotVisible
from preau.homework.models import Assignment, AssignmentAttachment, AssignmentPupil
from preau.people.access import require_family
from preau.people.models import Enrolment


def visible_assignment(actor: Actor, student_id: int, assignment_id: int) -> Assignment:
    """An assignment in scope that was given to this pupil. Raises NotVisible."""
    require_family(actor)
    assignment = Assignment.objects.filter(id=assignment_id).first()
    if assignment is None or not _is_given_to(assignment, student_id):
        raise NotVisible
    return assignment


def _is_given_to(assignment: Assignment, student_id: int) -> bool:
    if assignment.is_named:
        named = AssignmentPupil.objects.filter(assignment=assignment, student_id=student_id)
        return named.exists()
    enrolled = Enrolment.objects.filter(group_id=assignment.group_id, student_id=student_id)
    return enrolled.exists()


def visible_attachment(actor: Actor, attachment_id: int) -> AssignmentAttachment:
    """A teacher's file in scope. Raises NotVisible."""
    require_family(actor)
    attachment = AssignmentAttachment.objects.filter(id=attachment_id).first()
    if attachment is None:
        raise NotVisible
    return attachment
