"""What the worker does for messages."""

from preau.boards.queries import subscribed_boards
from preau.core import clock, jobs
from preau.core.actors import BoardActor
from preau.core.scope import acting_as
from preau.messaging import operations


@jobs.task("messaging.announce")
def announce(board_id: int, message_id: int) -> None:
    """A message that is due, or the next accounts of one with many."""
    actor = BoardActor(board_id)
    with acting_as(actor):
        operations.announce_messages(actor=actor, message_id=message_id, at=clock.now())


@jobs.task("messaging.address_newcomers", every="11 8 * * *")
def address_newcomers(timestamp: int) -> None:
    """Each body in its own transaction: one that fails stops no other."""
    for board in subscribed_boards():
        actor = BoardActor(board.id)
        with acting_as(actor):
            operations.address_newcomers(actor=actor, at=clock.now())
