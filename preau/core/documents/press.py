"""Many papers at once, in processes started afresh: the compiler has threads; no fork after it.

A bounded number of papers is under way, so that memory does not grow with the batch. A worker that
dies, hangs or grows is replaced; the paper that it had in hand is tried once more.
"""

import tempfile
import threading
import time
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from multiprocessing import get_context
from multiprocessing.connection import wait
from pathlib import Path
from typing import Any, Generic, TypeVar

import structlog
from django.conf import settings
from django.utils.translation import gettext as _

from preau.core.documents.composer import Composed, Composer, ComposingFailed, Order, order_of
from preau.core.documents.document import Document, DocumentFailed
from preau.core.documents.worker import Answer, work

log = structlog.get_logger(__name__)
Key = TypeVar("Key")
# One in hand and one to begin with at once when it is done.
_EACH = 2
_MOST_TRIES = 2
_STOPS_WITHIN = 5.0


@dataclass
class _Job(Generic[Key]):
    key: Key
    order: Order
    tries: int = 1


class _Worker:
    def __init__(self, folder: str, fonts: str) -> None:
        context = get_context("spawn")
        self.connection, theirs = context.Pipe()
        self.process = context.Process(target=work, args=(theirs, folder, fonts), daemon=True)
        self.process.start()
        theirs.close()
        self.jobs: deque[_Job[Any]] = deque()
        self.since = time.monotonic()
        self.number = 0
        self.is_tired = False

    def give(self, job: _Job[Any]) -> None:
        if not self.jobs:
            self.since = time.monotonic()
        self.jobs.append(job)
        with suppress(OSError):  # it died: whoever waits for it will see
            self.connection.send((self.number, job.order))
        self.number += 1

    def end(self) -> None:
        self.connection.close()
        self.process.join(_STOPS_WITHIN if not self.jobs else 0)
        if self.process.is_alive():
            self.process.kill()
            self.process.join()
        self.process.close()


class Press:
    """`with Press() as press: for key, made in press.print_all(documents): …`"""

    def __init__(self, workers: int | None = None) -> None:
        self._most = workers or settings.PREAU_LIMITS.document_workers
        self._fonts = str(settings.PREAU_FONTS or "")

    def __enter__(self) -> "Press":
        self._folder = tempfile.TemporaryDirectory(prefix="preau-press-")
        self._workers: list[_Worker] = []
        return self

    def __exit__(self, *_: object) -> None:
        for worker in self._workers:
            worker.end()
        self._workers.clear()
        with suppress(OSError):
            self._folder.cleanup()

    @property
    def pids(self) -> list[int]:
        """The processes at work, for whoever measures them."""
        return [worker.process.pid or 0 for worker in self._workers]

    def print_all(
        self, documents: Iterable[tuple[Key, Document]]
    ) -> Iterator[tuple[Key, bytes | DocumentFailed]]:
        """Each document's bytes, or why there are none, as soon as it is made: in no order.

        `documents` is read only as far as workers are free, in the caller's own thread.
        """
        waiting = ((key, order_of(document)) for key, document in documents)
        again: deque[_Job[Key]] = deque()
        is_over = False
        try:
            while True:
                while not is_over or again:
                    worker = self._free()
                    if worker is None:
                        break
                    if again:
                        worker.give(again.popleft())
                    elif (one := next(waiting, None)) is not None:
                        worker.give(_Job(one[0], one[1]))
                    else:
                        is_over = True
                busy = [worker for worker in self._workers if worker.jobs]
                if not busy:
                    return
                for worker in self._heard(busy):
                    yield from self._answer(worker, again)
        finally:
            self._drop([worker for worker in self._workers if worker.jobs])

    def _free(self) -> _Worker | None:
        """The worker with least to do, a new one when there may be one more, or None."""
        self._drop([w for w in self._workers if w.is_tired and not w.jobs])
        open_ones = [w for w in self._workers if len(w.jobs) < _EACH and not w.is_tired]
        idle = [w for w in open_ones if not w.jobs]
        if not idle and len(self._workers) < self._most:
            self._workers.append(_Worker(self._folder.name, self._fonts))
            return self._workers[-1]
        return min(open_ones, key=lambda w: len(w.jobs), default=None)

    def _heard(self, busy: list[_Worker]) -> list[_Worker]:
        """Those of which there is news: an answer, an end, or too long a silence."""
        most = settings.PREAU_LIMITS.document_seconds
        ready = wait([worker.connection for worker in busy], timeout=1.0)
        late = time.monotonic() - most
        heard = [w for w in busy if w.connection in ready]
        for worker in busy:
            if worker not in heard and worker.since < late:
                worker.process.kill()
        return heard

    def _answer(
        self, worker: _Worker, again: deque[_Job[Key]]
    ) -> Iterator[tuple[Key, bytes | DocumentFailed]]:
        try:
            answer: Answer = worker.connection.recv()
        except (EOFError, OSError):
            yield from self._mourn(worker, again)
            return
        _number, made, peak = answer
        job = worker.jobs.popleft()
        worker.since = time.monotonic()
        worker.is_tired = worker.is_tired or peak > settings.PREAU_LIMITS.document_worker_mib
        yield job.key, _result(made)

    def _mourn(
        self, worker: _Worker, again: deque[_Job[Key]]
    ) -> Iterator[tuple[Key, bytes | DocumentFailed]]:
        """The first of its papers was in hand: it is tried once more; the others had not begun."""
        jobs: deque[_Job[Key]] = worker.jobs
        worker.jobs = deque()
        self._drop([worker])
        first, *others = jobs
        again.extend(others)
        log.warning("documents.worker_died", tries=first.tries)
        if first.tries < _MOST_TRIES:
            again.append(_Job(first.key, first.order, first.tries + 1))
        else:
            yield first.key, DocumentFailed(_("Le document a arrêté deux fois ce qui le compose."))

    def _drop(self, workers: list[_Worker]) -> None:
        for worker in workers:
            self._workers.remove(worker)
            worker.end()


_lock = threading.Lock()


def render(document: Document) -> bytes:
    """One document, in this process. Raises DocumentFailed."""
    with _lock:
        try:
            made: Composed | str = _own_composer()[1].compose(order_of(document))
        except ComposingFailed as error:
            made = str(error)
    result = _result(made)
    if isinstance(result, DocumentFailed):
        raise result
    return result


@cache
def _own_composer() -> tuple["tempfile.TemporaryDirectory[str]", Composer]:
    folder = tempfile.TemporaryDirectory(prefix="preau-press-")
    return folder, Composer(Path(folder.name), settings.PREAU_FONTS)


def _result(made: Composed | str) -> bytes | DocumentFailed:
    if isinstance(made, str):
        reason = " ".join(made.split())
        return DocumentFailed(
            _("Le document n’a pu être composé\u00a0: %(reason)s") % {"reason": reason}
        )
    if made.missing:
        log.warning("documents.no_font", signs=[f"U+{ord(s[0]):04X}" for s in made.missing])
    return made.pdf
