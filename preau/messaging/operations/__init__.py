"""Writes about messages; each checks, changes, journals and tells.

`reading` and `replying` are a parent's; `publishing`, `announcing`, `answering` and `desk` the
school's.
"""

from preau.messaging.operations.announcing import announce_messages
from preau.messaging.operations.answering import add_staff, close_thread, reply_as_staff
from preau.messaging.operations.desk import SeenReceipts, see_receipts, see_waiting_threads
from preau.messaging.operations.publishing import (
    Author,
    MessageDraft,
    address_newcomers,
    preview_audience,
    publish_message,
    withdraw_message,
)
from preau.messaging.operations.reading import (
    archive_message,
    confirm_reading,
    download_attachment,
    open_message,
    see_messages,
)
from preau.messaging.operations.replying import reply

__all__ = [
    "Author",
    "MessageDraft",
    "SeenReceipts",
    "add_staff",
    "address_newcomers",
    "announce_messages",
    "archive_message",
    "close_thread",
    "confirm_reading",
    "download_attachment",
    "open_message",
    "preview_audience",
    "publish_message",
    "reply",
    "reply_as_staff",
    "see_messages",
    "see_receipts",
    "see_waiting_threads",
    "withdraw_message",
]
