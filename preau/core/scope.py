"""The database scope of an actor, opened inside a transaction and gone with it.

A family's scope is computed by a SECURITY DEFINER function from the live guardian links; a board's
is its own id. With no scope the role of the application sees no row of any protected table.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from preau.core.actors import Actor, BoardActor, FamilyActor, SystemActor

_FAMILY = "SELECT preau_enter_family(%s), set_config('role', 'preau_family', true)"
_BOARD = "SELECT set_config('preau.board', %s, true), set_config('role', 'preau_jobs', true)"
_SYSTEM = "SELECT set_config('preau.board', '', true), set_config('role', 'preau_jobs', true)"


def enter(actor: Actor) -> None:
    """Open the actor's scope for the rest of the transaction. Requires one."""
    if not connection.in_atomic_block:
        raise RuntimeError("a scope is opened inside a transaction")
    with connection.cursor() as cursor:
        match actor:
            case FamilyActor(account_id=account_id):
                cursor.execute(_FAMILY, [account_id])
            case BoardActor(board_id=board_id):
                cursor.execute(_BOARD, [str(board_id)])
            case SystemActor():
                cursor.execute(_SYSTEM)
            case _:
                pass


@contextmanager
def acting_as(actor: Actor) -> Iterator[None]:
    """A transaction in the actor's scope; the earlier role and scope come back at its end."""
    with transaction.atomic():
        before = _current()
        enter(actor)
        yield
        _restore(before)


@contextmanager
def stepping_out() -> Iterator[None]:
    """Leave the scope for another one: a body's job may not become a family from within.

    Only for what is read as a family and given to that family alone.
    """
    with transaction.atomic():
        before = _current()
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('role', 'preau_app', true)")
        yield
        _restore(before)


_NAMES = (
    *("role", "preau.account", "preau.students", "preau.links", "preau.denied"),
    *("preau.archived", "preau.board"),
)


def _current() -> list[str]:
    with connection.cursor() as cursor:
        columns = ", ".join(["current_setting(%s, true)"] * len(_NAMES))
        cursor.execute(f"SELECT {columns}", list(_NAMES))
        row = cursor.fetchone()
    return [value or "" for value in row or ()]


def _restore(values: list[str]) -> None:
    with connection.cursor() as cursor:
        columns = ", ".join(["set_config(%s, %s, true)"] * len(_NAMES))
        pairs = [part for name, value in zip(_NAMES, values, strict=True) for part in (name, value)]
        cursor.execute(f"SELECT {columns}", pairs)
