"""The log of acts: one statement for all the rows of an act, in the actor's own name."""

from collections.abc import Sequence
from dataclasses import astuple, dataclass
from datetime import datetime

from django.db import connection

from preau.attendance.enums import TraceAct
from preau.core.actors import Actor


@dataclass(frozen=True)
class Trace:
    """One line; `author` is who at the school, as the school's page or file says it."""

    board_id: int
    student_id: int
    act: TraceAct
    event_id: int | None = None
    declaration_id: int | None = None
    justification_id: int | None = None
    from_state: str = ""
    to_state: str = ""
    author: str = ""


_COLUMNS = (
    "board_id, student_id, act, event_id, declaration_id, justification_id, from_state, to_state,"
    " author, at, actor_kind, account_id"
)


def trace(*, actor: Actor, rows: Sequence[Trace], at: datetime) -> None:
    """Append the lines; nobody but the database says when they were written."""
    if not rows:
        return
    one = "(" + ", ".join(["%s"] * 12) + ")"
    sql = f"INSERT INTO attendance_attendancetrace ({_COLUMNS}) VALUES "
    values = [v for row in rows for v in (*astuple(row), at, actor.kind, actor.account_id)]
    with connection.cursor() as cursor:
        cursor.execute(sql + ", ".join([one] * len(rows)), values)
