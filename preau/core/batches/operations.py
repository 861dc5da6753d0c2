"""Asking for a batch, taking it up, telling how far it is, stopping it.

`advance` runs in the transaction of the item that it counts: what is counted is done and what is
done is counted, whenever the process dies. All run in the scope of the body that asked.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F

from preau.core import jobs, journal
from preau.core.actors import BoardActor
from preau.core.batches.errors import BatchAlreadyAsked, BatchOver, BatchStopped
from preau.core.batches.plans import Item, kind_of
from preau.core.enums import Act, BatchState
from preau.core.errors import NotVisible
from preau.core.models import Batch, BatchError
from preau.core.scope import acting_as

ALIVE = (BatchState.WAITING, BatchState.RUNNING)
TASK = "core.run_batch"
_SENTENCE = 500
_LABEL = 200


def ask(
    *,
    actor: BoardActor,
    kind: str,
    parameters: Mapping[str, Any],
    at: datetime,
    author: str = "",
) -> int:
    """A batch that waits; its number. Journalled. Raises BatchAlreadyAsked."""
    kind_of(kind)
    wanted = {"board_id": actor.board_id, "kind": kind, "parameters": dict(parameters)}
    with acting_as(actor):
        try:
            with transaction.atomic():
                batch = Batch.objects.create(**wanted, author=author, asked_at=at)
        except IntegrityError:
            other = Batch.objects.filter(**wanted, state__in=ALIVE).first()
            if other is None:
                raise
            raise BatchAlreadyAsked(other.pk) from None
        journal.record(
            actor=actor, act=Act.BATCH_STARTED, details={"kind": kind, "batch": batch.pk}
        )
    return batch.pk


def queue(*, actor: BoardActor, batch_id: int) -> None:
    """Leave the batch to the worker, once the transaction commits."""
    jobs.defer(TASK, {"board_id": actor.board_id, "batch_id": batch_id}, lock=f"batch-{batch_id}")


def start(*, actor: BoardActor, batch_id: int, at: datetime) -> int:
    """Take the batch up; the number of the run. What failed before is tried again.

    Raises NotVisible, and BatchOver for one that ended.
    """
    with acting_as(actor):
        batch = _locked(batch_id)
        if batch.state not in ALIVE:
            raise BatchOver
        batch.errors.all().delete()
        batch.run += 1
        batch.state = BatchState.RUNNING
        batch.done_before = batch.done
        batch.started_at = batch.heard_at = at
        batch.save()
        return batch.run


def expect(*, actor: BoardActor, batch_id: int, run: int, left: int, at: datetime) -> int:
    """Set the total from what is left to do. Raises BatchStopped."""
    with acting_as(actor):
        _update(batch_id, run, total=F("done") + left, heard_at=at)
        return Batch.objects.values_list("done", flat=True).get(pk=batch_id)


def advance(*, actor: BoardActor, batch_id: int, run: int, at: datetime) -> None:
    """One more item is done. Raises BatchStopped, so that its transaction is rolled back."""
    _update(batch_id, run, done=F("done") + 1, heard_at=at)


def note_error(
    *, actor: BoardActor, batch_id: int, run: int, item: Item, sentence: str, at: datetime
) -> None:
    """Keep why an item could not be done. Raises BatchStopped."""
    with acting_as(actor):
        _update(batch_id, run, heard_at=at)
        BatchError.objects.update_or_create(
            batch_id=batch_id,
            key=item.key,
            defaults={
                "board_id": actor.board_id,
                "label": item.label[:_LABEL],
                "sentence": sentence[:_SENTENCE],
                "at": at,
            },
        )


def finish(*, actor: BoardActor, batch_id: int, run: int, at: datetime, failure: str = "") -> None:
    """The run is over: done, or failed as a whole and why. Raises BatchStopped."""
    state = BatchState.FAILED if failure else BatchState.DONE
    with acting_as(actor):
        _update(batch_id, run, state=state, ended_at=at, heard_at=at, failure=failure[:_SENTENCE])


def cancel(*, actor: BoardActor, batch_id: int, at: datetime) -> None:
    """Stop before the next item; what is done stays. Journalled. Raises NotVisible, BatchOver."""
    with acting_as(actor):
        batch = _locked(batch_id)
        if batch.state not in ALIVE:
            raise BatchOver
        batch.state, batch.ended_at = BatchState.CANCELLED, at
        batch.save(update_fields=["state", "ended_at"])
        journal.record(
            actor=actor, act=Act.BATCH_CANCELLED, details={"kind": batch.kind, "batch": batch.pk}
        )


def resume(*, actor: BoardActor, batch_id: int, at: datetime) -> None:
    """Let a batch that stopped be taken up again; what failed in it is tried again.

    Journalled. Raises NotVisible, BatchAlreadyAsked, and BatchOver when nothing is left to do.
    """
    with acting_as(actor):
        batch = _locked(batch_id)
        if batch.state == BatchState.DONE and not batch.errors.exists():
            raise BatchOver
        if batch.state in ALIVE:
            return
        same = Batch.objects.filter(
            board_id=batch.board_id,
            kind=batch.kind,
            parameters=batch.parameters,
            state__in=ALIVE,
        ).first()
        if same is not None:
            raise BatchAlreadyAsked(same.pk)
        batch.state, batch.ended_at, batch.failure = BatchState.WAITING, None, ""
        batch.save(update_fields=["state", "ended_at", "failure"])
        journal.record(
            actor=actor, act=Act.BATCH_STARTED, details={"kind": batch.kind, "batch": batch.pk}
        )


def forget(*, actor: BoardActor, ended_before: datetime) -> int:
    """Delete the batches that ended before an instant, with their errors. How many."""
    with acting_as(actor):
        old = Batch.objects.filter(board_id=actor.board_id, ended_at__lt=ended_before)
        return old.delete()[1].get(Batch._meta.label, 0)


def _locked(batch_id: int) -> Batch:
    batch = Batch.objects.select_for_update().filter(pk=batch_id).first()
    if batch is None:
        raise NotVisible
    return batch


def _update(batch_id: int, run: int, **values: Any) -> None:
    """Only of a run that is still the batch's own, and not cancelled."""
    own = Batch.objects.filter(pk=batch_id, run=run, state=BatchState.RUNNING)
    if not own.update(**values):
        raise BatchStopped
