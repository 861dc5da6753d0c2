"""Counting attempts in a sliding window, in the database, so that all processes share the count.

Subjects are hashed with the secret key. `Attempt` rows older than a day serve nobody and are purged
by a periodic job.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.utils.crypto import salted_hmac

from preau.core.models import Attempt


@dataclass(frozen=True)
class Window:
    """At most `most` attempts of `kind` by `subject` within `span`."""

    kind: str
    subject: str
    most: int
    span: timedelta


def subject_hash(subject: str) -> str:
    """The keyed hash under which a subject is counted: 64 hexadecimal digits."""
    return salted_hmac("preau.attempt", subject, algorithm="sha256").hexdigest()


def count(window: Window, *, at: datetime) -> int:
    """Attempts inside the window that ends at `at`."""
    return Attempt.objects.filter(
        kind=window.kind, subject=subject_hash(window.subject), at__gt=at - window.span
    ).count()


def latest(window: Window, *, at: datetime) -> list[datetime]:
    """The newest attempts inside the window, newest first: as many as make it full."""
    found = Attempt.objects.filter(
        kind=window.kind, subject=subject_hash(window.subject), at__gt=at - window.span
    )
    return list(found.order_by("-at").values_list("at", flat=True)[: window.most])


def first_exceeded(windows: Sequence[Window], *, at: datetime) -> Window | None:
    """The first window that is full, or None. One statement for all."""
    if not windows:
        return None
    rows = " UNION ALL ".join(
        "SELECT %s::int, count(*) FROM core_attempt WHERE kind = %s AND subject = %s AND at > %s"
        for _ in windows
    )
    values: list[int | str | datetime] = []
    for index, window in enumerate(windows):
        values += [index, window.kind, subject_hash(window.subject), at - window.span]
    with connection.cursor() as cursor:
        cursor.execute(rows, values)
        counts = dict(cursor.fetchall())
    return next((w for i, w in enumerate(windows) if counts[i] >= w.most), None)


def lock(subjects: Sequence[str]) -> None:
    """Queue rival attempts on the same subjects until this transaction ends."""
    keys = sorted({int(subject_hash(s)[:15], 16) for s in subjects})
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(k) FROM unnest(%s::bigint[]) AS k", [keys])


def add(pairs: Sequence[tuple[str, str]], *, at: datetime) -> None:
    """Record one attempt for each (kind, subject)."""
    Attempt.objects.bulk_create(
        [Attempt(kind=kind, subject=subject_hash(subject), at=at) for kind, subject in pairs]
    )


def forget(pairs: Sequence[tuple[str, str]]) -> None:
    """Clear the attempts of each (kind, subject): a success ends a row of failures."""
    for kind, subject in pairs:
        Attempt.objects.filter(kind=kind, subject=subject_hash(subject)).delete()


def purge(*, before: datetime) -> int:
    """Delete attempts that no window looks at any more; returns how many."""
    return Attempt.objects.filter(at__lt=before).delete()[0]
