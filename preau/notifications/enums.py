"""States of a mail in the outbox."""

from django.db import models


class MailState(models.TextChoices):
    """`uncertain`: handed over when the worker died; never sent again by itself."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    REFUSED = "refused"
    UNCERTAIN = "uncertain"
    CANCELLED = "cancelled"
