"""What the worker does for the outbox."""

from datetime import timedelta
from uuid import UUID

from preau.core import clock, jobs
from preau.core.actors import SystemActor
from preau.notifications import operations

# Long enough to answer « I never got it »; what families are told is not kept for ever.
MAIL_LIFE = timedelta(days=30)


@jobs.task("notifications.send_mail")
def send_mail(mail_id: str) -> None:
    """The operation opens its scope at each step, for each is committed by itself."""
    operations.send_mail(actor=SystemActor(), mail_id=UUID(mail_id), clock=clock.now)


@jobs.task("notifications.sweep_outbox", every="* * * * *")
def sweep_outbox(timestamp: int) -> None:
    operations.sweep_outbox(actor=SystemActor(), at=clock.now())


@jobs.task("notifications.purge_outbox", every="37 7 * * *")
def purge_outbox(timestamp: int) -> None:
    operations.purge_outbox(actor=SystemActor(), before=clock.now() - MAIL_LIFE)
