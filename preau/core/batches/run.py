"""Doing a batch: its steps in turn, item by item, in one process at a time.

A lock of the database's session says who has the batch in hand; it goes with the process, so that
a batch whose process was killed is taken up at once. Should the session be lost in silence, the
number of the run still keeps two processes from counting, or doing, the same item.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import TypedDict

import structlog
from django.db import DEFAULT_DB_ALIAS, InterfaceError, OperationalError, connections
from django.utils.translation import gettext as _

from preau.core import clock
from preau.core.actors import BoardActor
from preau.core.batches import operations
from preau.core.batches.errors import BatchBusy, BatchStopped
from preau.core.batches.plans import Holding, Item, Making, Printing, kind_of
from preau.core.documents import Document, DocumentFailed, Press
from preau.core.errors import Refused
from preau.core.models import Batch
from preau.core.scope import acting_as

log = structlog.get_logger(__name__)
_LOCKS = 7430
_PAGE = 200
_LOST = (OperationalError, InterfaceError, BatchStopped)


@dataclass(frozen=True)
class Tally:
    """How far this run is; told after each item."""

    done: int
    failed: int
    total: int


Tell = Callable[[Tally], None]


def run(
    *,
    actor: BoardActor,
    batch_id: int,
    now: Callable[[], datetime] = clock.now,
    tell: Tell = lambda _tally: None,
) -> bool:
    """Do what is left of a batch. False when it was cancelled, or taken up elsewhere, meanwhile.

    Raises NotVisible, BatchBusy, BatchOver; whatever stops the whole work is kept as the batch's
    failure, and raised.
    """
    with _in_hand(batch_id):
        number = operations.start(actor=actor, batch_id=batch_id, at=now())
        running = _Run(actor, batch_id, number, now, tell)
        try:
            running.go(_plans_of(actor, batch_id))
            operations.finish(actor=actor, batch_id=batch_id, run=number, at=now())
        except BatchStopped:
            return False
        except Exception as error:
            running.fail(error)
            raise
    return True


class _Own(TypedDict):
    actor: BoardActor
    batch_id: int
    run: int
    at: datetime


class _Run:
    def __init__(
        self,
        actor: BoardActor,
        batch_id: int,
        number: int,
        now: Callable[[], datetime],
        tell: Tell,
    ) -> None:
        self._actor, self._batch_id, self._number = actor, batch_id, number
        self._now, self._tell = now, tell
        self._done = self._failed = self._total = 0

    def go(self, plans: Sequence[Making | Printing]) -> None:
        for at, plan in enumerate(plans):
            with acting_as(self._actor):
                left = sum(later.count() for later in plans[at:])
            self._done = operations.expect(**self._own(), left=left)
            self._total = self._done + left
            self._say()
            try:
                if isinstance(plan, Printing):
                    self._print(plan)
                else:
                    self._make(plan)
            finally:
                if isinstance(plan, Holding):
                    plan.close()

    def fail(self, error: Exception) -> None:
        """Nothing more can be said when it is the database that went away."""
        sentence = _sentence(error)
        try:
            operations.finish(**self._own(), failure=sentence)
        except _LOST:
            log.warning("batches.lost", batch=self._batch_id)

    def _make(self, plan: Making) -> None:
        for item in self._items(plan):
            with self._noting(item):
                with acting_as(self._actor):
                    plan.make(item)
                    operations.advance(**self._own())
                self._count()

    def _print(self, plan: Printing) -> None:
        with Press() as press:
            for item, made in press.print_all(self._documents(plan)):
                with self._noting(item):
                    if isinstance(made, DocumentFailed):
                        raise made
                    with acting_as(self._actor):
                        plan.keep(item, made)
                        operations.advance(**self._own())
                    self._count()

    def _documents(self, plan: Printing) -> Iterator[tuple[Item, Document]]:
        for item in self._items(plan):
            document = None
            with self._noting(item), acting_as(self._actor):
                document = plan.document(item)
            if document is not None:
                yield item, document

    def _items(self, plan: Making | Printing) -> Iterator[Item]:
        """Each undone item once: one that failed is behind, and waits for another run."""
        after = 0
        while True:
            with acting_as(self._actor):
                items = plan.undone(after=after, limit=_PAGE)
            yield from items
            if not items:
                return
            after = items[-1].key

    @contextmanager
    def _noting(self, item: Item) -> Iterator[None]:
        """An item that fails is told, and the others go on; a lost database stops all."""
        try:
            yield
        except _LOST:
            raise
        except Exception as error:
            operations.note_error(**self._own(), item=item, sentence=_sentence(error))
            self._failed += 1
            self._say()

    def _count(self) -> None:
        self._done += 1
        self._say()

    def _say(self) -> None:
        self._tell(Tally(self._done, self._failed, self._total))

    def _own(self) -> _Own:
        return {
            "actor": self._actor,
            "batch_id": self._batch_id,
            "run": self._number,
            "at": self._now(),
        }


def _plans_of(actor: BoardActor, batch_id: int) -> Sequence[Making | Printing]:
    with acting_as(actor):
        batch = Batch.objects.get(pk=batch_id)
        return kind_of(batch.kind).plans(actor, batch.parameters)


def _sentence(error: Exception) -> str:
    if isinstance(error, Refused):
        return error.message
    if isinstance(error, DocumentFailed):
        return str(error)
    log.error("batches.unexpected", exc_info=error)
    return _("Une erreur imprévue est survenue\u00a0: le journal du serveur en dit plus.")


@contextmanager
def _in_hand(batch_id: int) -> Iterator[None]:
    """On a connection of its own, outside the pool: it ends with the batch. Raises BatchBusy."""
    own = connections.create_connection(DEFAULT_DB_ALIAS)
    options = {k: v for k, v in own.settings_dict["OPTIONS"].items() if k != "pool"}
    own.settings_dict = {**own.settings_dict, "OPTIONS": options}
    try:
        with own.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [_LOCKS, batch_id % 2**31])
            if not cursor.fetchone()[0]:
                raise BatchBusy
        yield
    finally:
        own.close()
