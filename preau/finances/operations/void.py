"""A statement that was wrong: void, or replaced by another. Both are kept, and marked."""

import dataclasses
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from preau.core.actors import BoardActor
from preau.core.enums import Act
from preau.core.errors import NotVisible
from preau.core.journal import record
from preau.core.wording import speaking
from preau.finances.documents.kept import from_json
from preau.finances.errors import NotTheLast
from preau.finances.models import Posting, Statement
from preau.finances.operations.announcing import unannounce_statement
from preau.finances.operations.generate import (
    Press,
    issue,
    keep_paper,
    locked_issuer,
    payer_of,
)


@transaction.atomic
def void_statement(*, actor: BoardActor, statement_id: int, press: Press, at: datetime) -> None:
    """Make a statement void: what it took is open again, for the next statement to take, and a
    mail that announced it and has not left never does.

    Raises NotVisible, and NotTheLast when a later one carries its balance. Journalled.
    """
    _void(actor, statement_id, press, at)


@transaction.atomic
def replace_statement(
    *, actor: BoardActor, statement_id: int, press: Press, at: datetime
) -> Statement | None:
    """Void a statement and make another for its period, from the ledger as it is now.

    Raises as `void_statement`. None when nothing is left to say.
    """
    old = _void(actor, statement_id, press, at)
    issuer = locked_issuer(actor, old.issuer_id)
    return issue(actor, old.period, payer_of(issuer, old.payer_id), press, at, replaces=old)


def _void(actor: BoardActor, statement_id: int, press: Press, at: datetime) -> Statement:
    own = Statement.objects.filter(board_id=actor.board_id, voided_at=None)
    statement = own.select_related("period").filter(pk=statement_id).first()
    if statement is None:
        raise NotVisible
    locked_issuer(actor, statement.issuer_id)
    standing = Statement.objects.filter(payer_id=statement.payer_id, voided_at=None)
    if standing.filter(number__gt=statement.number).exists():
        raise NotTheLast
    if not standing.filter(pk=statement.pk).update(voided_at=at):
        raise NotVisible
    Posting.objects.filter(statement=statement).update(statement=None)
    words = from_json(statement.content)
    with speaking(words.language):
        marked = dataclasses.replace(words, mark=_("Annulé"))
    keep_paper(statement, marked, press, at, is_void=True)
    unannounce_statement(actor=actor, statement=statement)
    record(actor=actor, act=Act.STATEMENT_VOIDED, details={"statement": statement.pk})
    return statement
