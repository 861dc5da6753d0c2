"""Which messages a family may see, and through which of its children.

The database shows a family only messages about its pupils that no judgment closes. Here come the
switches of the schools: a child whose school shows no messages opens none. What may not be seen is
`NotVisible`, the same for a message that does not exist.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from preau.boards.enums import SwitchKey
from preau.core.actors import Actor
from preau.core.errors import NotVisible
from preau.messaging.models import MessageAttachment
from preau.messaging.queries.message import OpenMessage, message_about
from preau.people.access import visible_children
from preau.people.enums import Right
from preau.people.queries import ChildRow


@dataclass(frozen=True)
class Readers:
    """The children whose messages a parent reads, and those whose school shows none."""

    shown: Sequence[ChildRow]
    hidden: Sequence[ChildRow]

    @property
    def ids(self) -> list[int]:
        return [child.id for child in self.shown]

    def among(self, student_ids: Sequence[int]) -> list[ChildRow]:
        """Those of the children, in their usual order, that a message is about."""
        return [child for child in self.shown if child.id in student_ids]


def visible_readers(actor: Actor, *, at: datetime) -> Readers:
    """The children whose messages this account may read. Raises NotVisible for no account."""
    children = [c for c in visible_children(actor) if c.allows(Right.MESSAGES)]
    shown = [c for c in children if c.switches.is_on(SwitchKey.TILE_MESSAGES, at=at)]
    return Readers(shown, [c for c in children if c not in shown])


def visible_message(
    actor: Actor, message_id: int, *, at: datetime
) -> tuple[OpenMessage, list[ChildRow]]:
    """A message, and the children it is about. Raises NotVisible."""
    readers = visible_readers(actor, at=at)
    message = message_about(readers.ids, message_id)
    if message is None:
        raise NotVisible
    return message, readers.among(message.student_ids)


def visible_attachment(
    actor: Actor, message_id: int, attachment_id: int, *, at: datetime
) -> tuple[MessageAttachment, OpenMessage]:
    """A file of a visible message. Raises NotVisible."""
    message, _children = visible_message(actor, message_id, at=at)
    found = MessageAttachment.objects.filter(id=attachment_id, message_id=message.id).first()
    if found is None:
        raise NotVisible
    return found, message
