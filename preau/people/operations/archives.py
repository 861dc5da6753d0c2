"""Closing the archive of a pupil who left to one address, by the school's decision, and opening it.

An archive opens by a link that ended with the pupil's departure (migration 0011_archives). What is
closed stays so whatever files say later, should the pupil come back and leave again.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import F, QuerySet

from preau.core.actors import BoardActor
from preau.core.enums import Act
from preau.core.errors import NotVisible
from preau.core.journal import record
from preau.core.text import address_key
from preau.people.models import GuardianLink


@transaction.atomic
def close_archive(*, actor: BoardActor, student_id: int, address: str, at: datetime) -> bool:
    """Nothing of a pupil who left opens by that address from now on; False when it was so already.

    Papers made for it are out of reach at once, as the report cards are. Raises NotVisible when the
    archive opens by no such address.
    """
    own = _links(actor, student_id).filter(email=address_key(address))
    if not own.exists():
        raise NotVisible
    if not own.filter(archive_closed_at=None).update(archive_closed_at=at):
        return False
    _record(actor, Act.ARCHIVE_CLOSED, student_id)
    return True


@transaction.atomic
def open_archive(*, actor: BoardActor, student_id: int, address: str) -> bool:
    """Take back a closing; False when it was open. Raises NotVisible as `close_archive` does."""
    own = _links(actor, student_id).filter(email=address_key(address))
    if not own.exists():
        raise NotVisible
    if not own.exclude(archive_closed_at=None).update(archive_closed_at=None):
        return False
    _record(actor, Act.ARCHIVE_OPENED, student_id)
    return True


def archive_addresses(
    *, actor: BoardActor, student_id: int
) -> Sequence[tuple[str, datetime | None]]:
    """The addresses of a pupil's archive, and since when one of them is closed."""
    rows = _links(actor, student_id).exclude(email="").order_by("position", "id")
    return list(rows.values_list("email", "archive_closed_at"))


def _links(actor: BoardActor, student_id: int) -> QuerySet[GuardianLink]:
    own = GuardianLink.objects.filter(board_id=actor.board_id, student_id=student_id)
    return own.filter(has_authority=True, ended_at=F("student__ended_at"))


def _record(actor: BoardActor, act: Act, student_id: int) -> None:
    record(actor=actor, act=act, student_ids=[student_id], board_id=actor.board_id)
