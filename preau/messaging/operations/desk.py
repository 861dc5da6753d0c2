"""The school reads who has opened a message and which exchanges await it; journalled."""

from collections.abc import Sequence
from dataclasses import dataclass

from preau.core.actors import BoardActor
from preau.core.enums import Act
from preau.core.errors import NotVisible
from preau.core.journal import record
from preau.messaging.models import Message
from preau.messaging.queries.exchanges import WaitingThread, threads_waiting
from preau.messaging.queries.receipts import Receipts, children_unopened, receipts_of


@dataclass(frozen=True)
class SeenReceipts:
    """`unopened`: number and name of the children of whom no guardian opened it, the first ones."""

    title: str
    receipts: Receipts
    unopened: Sequence[tuple[int, str]]


def see_receipts(*, actor: BoardActor, message_id: int, most: int) -> SeenReceipts:
    """Of a message of this body, with at most so many names. Raises NotVisible."""
    message = Message.objects.filter(id=message_id, board_id=actor.board_id).first()
    if message is None:
        raise NotVisible
    unopened = children_unopened(message.id, most=most)
    record(
        actor=actor,
        act=Act.MESSAGES_SEEN,
        student_ids=[student_id for student_id, _name in unopened],
        details={"receipts": message.id},
    )
    return SeenReceipts(message.title, receipts_of(message.id), unopened)


def see_waiting_threads(*, actor: BoardActor) -> list[WaitingThread]:
    """What parents wrote to this body and nobody answered."""
    threads = threads_waiting()
    pupils = sorted({thread.student_id for thread in threads})
    record(
        actor=actor,
        act=Act.MESSAGES_SEEN,
        student_ids=pupils,
        details={"threads": len(threads)},
    )
    return threads
