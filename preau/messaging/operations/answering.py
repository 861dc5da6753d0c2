"""The school's side of an exchange: the author answers, adds a colleague, closes.

An answer reaches one parent: the one who wrote. The other is told nothing.
"""

from datetime import datetime

from django.db import transaction

from preau.accounts.models import Account
from preau.core.actors import BoardActor
from preau.core.enums import Act
from preau.core.errors import NotVisible
from preau.core.journal import record
from preau.messaging.enums import AuthorKind
from preau.messaging.models import Thread, ThreadPost, ThreadStaff
from preau.messaging.operations.announcing import sender_of, topic_of
from preau.notifications.operations import Draft, queue_mails
from preau.people.enums import Right
from preau.people.models import StaffMember


@transaction.atomic
def add_staff(*, actor: BoardActor, thread_id: int, staff_id: int, at: datetime) -> None:
    """Let a colleague read and answer; the parent sees who. Raises NotVisible."""
    thread = _thread(actor, thread_id)
    staff = _staff(actor, staff_id)
    values = {"board_id": actor.board_id, "label": label_of(staff), "added_at": at}
    ThreadStaff.objects.get_or_create(thread=thread, staff=staff, defaults=values)


@transaction.atomic
def reply_as_staff(
    *, actor: BoardActor, thread_id: int, staff_id: int, text: str, at: datetime
) -> None:
    """The author, or who was added, answers the parent.

    Raises NotVisible for anybody else, and under a message withdrawn. Side effects: journal, a mail
    to the parent that holds no word of it.
    """
    thread = _thread(actor, thread_id)
    staff = _staff(actor, staff_id)
    if thread.message.withdrawn_at:
        raise NotVisible
    if staff.id != thread.message.staff_id and not thread.staff.filter(staff=staff).exists():
        raise NotVisible
    ThreadPost.objects.create(
        board_id=actor.board_id,
        thread=thread,
        author_kind=AuthorKind.STAFF,
        staff=staff,
        author_label=label_of(staff),
        text=text,
        sent_at=at,
    )
    record(
        actor=actor,
        act=Act.MESSAGE_REPLIED,
        student_ids=[thread.student_id],
        details={"message": thread.message_id, "thread": thread.id},
    )
    _tell_parent(actor, thread, staff, at)


@transaction.atomic
def close_thread(*, actor: BoardActor, thread_id: int, at: datetime) -> None:
    """No more replies in this exchange; it stays readable. Raises NotVisible."""
    if not Thread.objects.filter(id=thread_id, board_id=actor.board_id).update(closed_at=at):
        raise NotVisible


def label_of(staff: StaffMember) -> str:
    """As the parent reads it: « Anne Gagnon, direction adjointe »."""
    name = f"{staff.given_name} {staff.family_name}"
    return f"{name}, {staff.title}" if staff.title else name


def _thread(actor: BoardActor, thread_id: int) -> Thread:
    found = Thread.objects.filter(id=thread_id, board_id=actor.board_id)
    thread = found.select_related("message", "message__school", "message__board").first()
    if thread is None:
        raise NotVisible
    return thread


def _staff(actor: BoardActor, staff_id: int) -> StaffMember:
    staff = StaffMember.objects.filter(id=staff_id, board_id=actor.board_id, ended_at=None).first()
    if staff is None:
        raise NotVisible
    return staff


def _tell_parent(actor: BoardActor, thread: Thread, staff: StaffMember, at: datetime) -> None:
    message = thread.message
    # The columns that a job may read of an account.
    email, language = Account.objects.values_list("email", "language").get(id=thread.account_id)
    draft = Draft(
        to=email,
        template="message_answered",
        language=language or message.board.language,
        context={
            "message_id": message.id,
            "sender": sender_of(message),
            "author": label_of(staff),
        },
        account_id=thread.account_id,
        student_ids=[thread.student_id],
        right=Right.MESSAGES,
    )
    queue_mails(actor=actor, drafts=[draft], at=at, topic=topic_of(message.id))
