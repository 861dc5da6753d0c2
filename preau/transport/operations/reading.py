"""A parent reads a child's transport, and says that a change was seen."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction

from preau.core.actors import FamilyActor
from preau.core.enums import Act
from preau.core.journal import record
from preau.people.queries import ChildRow
from preau.transport.models import ChangeSeen, RideChange
from preau.transport.queries import (
    ChangeRow,
    NoticeRow,
    RideRow,
    as_of_of,
    changes_of,
    notices_of,
    rides_of,
)


@dataclass(frozen=True)
class SeenTransport:
    """`as_of` None: the school never gave any transport."""

    rides: Sequence[RideRow]
    notices: Sequence[NoticeRow]
    changes: Sequence[ChangeRow]
    as_of: datetime | None


def see_transport(
    *, actor: FamilyActor, child: ChildRow, since: date, at: datetime
) -> SeenTransport:
    """The transport of a visible child from a day on; journalled."""
    record(actor=actor, act=Act.TRANSPORT_SEEN, student_ids=[child.id], board_id=child.board_id)
    history = at - timedelta(days=settings.PREAU_LIMITS.transport_history_days)
    return SeenTransport(
        rides=rides_of(child.id, since=since),
        notices=notices_of(child.id, at=at),
        changes=changes_of(child.id, since=history),
        as_of=as_of_of(child.school_id),
    )


@transaction.atomic
def note_seen(*, actor: FamilyActor, child: ChildRow, change_id: int, at: datetime) -> None:
    """« J’ai vu », up to a change that the page showed; a later one stays to be seen."""
    shown = RideChange.objects.filter(student_id=child.id, id__lte=change_id)
    last = shown.order_by("-id").values_list("id", flat=True).first()
    own = ChangeSeen.objects.filter(account_id=actor.account_id, student_id=child.id)
    # A page left open tells an older change: what was seen since stays seen.
    if last is None or own.filter(change_id__gte=last).exists():
        return
    seen = ChangeSeen(
        board_id=child.board_id,
        account_id=actor.account_id,
        student_id=child.id,
        change_id=last,
        at=at,
    )
    ChangeSeen.objects.bulk_create(
        [seen],
        update_conflicts=True,
        unique_fields=["account", "student"],
        update_fields=["change_id", "at"],
    )
