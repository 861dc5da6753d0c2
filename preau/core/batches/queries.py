"""How far batches are. Runs in the scope of a body, and sees its own alone."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from preau.core.batches.operations import ALIVE
from preau.core.batches.plans import title_of
from preau.core.enums import BatchState
from preau.core.errors import NotVisible
from preau.core.models import Batch, BatchError

# A process that works says so at each item; the longest item is a minute.
SILENCE = timedelta(minutes=2)


@dataclass(frozen=True)
class ItemError:
    """An item that was not done, and why."""

    key: int
    label: str
    sentence: str


@dataclass(frozen=True)
class BatchProgress:
    """What a page or a terminal shows. `rate` is in items a second; None where nobody can tell."""

    id: int
    kind: str
    title: str
    parameters: dict[str, Any]
    state: BatchState
    author: str
    total: int
    done: int
    errors: tuple[ItemError, ...]
    failure: str
    asked_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    rate: float | None
    remaining: timedelta | None
    is_silent: bool

    @property
    def can_cancel(self) -> bool:
        return self.state in ALIVE

    @property
    def can_resume(self) -> bool:
        if self.state == BatchState.DONE:
            return bool(self.errors)
        return self.is_silent or self.state in (BatchState.FAILED, BatchState.CANCELLED)


def batch_progress(batch_id: int, *, at: datetime) -> BatchProgress:
    """One batch, with every error. Raises NotVisible."""
    for progress in _progress(Batch.objects.filter(pk=batch_id), at):
        return progress
    raise NotVisible


def latest_batches(*, at: datetime, limit: int = 20) -> list[BatchProgress]:
    """The batches of the body, the newest first, with every error."""
    return list(_progress(Batch.objects.order_by("-id")[:limit], at))


def _progress(batches: Iterable[Batch], at: datetime) -> list[BatchProgress]:
    found = list(batches)
    errors: dict[int, list[ItemError]] = {}
    for error in BatchError.objects.filter(batch__in=[b.pk for b in found]).order_by("key"):
        row = ItemError(error.key, error.label, error.sentence)
        errors.setdefault(error.batch_id, []).append(row)
    return [_of(batch, tuple(errors.get(batch.pk, ())), at) for batch in found]


def _of(batch: Batch, errors: tuple[ItemError, ...], at: datetime) -> BatchProgress:
    rate = _rate(batch)
    runs = batch.state == BatchState.RUNNING
    left = max(batch.total - batch.done - len(errors), 0)
    return BatchProgress(
        id=batch.pk,
        kind=batch.kind,
        title=title_of(batch.kind),
        parameters=batch.parameters,
        state=BatchState(batch.state),
        author=batch.author,
        total=batch.total,
        done=batch.done,
        errors=errors,
        failure=batch.failure,
        asked_at=batch.asked_at,
        started_at=batch.started_at,
        ended_at=batch.ended_at,
        rate=rate,
        remaining=timedelta(seconds=left / rate) if rate and runs else None,
        is_silent=bool(runs and batch.heard_at and at - batch.heard_at > SILENCE),
    )


def _rate(batch: Batch) -> float | None:
    if batch.started_at is None or batch.heard_at is None:
        return None
    seconds = (batch.heard_at - batch.started_at).total_seconds()
    return (batch.done - batch.done_before) / seconds if seconds > 0 else None
