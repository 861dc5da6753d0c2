"""What the worker does for results: tell families at the hour, remind them some days later.

Travaux are looked for every five minutes: their hours are many, and each parent has a pace.
"""

from preau.boards.queries import subscribed_boards
from preau.core import clock, jobs
from preau.core.actors import BoardActor, SystemActor
from preau.core.scope import acting_as
from preau.notifications.quiet import is_quiet
from preau.results import batch, operations
from preau.results.operations.announcing import due_publications
from preau.results.operations.telling import digest_works, due_digests, tell_of_works

__all__ = ["announce", "announce_due", "batch", "remind", "tell_works"]


@jobs.task("results.announce")
def announce(board_id: int, publication_id: int) -> None:
    """A publication whose hour has come, or the next accounts of one with many."""
    actor = BoardActor(board_id)
    with acting_as(actor):
        operations.announce_report_cards(actor=actor, publication_id=publication_id, at=clock.now())


@jobs.task("results.announce_due", every="*/5 * * * *")
def announce_due(timestamp: int) -> None:
    """What files published: each body in a transaction and a scope of its own."""
    for board_id in _bodies():
        actor = BoardActor(board_id)
        with acting_as(actor):
            for publication_id in due_publications(actor=actor, at=clock.now()):
                operations.announce_report_cards(
                    actor=actor, publication_id=publication_id, at=clock.now()
                )


@jobs.task("results.remind", every="43 21 * * 1-5")
def remind(timestamp: int) -> None:
    """Late in the afternoon of weekdays."""
    for board_id in _bodies():
        actor = BoardActor(board_id)
        with acting_as(actor):
            operations.remind_of_report_cards(actor=actor, at=clock.now())


@jobs.task("results.tell_works", every="*/5 * * * *")
def tell_works(timestamp: int) -> None:
    """Each slice and each school in a transaction of its own; live mails not in quiet hours."""
    for board_id in _bodies():
        actor = BoardActor(board_id)
        while not is_quiet(clock.now()) and _tell_slice(actor):
            pass
        with acting_as(actor):
            due = due_digests(actor=actor, at=clock.now())
        for school_id, week_at in due:
            with acting_as(actor):
                digest_works(actor=actor, school_id=school_id, week_at=week_at, at=clock.now())


def _tell_slice(actor: BoardActor) -> bool:
    with acting_as(actor):
        return tell_of_works(actor=actor, at=clock.now()) is not None


def _bodies() -> list[int]:
    with acting_as(SystemActor()):
        return [board.id for board in subscribed_boards()]
