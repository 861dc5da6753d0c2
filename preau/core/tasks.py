"""Housekeeping that belongs to no domain, run by the worker at its hours (UTC)."""

from contextlib import suppress
from datetime import timedelta

from django.core.management import call_command

from preau.core import attempts, clock, jobs
from preau.core.actors import BoardActor, SystemActor
from preau.core.batches.errors import BatchBusy, BatchOver
from preau.core.batches.operations import TASK as RUN_BATCH
from preau.core.batches.run import run
from preau.core.files import purge
from preau.core.scope import acting_as

# What no limit looks at any more: the longest window is a day.
ATTEMPT_LIFE = timedelta(days=1)
# Long enough for an administrator to ask why a job failed.
JOB_LIFE = timedelta(days=30)


@jobs.task("core.revive_jobs", every="* * * * *")
def revive_jobs(timestamp: int) -> None:
    with acting_as(SystemActor()):
        jobs.revive_stalled()


@jobs.task("core.purge_attempts", every="17 * * * *")
def purge_attempts(timestamp: int) -> None:
    with acting_as(SystemActor()):
        attempts.purge(before=clock.now() - ATTEMPT_LIFE)


@jobs.task("core.clear_sessions", every="47 7 * * *")
def clear_sessions(timestamp: int) -> None:
    with acting_as(SystemActor()):
        call_command("clearsessions")


@jobs.task("core.forget_jobs", every="27 7 * * *")
def forget_jobs(timestamp: int) -> None:
    with acting_as(SystemActor()):
        jobs.forget_finished(before=clock.now() - JOB_LIFE)


@jobs.task("core.purge_files", every="37 8 * * *")
def purge_files(timestamp: int) -> None:
    at = clock.now()
    purge.purge_kept(actor=SystemActor(), at=at)
    purge.purge_objects(actor=SystemActor(), at=at)


@jobs.task(RUN_BATCH)
def run_batch(board_id: int, batch_id: int) -> None:
    """A job given again after its worker died goes on where the batch is."""
    with suppress(BatchBusy, BatchOver):
        run(actor=BoardActor(board_id), batch_id=batch_id)
