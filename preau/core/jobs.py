"""The one door to the job queue: declare a task, defer a job, run the worker.

A job is a row of PostgreSQL written on Django's own connection: it exists once the transaction that
deferred it commits, and never otherwise. A job runs at least once: when its worker dies, another
worker takes it up again, so every task must stand being run twice.
"""

import asyncio
import signal
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from functools import cache
from itertools import zip_longest
from typing import Any, ParamSpec, cast

from django.db import connection
from django.db.models import Exists
from django.db.models.expressions import Combinable
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.contrib.django.utils import connector_params
from procrastinate.manager import JobManager
from procrastinate.psycopg_connector import PsycopgConnector
from procrastinate.tasks import configure_task

PENDING = ("todo", "doing")
# A worker says every ten seconds that it lives; three silences and its jobs go to another.
SILENCE = timedelta(seconds=30)
# New jobs are announced; polling finds those whose hour or lock has come.
POLL_SECONDS = 2.0
# A job that killed this many workers is not given to one more.
MOST_LIVES = 10

_REVIVE = """
SELECT CASE WHEN dead.attempts < %s
       THEN procrastinate_retry_job_v2(dead.id, now(), NULL, NULL, NULL)
       ELSE procrastinate_finish_job_v1(dead.id, 'failed', false) END
FROM (
  SELECT job.id, job.attempts FROM procrastinate_jobs job
  LEFT JOIN procrastinate_workers worker ON worker.id = job.worker_id
  WHERE job.status = 'doing'
    AND (worker.id IS NULL OR worker.last_heartbeat < now() - make_interval(secs => %s))
  FOR UPDATE OF job SKIP LOCKED
) dead
"""

_FORGET = """
DELETE FROM procrastinate_jobs job WHERE status IN ('succeeded', 'failed', 'cancelled', 'aborted')
AND NOT EXISTS (SELECT FROM procrastinate_events e WHERE e.job_id = job.id AND e.at >= %s)
"""


class WorkerStopped(Exception):
    """The worker ended although nobody asked it to, as when its database went away."""


P = ParamSpec("P")


def task(name: str, *, every: str = "") -> Callable[[Callable[P, None]], Callable[P, None]]:
    """Declare a task under a name that stays when code moves.

    `every` is a cron line in UTC; such a task takes one argument, the `timestamp` it was due at.
    """

    def declare(function: Callable[P, None]) -> Callable[P, None]:
        declared = app.task(name=name)(function)
        if every:
            app.periodic(cron=every)(cast(Any, declared))
        return function

    return declare


def defer(
    name: str,
    arguments: Mapping[str, str | int],
    *,
    lock: str = "",
    at: datetime | None = None,
) -> None:
    """Queue a job in the current transaction, not before `at`. Jobs of one `lock` run in turn."""
    if name not in app.tasks:
        raise LookupError(f"no task is named {name}")
    job = configure_task(name=name, job_manager=_queue(), lock=lock or None, schedule_at=at)
    job.defer(**arguments)


def defer_many(
    name: str,
    jobs: Iterable[tuple[Mapping[str, str | int], str]],
    hours: Sequence[datetime] = (),
) -> None:
    """Queue many jobs of one task, each with its arguments and its lock, in one statement.

    `hours`: before which each does not run; none: at once.
    """
    if name not in app.tasks:
        raise LookupError(f"no task is named {name}")
    queue = _queue()
    usual = configure_task(name=name, job_manager=queue).job
    queue.batch_defer_jobs(
        [
            usual.evolve(task_kwargs=dict(arguments), lock=lock, scheduled_at=at)
            for (arguments, lock), at in zip_longest(jobs, hours)
        ]
    )


def has_job(lock: Combinable) -> Exists:
    """For a queryset: whether a job with this lock waits or runs."""
    return Exists(ProcrastinateJob.objects.filter(lock=lock, status__in=PENDING))


def revive_stalled() -> int:
    """Queue again the jobs whose worker died. Runs in a scope that may write the queue."""
    with connection.cursor() as cursor:
        cursor.execute(_REVIVE, [MOST_LIVES, SILENCE.total_seconds()])
        return len(cursor.fetchall())


def forget_finished(*, before: datetime) -> int:
    """Delete the jobs that ended before an instant."""
    with connection.cursor() as cursor:
        cursor.execute(_FORGET, [before])
        return int(cursor.rowcount)


def run_worker(stop: threading.Event | None = None, concurrency: int = 2) -> None:
    """Run jobs until `stop` is set, or without one until SIGTERM or SIGINT; jobs begun are ended.

    Raises WorkerStopped when the worker gives up by itself.
    """
    if stop is None:
        with _asked_by_signal() as asked:
            _work(asked, concurrency)
    else:
        _work(stop, concurrency)


@cache
def _queue() -> JobManager:
    return JobManager(DjangoConnector())


def _work(stop: threading.Event, concurrency: int) -> None:
    connector = PsycopgConnector(kwargs=connector_params(), min_size=1, max_size=4)
    with app.replace_connector(connector):
        asyncio.run(_serve(stop, concurrency))
    if not stop.is_set():
        raise WorkerStopped


async def _serve(stop: threading.Event, concurrency: int) -> None:
    async with app.open_async():
        worker = asyncio.create_task(
            app.run_worker_async(
                concurrency=concurrency,
                install_signal_handlers=False,
                delete_jobs="successful",
                fetch_job_polling_interval=POLL_SECONDS,
            )
        )
        while not stop.is_set() and not worker.done():
            await asyncio.wait([worker], timeout=0.1)
        worker.cancel()
        with suppress(asyncio.CancelledError):
            await worker


@contextmanager
def _asked_by_signal() -> Iterator[threading.Event]:
    asked = threading.Event()
    signals = (signal.SIGTERM, signal.SIGINT)
    before = [signal.signal(number, lambda *_: asked.set()) for number in signals]
    try:
        yield asked
    finally:
        for number, handler in zip(signals, before, strict=True):
            signal.signal(number, handler)
