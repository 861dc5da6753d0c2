"""The journal, and the attempts that limits count."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now

from preau.core.enums import Act


class JournalEntry(models.Model):
    """Who did or saw what, on which children, when, from where. Append-only for the application."""

    at = models.DateTimeField(db_default=Now())
    act = models.CharField(max_length=40, choices=Act.choices)
    actor_kind = models.CharField(max_length=12)
    account_id = models.BigIntegerField(null=True)
    board_id = models.BigIntegerField(null=True)
    student_ids = ArrayField(models.BigIntegerField(), default=list)
    address = models.GenericIPAddressField(null=True)
    request_id = models.CharField(max_length=40, default="")
    details = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["account_id", "at"], name="journal_account"),
            models.Index(fields=["board_id", "at"], name="journal_board"),
        ]


class Attempt(models.Model):
    """One try that a limit counts. The subject is a keyed hash: no address, no network in clear."""

    kind = models.CharField(max_length=24)
    subject = models.CharField(max_length=64)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [models.Index(fields=["kind", "subject", "at"], name="attempt_window")]
