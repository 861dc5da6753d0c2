"""For whom a command acts, and how what families wrote is shown on a terminal."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import click

from preau.boards.models import Board, School
from preau.config.errors import Refused
from preau.core import errors
from preau.core.actors import BoardActor
from preau.core.zone import local_time

# What moves the cursor, colours or hides: a terminal must obey nobody but its operator.
_ORDERS = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
INDENT = " " * 8


def actor_of(code: str) -> BoardActor:
    """The body of that code. Raises Refused."""
    board = Board.objects.filter(code=code).first()
    if board is None:
        raise Refused(f"Aucun organisme n’a le code {code}.")
    return BoardActor(board.id)


def school_of(actor: BoardActor, source_id: str) -> School:
    """The body's school of that identifier in its files. Raises Refused."""
    own = School.objects.filter(board_id=actor.board_id, ended_at=None)
    school = own.filter(source_id=source_id).first()
    if school is None:
        known = ", ".join(own.order_by("source_id").values_list("source_id", flat=True)[:20])
        raise Refused(
            f"L’organisme n’a pas d’école «\u00a0{source_id}\u00a0». Écoles\u00a0: {known}."
        )
    return school


@contextmanager
def refusing(absent: str) -> Iterator[None]:
    """Turn a domain's refusals into the command's; `absent` is said of what the body has not."""
    try:
        yield
    except errors.NotVisible:
        raise Refused(absent) from None
    except errors.Refused as refusal:
        raise Refused(str(refusal.message)) from None


def require_short(name: str, text: str, most: int) -> None:
    """Nothing is cut in silence. Raises click.UsageError."""
    if len(text) > most:
        raise click.UsageError(f"{name} a plus de {most} signes\u00a0: raccourcissez.")


def plain(text: str) -> str:
    """What somebody else wrote, without what a terminal would obey."""
    return _ORDERS.sub("", text.replace("\t", " "))


def show(text: str, indent: str = INDENT) -> None:
    """Each line set back, so that none passes for a line of the command."""
    for line in plain(text).split("\n"):
        click.echo(f"{indent}{line}".rstrip())


def when(at: datetime) -> str:
    """« 2026-11-19 08:05 », by the clock of Québec."""
    return f"{local_time(at):%Y-%m-%d %H:%M}"
