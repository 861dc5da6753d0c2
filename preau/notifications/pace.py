"""The rate at which mails by the thousand leave: a school's mail server takes no more.

Mails that are paced take slots, one after the other whoever queues them, so that two schools which
publish at one hour share the rate; all others, a code above all, leave at once.
"""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection

from preau.notifications.models import OutboxMail

_TAKE = """
UPDATE notifications_pace SET next_at = greatest(next_at, %(at)s) + %(span)s
RETURNING next_at - %(span)s
"""
MINUTE = timedelta(minutes=1)


def take_slots(count: int, *, at: datetime) -> list[datetime]:
    """The next `count` instants at which a paced mail may leave; others wait for the commit."""
    step = MINUTE / settings.PREAU_LIMITS.mails_per_minute
    with connection.cursor() as cursor:
        values: dict[str, Any] = {"at": at, "span": step * count}
        cursor.execute(_TAKE, values)
        first = cursor.fetchone()[0]
    return [first + step * rank for rank in range(count)]


def is_full(*, at: datetime) -> bool:
    """Whether the last minute took all it may: after a pause of the worker, every slot is due."""
    lately = OutboxMail.objects.filter(is_paced=True, claimed_at__gt=at - MINUTE)
    return lately.count() >= settings.PREAU_LIMITS.mails_per_minute
