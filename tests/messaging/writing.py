"""What a school writes in tests, by the operations that the product has."""

import io
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from preau.boards.models import Board, School
from preau.core.actors import BoardActor
from preau.core.files.accept import accept
from preau.core.scope import acting_as
from preau.messaging import operations
from preau.messaging.enums import TargetKind
from preau.messaging.models import Message, MessageAttachment, Thread
from preau.messaging.operations import Author, MessageDraft
from preau.messaging.queries.audience import Target
from preau.people.models import StaffMember, Student
from tests.factories import as_owner
from tests.files import PDF

AN_HOUR = timedelta(hours=1)
AUTHOR = Author("Anne Gagnon", "direction")


def to_pupils(*students: Student) -> list[Target]:
    return [Target(TargetKind.STUDENT, student_id=student.id) for student in students]


def draft(targets: Sequence[Target], school: School | None = None, **fields: Any) -> MessageDraft:
    values = {
        "title": "Photo scolaire",
        "body": "<p>La photo sera prise à l’école.</p>",
        "author": AUTHOR,
        "school_id": school.id if school else None,
        **fields,
    }
    return MessageDraft(targets=targets, **values)


def publish(
    board: Board,
    written: MessageDraft,
    *,
    files: Sequence[tuple[str, bytes]] = (),
    at: datetime | None = None,
    sends_mail: bool = False,
) -> int:
    actor = BoardActor(board.id)
    with acting_as(actor):
        return operations.publish_message(
            actor=actor,
            draft=written,
            files=[accept(io.BytesIO(content), name) for name, content in files],
            at=at or timezone.now() - AN_HOUR,
            sends_mail=sends_mail,
        )


def write_to(*students: Student, **fields: Any) -> int:
    """A message of the school of the first pupil to all of them."""
    files, at = fields.pop("files", ()), fields.pop("at", None)
    mail = fields.pop("sends_mail", False)
    school = students[0].school
    written = draft(to_pupils(*students), school, **fields)
    return publish(students[0].board, written, files=files, at=at, sends_mail=mail)


def letter_about(student: Student) -> MessageAttachment:
    """A message about one pupil that asks for everything, with its file."""
    message_id = write_to(
        student,
        title="Sortie au planétarium",
        needs_confirmation=True,
        allows_replies=True,
        files=[("Trajet d’été.pdf", PDF)],
    )
    with as_owner():
        return MessageAttachment.objects.get(message_id=message_id)


def withdraw(message_id: int) -> None:
    with as_owner():
        board_id = Message.objects.get(id=message_id).board_id
    actor = BoardActor(board_id)
    with acting_as(actor):
        operations.withdraw_message(actor=actor, message_id=message_id, at=timezone.now())


def make_staff(board: Board, given: str = "Anne", family: str = "Gagnon") -> StaffMember:
    with as_owner():
        return StaffMember.objects.create(
            board=board,
            source_id=f"staff-{given}-{family}",
            given_name=given,
            family_name=family,
            title="enseignante",
            role="teacher",
        )


def answer(thread: Thread, staff: StaffMember, text: str = "Oui, à midi.") -> None:
    actor = BoardActor(thread.board_id)
    with acting_as(actor):
        operations.reply_as_staff(
            actor=actor, thread_id=thread.id, staff_id=staff.id, text=text, at=timezone.now()
        )
