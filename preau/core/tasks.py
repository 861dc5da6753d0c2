"""Housekeeping that belongs to no domain, run by the worker at its hours (UTC)."""

from datetime import timedelta

from django.core.management import call_command

from preau.core import attempts, clock, jobs
from preau.core.actors import SystemActor
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
