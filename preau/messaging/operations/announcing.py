"""The mails of a message: one per account that sees it, siblings named together.

A mail says who wrote and links to the page; the text stays in the portal, but for a closure, which
has to be read at once. A monthly follow-up (s. 29.2) says nothing of itself.
"""

from datetime import datetime

from django.conf import settings
from django.db import connection, transaction

from preau.core import jobs
from preau.core.actors import BoardActor
from preau.core.rich_text import to_text
from preau.messaging.enums import Category
from preau.messaging.models import Message
from preau.notifications.operations import Draft, queue_mails
from preau.people.enums import Right


def topic_of(message_id: int) -> str:
    """What all the mails of a message are found by."""
    return f"message:{message_id}"


@transaction.atomic
def announce_messages(*, actor: BoardActor, message_id: int, at: datetime) -> int:
    """Queue the mails of a message to the next slice of accounts; how many mails.

    Does nothing when the message is withdrawn, not due yet, or announced. When accounts remain, a
    job takes the next slice: `announced_to` makes a job that runs twice harmless.
    """
    message = (
        Message.objects.select_for_update(of=("self",))
        .select_related("board", "school")
        .filter(id=message_id, board_id=actor.board_id, withdrawn_at=None, starts_at__lte=at)
        .exclude(announced_to=None)
        .first()
    )
    if message is None:
        return 0
    most = settings.PREAU_LIMITS.mails_per_slice
    readers = _readers(message, most)
    drafts = [_draft(message, *reader) for reader in readers if reader[3]]
    queue_mails(actor=actor, drafts=drafts, at=at, topic=topic_of(message.id))
    message.announced_to = readers[-1][0] if len(readers) == most else None
    message.save(update_fields=["announced_to"])
    if message.announced_to is not None:
        arguments = {"board_id": actor.board_id, "message_id": message.id}
        jobs.defer("messaging.announce", arguments, lock=topic_of(message.id))
    return len(drafts)


Reader = tuple[int, str, str, list[int], list[str]]


def _readers(message: Message, most: int) -> list[Reader]:
    with connection.cursor() as cursor:
        values = [message.id, message.announced_to, most]
        cursor.execute("SELECT * FROM preau_message_readers(%s, %s, %s)", values)
        return list(cursor.fetchall())


def _draft(
    message: Message,
    account_id: int,
    email: str,
    language: str,
    students: list[int],
    names: list[str],
) -> Draft:
    is_closure = message.category == Category.CLOSURE
    return Draft(
        to=email,
        template="message_published",
        language=language or message.board.language,
        context={
            "message_id": message.id,
            "title": message.title,
            "category": str(message.category),
            "sender": sender_of(message),
            "author": message.author_name,
            "role": message.author_role,
            "children": names,
            "confirms": message.needs_confirmation,
            "note": to_text(message.body) if is_closure else "",
        },
        account_id=account_id,
        student_ids=students,
        right=Right.MESSAGES,
    )


def sender_of(message: Message) -> str:
    """In whose name a message is: its school's, or the body's."""
    return message.school.name if message.school else message.board.short_name
