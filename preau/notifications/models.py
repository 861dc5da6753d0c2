"""The outbox: every mail is a row first, written in the transaction that decides to send it."""

from django.db import models
from django.db.models import Q

from preau.notifications.enums import MailState


class OutboxMail(models.Model):
    """One mail to one recipient. A secret code in it is erased once the mail is sent.

    `tries` counts the claims: a worker whose claim was taken over no longer finds its own number.
    `topic` is what cancels it (« message:12 »). It leaves only if `right` still stands, for the
    account, on all of `student_ids`.
    """

    id = models.UUIDField(primary_key=True)
    recipient = models.CharField(max_length=254)
    subject = models.CharField(max_length=255)
    text = models.TextField()
    html = models.TextField(blank=True, default="")
    language = models.CharField(max_length=5, default="fr-ca")
    message_id = models.CharField(max_length=120, unique=True)
    account_id = models.BigIntegerField(null=True)
    student_ids = models.JSONField(default=list)
    right = models.CharField(max_length=12, blank=True, default="")
    topic = models.CharField(max_length=60, blank=True, default="")
    state = models.CharField(max_length=10, choices=MailState.choices, default=MailState.QUEUED)
    # One of many: it leaves at the rate of preau.notifications.pace.
    is_paced = models.BooleanField(default=False)
    holds_code = models.BooleanField(default=False)
    tries = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=300, blank=True, default="")
    created_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True)
    handed_over_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["state", "created_at"], name="outbox_state"),
            models.Index(fields=["claimed_at"], name="outbox_paced", condition=Q(is_paced=True)),
            models.Index(fields=["topic"], name="outbox_topic", condition=~Q(topic="")),
        ]
