"""What the outbox holds, as counts: no address and no text. Read in the scope of SystemActor."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min, OuterRef, QuerySet, TextField, Value
from django.db.models.functions import Cast, Concat

from preau.core import jobs
from preau.notifications.enums import MailState
from preau.notifications.models import OutboxMail

LOCK = "mail:"


@dataclass(frozen=True)
class OutboxHealth:
    """How many mails are in each state, and since when the oldest one waits."""

    counts: dict[MailState, int]
    oldest_queued_at: datetime | None

    @property
    def uncertain(self) -> int:
        """Mails that may or may not have left: somebody has to look."""
        return self.counts[MailState.UNCERTAIN]


def outbox_health() -> OutboxHealth:
    """The state of the outbox now, in one statement."""
    rows = OutboxMail.objects.values("state").annotate(number=Count("id"), since=Min("created_at"))
    found = {row["state"]: row for row in rows.order_by("state")}
    counts = {state: found.get(state, {"number": 0})["number"] for state in MailState}
    queued = found.get(MailState.QUEUED)
    return OutboxHealth(counts, queued["since"] if queued else None)


def mails_without_job() -> QuerySet[OutboxMail]:
    """Mails that wait although no job is going to send them."""
    lock = Concat(Value(LOCK), Cast(OuterRef("pk"), TextField()))
    waiting = OutboxMail.objects.filter(state=MailState.QUEUED).exclude(jobs.has_job(lock))
    return waiting.order_by("created_at")
