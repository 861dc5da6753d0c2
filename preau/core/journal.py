"""Writing the journal: in the transaction of what it tells, and at most one statement an entry."""

import json
from collections.abc import Iterable, Mapping

from django.db import connection

from preau.core.actors import Actor, FamilyActor
from preau.core.enums import Act
from preau.core.read_only import writing

# Plain SQL without RETURNING: the writer may append, not read.
_INTO = (
    "INSERT INTO core_journalentry"
    " (act, actor_kind, account_id, board_id, student_ids, address, request_id, details)"
)
_INSERT = f"{_INTO} VALUES (%s, %s, %s, %s, %s, %s, %s, %s)"
# Inside a statement that reads children, as one of its WITH: what is shown and what the journal
# says of it are one. `{seen}` lists their ids; nothing is written of nobody.
BESIDE_A_READ = f"""{_INTO}
SELECT %(act)s, %(actor_kind)s, %(account_id)s, NULL, {{seen}}, %(address)s::inet,
       %(request_id)s, '{{{{}}}}'::jsonb
WHERE {{seen}} <> '{{{{}}}}'"""


def facts_of(actor: FamilyActor, act: Act) -> dict[str, str | int | None]:
    """The values that BESIDE_A_READ names."""
    return {
        "act": act.value,
        "actor_kind": actor.kind,
        "account_id": actor.account_id,
        "address": actor.origin.address or None,
        "request_id": actor.origin.request_id,
    }


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
