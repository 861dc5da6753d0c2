"""The journal, the attempts that limits count, and what every table of files holds."""

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


class StoredFile(models.Model):
    """A file of a domain: the object `key` of the storage, and what a page says of it."""

    key = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=150)
    media_type = models.CharField(max_length=80)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    stored_at = models.DateTimeField()

    class Meta:
        abstract = True


class KeptUpload(StoredFile):
    """A file of a form that came back with something to correct; an account finds it by token."""

    account_id = models.BigIntegerField()
    token = models.CharField(max_length=40, unique=True)

    class Meta:
        indexes = [
            models.Index(fields=["account_id"], name="kept_account"),
            models.Index(fields=["stored_at"], name="kept_since"),
        ]
