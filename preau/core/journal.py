"""Writing the journal: one statement an entry, in the transaction of what it tells."""

import json
from collections.abc import Iterable, Mapping

from django.db import connection

from preau.core.actors import Actor
from preau.core.enums import Act
from preau.core.read_only import writing

# Plain SQL without RETURNING: the writer may append, not read.
_INSERT = (
    "INSERT INTO core_journalentry"
    " (act, actor_kind, account_id, board_id, student_ids, address, request_id, details)"
    " VALUES (%s, %s, %s, %s, %s, %s, %s, %s)"
)


def record(
    *,
    actor: Actor,
    act: Act,
    student_ids: Iterable[int] = (),
    board_id: int | None = None,
    details: Mapping[str, str | int] | None = None,
    account_id: int | None = None,
) -> None:
    """Append one entry. `details` holds no personal value: kinds and counts only."""
    values = [
        act,
        actor.kind,
        account_id or actor.account_id,
        board_id or actor.board_id,
        list(student_ids),
        actor.origin.address or None,
        actor.origin.request_id,
        json.dumps(dict(details or {})),
    ]
    with writing("journal"), connection.cursor() as cursor:
        cursor.execute(_INSERT, values)
