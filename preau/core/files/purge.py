"""Objects that no row names: of transactions that failed, of rows that were deleted.

Each table of files has a function that says which of some keys it names (rls.tells_keys); it looks
past the walls, and tells nothing else. One missing function, and nothing is deleted.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice

from django.apps import apps
from django.conf import settings
from django.db import connection

from preau.core.actors import SystemActor
from preau.core.files.storage import attachments, key_of
from preau.core.models import KeptUpload, StoredFile
from preau.core.scope import acting_as

# A request under way has written its objects, and has not committed their rows.
_SETTLED = timedelta(days=1)
_BATCH = 1000


def file_tables() -> list[str]:
    """The tables of files of every domain."""
    return sorted(m._meta.db_table for m in apps.get_models() if issubclass(m, StoredFile))


def purge_kept(*, actor: SystemActor, at: datetime) -> int:
    """Forget the kept uploads that waited too long. How many."""
    life = timedelta(hours=settings.PREAU_LIMITS.kept_upload_hours)
    with acting_as(actor):
        return KeptUpload.objects.filter(stored_at__lt=at - life).delete()[0]


def purge_objects(*, actor: SystemActor, at: datetime) -> int:
    """Delete the objects older than a day that no row names. How many."""
    storage, count = attachments(), 0
    for names in _batches(storage.names_before(at - _SETTLED)):
        keys = {key: name for name in names if (key := key_of(name))}
        with acting_as(actor):
            named = _named(list(keys))
        for key in keys.keys() - named:
            storage.delete(keys[key])
            count += 1
    return count


def _named(keys: list[str]) -> set[str]:
    asked = " UNION ALL ".join(f"SELECT preau_keys_{table}(%s)" for table in file_tables())
    with connection.cursor() as cursor:
        cursor.execute(asked, [keys] * len(file_tables()))
        return {key for (key,) in cursor.fetchall()}


def _batches(names: Iterator[str]) -> Iterator[list[str]]:
    while batch := list(islice(names, _BATCH)):
        yield batch
