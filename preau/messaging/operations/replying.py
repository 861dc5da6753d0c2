"""A parent answers a message: to its author and whom the school adds, and to nobody else.

There is one exchange per parent, message and child; no other parent ever sees it. Whoever reads it
at the school is told by a mail that one waits, without a word of it.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q

from preau.core import attempts
from preau.core.actors import BoardActor, FamilyActor
from preau.core.attempts import Window
from preau.core.enums import Act
from preau.core.errors import NotVisible
from preau.core.journal import record
from preau.core.scope import acting_as
from preau.messaging.access import visible_message
from preau.messaging.enums import AuthorKind, Category
from preau.messaging.errors import NoReplies, RepliesPaused, ThreadClosed, TooManyReplies
from preau.messaging.models import Message, Thread, ThreadPost
from preau.messaging.operations.announcing import sender_of, topic_of
from preau.messaging.queries.message import OpenMessage
from preau.notifications.operations import Draft, queue_mails
from preau.people.models import StaffMember
from preau.people.queries import own_name

DAY = timedelta(days=1)


@transaction.atomic
def reply(
    *, actor: FamilyActor, message_id: int, student_id: int, text: str, at: datetime
) -> Thread:
    """Write to the author about one of the message's children; the exchange.

    Refusals: NoReplies, RepliesPaused, ThreadClosed, TooManyReplies. Raises NotVisible for a
    message or a child that this parent does not see. Side effects: journal, a mail to the author.
    """
    message, children = visible_message(actor, message_id, at=at)
    if student_id not in message.student_ids:
        raise NotVisible
    _require_replies(message)
    thread = _thread(actor, message, student_id, at)
    if thread.closed_at:
        raise ThreadClosed
    _take_turn(actor, at)
    _write(actor, thread, text[: settings.PREAU_LIMITS.reply_characters], at)
    record(
        actor=actor,
        act=Act.MESSAGE_REPLIED,
        student_ids=[student_id],
        board_id=message.board_id,
        details={"message": message.id, "thread": thread.id},
    )
    name = next(child.first_name for child in children if child.id == student_id)
    _tell_school(actor, thread, name, at)
    return thread


def _require_replies(message: OpenMessage) -> None:
    if not message.receives:
        raise NoReplies
    if message.is_paused:
        raise RepliesPaused


def _thread(actor: FamilyActor, message: OpenMessage, student_id: int, at: datetime) -> Thread:
    """The exchange, made when it is not there: two tabs make one."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO messaging_thread (board_id, message_id, account_id, student_id, opened_at)"
            " VALUES (%s, %s, %s, %s, %s) ON CONFLICT (account_id, message_id, student_id)"
            " DO NOTHING",
            [message.board_id, message.id, actor.account_id, student_id, at],
        )
    return Thread.objects.get(
        account_id=actor.account_id, message_id=message.id, student_id=student_id
    )


def _take_turn(actor: FamilyActor, at: datetime) -> None:
    """People at the school read every reply: count this one, one at a time."""
    subject = f"account {actor.account_id}"
    attempts.lock([f"reply {subject}"])
    most = settings.PREAU_LIMITS.replies_per_day
    if attempts.first_exceeded([Window("message.reply", subject, most, DAY)], at=at):
        raise TooManyReplies
    attempts.add([("message.reply", subject)], at=at)


def _write(actor: FamilyActor, thread: Thread, text: str, at: datetime) -> None:
    ThreadPost.objects.create(
        board_id=thread.board_id,
        thread=thread,
        author_kind=AuthorKind.PARENT,
        account_id=actor.account_id,
        author_label=own_name(),
        text=text,
        sent_at=at,
    )


def _tell_school(actor: FamilyActor, thread: Thread, child: str, at: datetime) -> None:
    """Written as a job of the body: no family reads the addresses of its staff."""
    body = BoardActor(thread.board_id, actor.origin)
    with acting_as(body):
        messages = Message.objects.select_related("school", "board")
        message = messages.get(id=thread.message_id)
        # What a monthly follow-up is about stays in the portal.
        title = "" if message.category == Category.MONTHLY else message.title
        context = {
            "child": child,
            "sender": sender_of(message),
            "title": title,
            "thread": thread.id,
        }
        language = message.board.language
        drafts = [
            Draft(to=email, template="message_replied", language=language, context=context)
            for email in _readers(message, thread)
        ]
        queue_mails(actor=body, drafts=drafts, at=at, topic=topic_of(message.id))


def _readers(message: Message, thread: Thread) -> list[str]:
    """The author and whom the school added; without their addresses, the school's or the body's."""
    reading = Q(id=message.staff_id) | Q(id__in=thread.staff.values("staff_id"))
    staff = StaffMember.objects.filter(reading, ended_at=None).exclude(email="")
    found = sorted(set(staff.values_list("email", flat=True)))
    of_school = (message.school.email if message.school else "") or message.board.email
    return found or [of_school] * bool(of_school)
