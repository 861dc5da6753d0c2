"""A parent reads: the list, a message, a file; confirms a reading; puts a message away.

Opening is a receipt that a GET leaves, by the named exception of the read-only guard. What one
parent does changes nothing for the other.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from preau.core.actors import FamilyActor
from preau.core.enums import Act
from preau.core.errors import NotVisible
from preau.core.journal import record
from preau.core.read_only import writing
from preau.messaging.access import Readers, visible_attachment, visible_message
from preau.messaging.models import MessageAttachment
from preau.messaging.queries.inbox import Filters, MessageRow, inbox, years_of
from preau.messaging.queries.message import (
    OpenMessage,
    OpenThread,
    attachments_of,
    threads_of,
)
from preau.people.queries import ChildRow


@dataclass(frozen=True)
class Inbox:
    """A page of the list. `has_more`: there is a next one."""

    rows: Sequence[MessageRow]
    years: Sequence[int]
    has_more: bool


def see_messages(
    *,
    actor: FamilyActor,
    readers: Readers,
    filters: Filters,
    page: int,
    per_page: int,
    at: datetime,
) -> Inbox:
    """A page of the messages, pages counted from 1; journalled with the children it names."""
    rows = inbox(
        readers.ids, filters, at=at, most=per_page + 1, skipped=(max(page, 1) - 1) * per_page
    )
    shown = rows[:per_page]
    if seen := {student_id for row in shown for student_id in row.student_ids}:
        record(actor=actor, act=Act.MESSAGES_SEEN, student_ids=sorted(seen))
    years = years_of(readers.ids) if filters.archives else []
    return Inbox(shown, years, len(rows) > per_page)


@dataclass(frozen=True)
class MessagePage:
    message: OpenMessage
    children: Sequence[ChildRow]
    attachments: Sequence[MessageAttachment]
    threads: Sequence[OpenThread]


@transaction.atomic
def open_message(
    *, actor: FamilyActor, message_id: int, at: datetime, is_read: bool = True
) -> MessagePage:
    """The message with its files and this parent's exchanges, marked opened. Raises NotVisible.

    `is_read` is false when no person asked for the page: it leaves no receipt.
    """
    message, children = visible_message(actor, message_id, at=at)
    record(
        actor=actor,
        act=Act.MESSAGE_OPENED,
        student_ids=message.student_ids,
        board_id=message.board_id,
        details={"message": message.id},
    )
    if is_read:
        with writing("read receipt"):
            _mark(actor, message, opened_at=at)
            _mark_answers_seen(actor, message, at)
    threads = threads_of(message.id, message.student_ids)
    return MessagePage(message, children, attachments_of(message.id), threads)


@transaction.atomic
def confirm_reading(*, actor: FamilyActor, message_id: int, at: datetime) -> None:
    """« J'ai lu »: kept with its instant, the first time. Raises NotVisible."""
    message, _children = visible_message(actor, message_id, at=at)
    if not message.needs_confirmation:
        raise NotVisible
    if message.confirmed_at:
        return
    _mark(actor, message, opened_at=at, confirmed_at=at)
    record(
        actor=actor,
        act=Act.MESSAGE_CONFIRMED,
        student_ids=message.student_ids,
        board_id=message.board_id,
        details={"message": message.id},
    )


@transaction.atomic
def archive_message(
    *, actor: FamilyActor, message_id: int, is_archived: bool, at: datetime
) -> OpenMessage:
    """Put a message away, or back in front; for this parent alone. Raises NotVisible."""
    message, _children = visible_message(actor, message_id, at=at)
    _mark(actor, message)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE messaging_messagereading SET archived_at = %s"
            " WHERE message_id = %s AND account_id = %s",
            [at if is_archived else None, message.id, actor.account_id],
        )
    return message


def download_attachment(
    *, actor: FamilyActor, message_id: int, attachment_id: int, at: datetime
) -> MessageAttachment:
    """A file of a visible message, journalled. Raises NotVisible."""
    found, message = visible_attachment(actor, message_id, attachment_id, at=at)
    record(
        actor=actor,
        act=Act.DOWNLOADED,
        student_ids=message.student_ids,
        board_id=message.board_id,
        details={"message": message.id, "attachment": found.id},
    )
    return found


# The first instant stands: opening or confirming again changes nothing.
_MARK = """
INSERT INTO messaging_messagereading (board_id, message_id, account_id, opened_at, confirmed_at)
VALUES (%s, %s, %s, %s, %s)
ON CONFLICT (account_id, message_id) DO UPDATE SET
  opened_at = coalesce(messaging_messagereading.opened_at, excluded.opened_at),
  confirmed_at = coalesce(messaging_messagereading.confirmed_at, excluded.confirmed_at)
"""


def _mark(
    actor: FamilyActor,
    message: OpenMessage,
    *,
    opened_at: datetime | None = None,
    confirmed_at: datetime | None = None,
) -> None:
    values = [message.board_id, message.id, actor.account_id, opened_at, confirmed_at]
    with connection.cursor() as cursor:
        cursor.execute(_MARK, values)


def _mark_answers_seen(actor: FamilyActor, message: OpenMessage, at: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE messaging_thread SET seen_at = %s WHERE message_id = %s AND account_id = %s",
            [at, message.id, actor.account_id],
        )
