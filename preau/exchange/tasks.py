"""What the worker does, at its hours (UTC), for what imports and batches leave behind."""

from datetime import timedelta

from django.conf import settings

from preau.core import clock, jobs
from preau.core.actors import SystemActor
from preau.exchange import retention


@jobs.task("exchange.purge_reports", every="7 8 * * *")
def purge_reports(timestamp: int) -> None:
    life = timedelta(days=settings.PREAU_LIMITS.report_days)
    retention.purge_reports(actor=SystemActor(), before=clock.now() - life)


@jobs.task("exchange.purge_photos", every="17 8 * * *")
def purge_photos(timestamp: int) -> None:
    at = clock.now()
    life = timedelta(days=settings.PREAU_LIMITS.photo_days)
    retention.purge_photos(actor=SystemActor(), ended_before=at - life, at=at)


@jobs.task("exchange.purge_batches", every="57 7 * * *")
def purge_batches(timestamp: int) -> None:
    life = timedelta(days=settings.PREAU_LIMITS.batch_days)
    retention.purge_batches(actor=SystemActor(), ended_before=clock.now() - life)
