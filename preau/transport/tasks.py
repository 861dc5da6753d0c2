"""What the worker does for transport: each night, what nobody needs any more goes."""

from datetime import timedelta

from django.conf import settings

from preau.core import clock, jobs
from preau.core.actors import SystemActor
from preau.transport.operations import purge_transport


@jobs.task("transport.purge", every="57 7 * * *")
def purge(timestamp: int) -> None:
    at, limits = clock.now(), settings.PREAU_LIMITS
    purge_transport(
        actor=SystemActor(),
        before=at - timedelta(days=limits.transport_history_days),
        notices_before=at - timedelta(days=limits.bus_notice_days),
    )
