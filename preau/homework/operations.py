"""Reading, ticking and giving homework. What a family ticks says nothing of what was handed in.

Pupils and rights are checked by the callers' `visible_child`, and again by the database.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from preau.core.actors import BoardActor, FamilyActor
from preau.core.enums import Act
from preau.core.errors import NotVisible
from preau.core.files.accept import AcceptedFile
from preau.core.files.store import store
from preau.core.journal import record
from preau.core.rich_text import clean
from preau.homework.access import visible_assignment, visible_attachment
from preau.homework.enums import AssignmentKind
from preau.homework.models import Assignment, AssignmentAttachment, AssignmentPupil, Tick
from preau.homework.queries import AssignmentRow, TickRow, assignments_of, ticks_under
from preau.people.models import Group


def see_homework(
    *, actor: FamilyActor, student_id: int, board_id: int, since: date
) -> list[AssignmentRow]:
    """What a pupil has to do, from a day on; journalled."""
    record(actor=actor, act=Act.HOMEWORK_SEEN, student_ids=[student_id], board_id=board_id)
    return assignments_of(student_id, since=since)


@transaction.atomic
def tick(
    *, actor: FamilyActor, student_id: int, assignment_id: int, is_done: bool, at: datetime
) -> None:
    """Tick « fait » for a pupil, or take the tick away; twice is as once. Raises NotVisible."""
    assignment = visible_assignment(actor, student_id, assignment_id, at=at)
    if is_done:
        row = Tick(
            board_id=assignment.board_id,
            assignment=assignment,
            student_id=student_id,
            account_id=actor.account_id,
            at=at,
        )
        Tick.objects.bulk_create([row], ignore_conflicts=True)
    else:
        Tick.objects.filter(assignment=assignment, student_id=student_id).delete()
    record(
        actor=actor,
        act=Act.HOMEWORK_TICKED,
        student_ids=[student_id],
        board_id=assignment.board_id,
        details={"assignment": assignment.id, "done": int(is_done)},
    )


def take_attachment(
    *, actor: FamilyActor, attachment_id: int, at: datetime
) -> AssignmentAttachment:
    """A teacher's file, about to be sent; journalled. Raises NotVisible."""
    attachment = visible_attachment(actor, attachment_id, at=at)
    details = {"homework": attachment.assignment_id}
    record(actor=actor, act=Act.DOWNLOADED, board_id=attachment.board_id, details=details)
    return attachment


def see_ticks(*, actor: BoardActor, assignment_id: int) -> list[TickRow]:
    """The school reads which families ticked; journalled. Raises NotVisible.

    Nobody of a school whose switch « Voir les devoirs que la famille coche » is off is in it.
    """
    if not Assignment.objects.filter(id=assignment_id, board_id=actor.board_id).exists():
        raise NotVisible
    ticks = ticks_under(assignment_id)
    record(
        actor=actor,
        act=Act.HOMEWORK_SEEN,
        student_ids=[tick.student_id for tick in ticks],
        details={"assignment": assignment_id, "ticks": len(ticks)},
    )
    return ticks


@dataclass(frozen=True)
class Given:
    """What a teacher gives to do. `text` is rich text or plain; `pupils` empty: the whole group."""

    source_id: str
    group_id: int
    kind: AssignmentKind
    title: str
    text: str
    given_on: date
    due_on: date
    due_period: int | None = None
    minutes: int | None = None
    accepts_late: bool = False
    staff_id: int | None = None
    pupils: Sequence[int] = ()
    files: Sequence[AcceptedFile] = ()


@transaction.atomic
def give(*, actor: BoardActor, given: Given, published_at: datetime) -> Assignment:
    """Publish an assignment, or change the one of the same identifier; files are added to it."""
    group = Group.objects.get(id=given.group_id, board_id=actor.board_id)
    assignment, _created = Assignment.objects.update_or_create(
        board_id=actor.board_id,
        source_id=given.source_id,
        create_defaults={**_fields(given, group), "published_at": published_at},
        defaults=_fields(given, group),
    )
    _name(assignment, given.pupils)
    if given.files:
        owner = {"assignment": assignment, "board_id": actor.board_id}
        store(AssignmentAttachment, given.files, at=published_at, **owner)
    return assignment


def _name(assignment: Assignment, pupils: Sequence[int]) -> None:
    """Make the named pupils exactly these."""
    named = AssignmentPupil.objects.filter(assignment=assignment)
    named.exclude(student_id__in=pupils).delete()
    rows = [
        AssignmentPupil(board_id=assignment.board_id, assignment=assignment, student_id=pupil)
        for pupil in pupils
    ]
    AssignmentPupil.objects.bulk_create(rows, ignore_conflicts=True)


def _fields(given: Given, group: Group) -> dict[str, object]:
    return {
        "group": group,
        "staff_id": given.staff_id,
        "kind": given.kind,
        "title": given.title,
        "text": str(clean(given.text)),
        "given_on": given.given_on,
        "due_on": given.due_on,
        "due_period": given.due_period,
        "minutes": given.minutes,
        "accepts_late": given.accepts_late,
        "is_named": bool(given.pupils),
        "ended_at": None,
    }
