"""The journal, the attempts that limits count, batches, and what every table of files holds."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now

from preau.core.enums import Act, BatchState


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


class Batch(models.Model):
    """A long work of a school body, item by item: what a page or a terminal shows of it.

    `run` grows each time somebody takes the batch up: whoever holds an older number has lost it.
    `done_before` is what was done when the run began, so that a rate is the run's own.
    """

    board_id = models.BigIntegerField()
    kind = models.CharField(max_length=40)
    parameters = models.JSONField(default=dict)
    state = models.CharField(max_length=12, choices=BatchState.choices, default=BatchState.WAITING)
    author = models.CharField(max_length=160, blank=True, default="")
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    run = models.PositiveIntegerField(default=0)
    done_before = models.PositiveIntegerField(default=0)
    asked_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    heard_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    failure = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["board_id", "kind", "parameters"],
                condition=models.Q(state__in=[BatchState.WAITING, BatchState.RUNNING]),
                name="batch_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    ended_at__isnull=True, state__in=[BatchState.WAITING, BatchState.RUNNING]
                )
                | models.Q(
                    ended_at__isnull=False,
                    state__in=[BatchState.DONE, BatchState.FAILED, BatchState.CANCELLED],
                ),
                name="batch_ended",
            ),
        ]
        indexes = [models.Index(fields=["board_id", "-id"], name="batch_latest")]


class BatchError(models.Model):
    """An item that a batch could not do, and why in one sentence; the others went on."""

    board_id = models.BigIntegerField()
    batch = models.ForeignKey(Batch, models.CASCADE, related_name="errors")
    key = models.BigIntegerField()
    label = models.CharField(max_length=200)
    sentence = models.CharField(max_length=500)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["batch", "key"], name="batch_error_once"),
        ]
