"""What long works leave behind, and for how long: on the disk the reports of imports and the photos
of pupils who left, in the database how far batches went.

A file is looked at only when it is a day old: an import under way keeps what it has just written.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db.models import Q

from preau.boards.models import Board
from preau.core.actors import BoardActor, SystemActor
from preau.core.batches import operations as batches
from preau.core.scope import acting_as
from preau.exchange.photos import FOLDER
from preau.exchange.report import REPORTS
from preau.people.models import Student

_SETTLED = timedelta(days=1)


def purge_reports(*, actor: SystemActor, before: datetime) -> int:
    """Delete the reports of imports written before an instant. How many."""
    count = 0
    for path in _files_before(before, REPORTS, "import-*.csv"):
        path.unlink(missing_ok=True)
        count += 1
    return count


def purge_photos(*, actor: SystemActor, ended_before: datetime, at: datetime) -> int:
    """Delete the photos that no pupil has, live or ended since an instant. How many."""
    kept: set[str] = set()
    for body in _bodies(actor):
        kept |= _photos_of(body, ended_before)
    count = 0
    for path in _files_before(at - _SETTLED, f"files/{FOLDER}", "*"):
        if f"{FOLDER}/{path.name}" not in kept:
            path.unlink(missing_ok=True)
            count += 1
    return count


def purge_batches(*, actor: SystemActor, ended_before: datetime) -> int:
    """Forget the batches of every body that ended before an instant. How many."""
    return sum(batches.forget(actor=b, ended_before=ended_before) for b in _bodies(actor))


def _bodies(actor: SystemActor) -> list[BoardActor]:
    with acting_as(actor):
        return [BoardActor(pk) for pk in Board.objects.values_list("pk", flat=True)]


def _photos_of(actor: BoardActor, ended_before: datetime) -> set[str]:
    """The photos a body still needs; pupils who left before an instant have none any more."""
    with acting_as(actor):
        pictured = Student.objects.filter(board_id=actor.board_id).exclude(photo="")
        gone = Q(ended_at__lt=ended_before)
        pictured.filter(gone).update(photo="")
        return set(pictured.values_list("photo", flat=True))


def _files_before(before: datetime, folder: str, pattern: str) -> Iterator[Path]:
    for path in (Path(settings.PREAU_DATA) / folder).glob(pattern):
        if path.is_file() and path.stat().st_mtime < before.timestamp():
            yield path
