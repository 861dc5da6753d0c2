"""The batch of statements: one item a payer, one transaction an item.

A statement prints its number, and its number is given in the transaction that keeps its paper: so
papers are composed ahead, in other processes, under the numbers that they should get, and thrown
away when what was to print has moved meanwhile. What is kept is always what the transaction read.
"""

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from datetime import date, datetime
from typing import Any

from django.db import transaction

from preau.core import clock
from preau.core.actors import BoardActor
from preau.core.batches import operations as batches
from preau.core.batches.plans import Item, Making
from preau.core.documents import Press as Presses
from preau.core.documents import render
from preau.core.scope import acting_as
from preau.finances.documents.context import Statement as Words
from preau.finances.documents.data import document_of
from preau.finances.models import Issuer, PayerAccount, StatementPeriod
from preau.finances.operations.content import draft
from preau.finances.operations.generate import (
    close_period,
    issue_statement,
    open_period,
    opening_of,
)
from preau.finances.queries.ledger import payers_due

KIND = "finances.statements"


def ask_statements(
    *,
    actor: BoardActor,
    issuer_id: int,
    ends_on: date,
    due_on: date,
    at: datetime,
    author: str = "",
) -> int:
    """Begin or go on with the statements of a period; the number of the batch, which waits.

    Raises what `open_period` raises, and BatchAlreadyAsked. Journalled.
    """
    with transaction.atomic(), acting_as(actor):
        period = open_period(
            actor=actor, issuer_id=issuer_id, ends_on=ends_on, due_on=due_on, at=at
        )
        return batches.ask(
            actor=actor, kind=KIND, parameters={"period": period.pk}, at=at, author=author
        )


def plans(actor: BoardActor, parameters: Mapping[str, Any]) -> Sequence[Making]:
    """The statements of a period, then its end."""
    period = StatementPeriod.objects.get(pk=parameters["period"], board_id=actor.board_id)
    return [Statements(actor, period), Closing(actor, period)]


def print_now(words: Words) -> bytes:
    """The PDF of a statement, made in this process. Raises DocumentFailed."""
    return render(document_of(words))


class Statements:
    """The payers of a period who have no statement of it yet."""

    def __init__(self, actor: BoardActor, period: StatementPeriod) -> None:
        self._actor, self._period = actor, period
        self._printed: dict[Words, bytes] = {}
        self._held: ExitStack | None = None
        self._presses = Presses()

    def count(self) -> int:
        return len(self._due(0, None))

    def undone(self, *, after: int, limit: int) -> Sequence[Item]:
        """The next payers; their papers are composed here, all the processors at work."""
        items = self._due(after, limit)
        self._printed = self._compose([item.key for item in items]) if len(items) > 1 else {}
        return items

    def make(self, item: Item) -> None:
        issue_statement(
            actor=self._actor,
            period_id=self._period.pk,
            payer_id=item.key,
            press=self._press,
            at=clock.now(),
        )

    def _due(self, after: int, limit: int | None) -> list[Item]:
        period = self._period
        rows = payers_due(period.issuer_id, period.ends_on, after=after, limit=limit)
        return [Item(row.payer_id, row.name) for row in rows]

    def _press(self, words: Words) -> bytes:
        return self._printed.pop(words, None) or print_now(words)

    def _compose(self, payer_ids: Sequence[int]) -> dict[Words, bytes]:
        last = Issuer.objects.values_list("last_number", flat=True).get(pk=self._period.issuer_id)
        own = PayerAccount.objects.select_related("guardian", "issuer__school", "issuer__board")
        payers = own.in_bulk(payer_ids)
        words = [
            draft(
                period=self._period,
                payer=payers[payer_id],
                number=last + 1 + step,
                opening=opening_of(payer_id),
            ).statement
            for step, payer_id in enumerate(payer_ids)
        ]
        if self._held is None:
            self._held = ExitStack()
            self._held.enter_context(self._presses)
        made = self._presses.print_all((one, document_of(one)) for one in words)
        return {one: pdf for one, pdf in made if isinstance(pdf, bytes)}

    def close(self) -> None:
        """The processes that compose serve page after page: each costs a third of a second."""
        if self._held is not None:
            self._held.close()
            self._held = None


class Closing:
    """The end of a period: one item, once no payer waits."""

    def __init__(self, actor: BoardActor, period: StatementPeriod) -> None:
        self._actor, self._period = actor, period

    def count(self) -> int:
        return int(self._is_open())

    def undone(self, *, after: int, limit: int) -> Sequence[Item]:
        period = self._period
        waits = after or payers_due(period.issuer_id, period.ends_on, limit=1)
        return [Item(1, period.ends_on.isoformat())] if self._is_open() and not waits else []

    def make(self, item: Item) -> None:
        close_period(actor=self._actor, period_id=self._period.pk, at=clock.now())

    def _is_open(self) -> bool:
        return StatementPeriod.objects.filter(pk=self._period.pk, closed_at=None).exists()
