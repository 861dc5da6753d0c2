"""What the worker does for attendance: settle, tell guardians, follow the mails to services."""

from preau.attendance import operations
from preau.boards.queries import subscribed_boards
from preau.core import clock, jobs
from preau.core.actors import BoardActor, SystemActor
from preau.core.scope import acting_as


@jobs.task("attendance.tell_absences", every="*/5 * * * *")
def tell_absences(timestamp: int) -> None:
    """Each body in a transaction and a scope of its own."""
    with acting_as(SystemActor()):
        bodies = [board.id for board in subscribed_boards()]
    for board_id in bodies:
        actor, at = BoardActor(board_id), clock.now()
        with acting_as(actor):
            operations.settle_events(actor=actor, at=at)
            operations.extend_deadlines(actor=actor, at=at)
            operations.tell_absences(actor=actor, at=at)
            operations.follow_notices(actor=actor, at=at)


@jobs.task("attendance.remind_desks", every="17 11 * * 1-5")
def remind_desks(timestamp: int) -> None:
    """Early on weekdays; each body in a transaction and a scope of its own."""
    with acting_as(SystemActor()):
        bodies = [board.id for board in subscribed_boards()]
    for board_id in bodies:
        actor = BoardActor(board_id)
        with acting_as(actor):
            operations.remind_desks(actor=actor, at=clock.now())
