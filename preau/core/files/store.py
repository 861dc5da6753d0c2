"""Files and their rows: the object is written first, under a name that nobody can guess; then the
row commits or not. An object that no row names is deleted by the daily purge.
"""

import secrets
from collections.abc import Iterable
from datetime import datetime
from typing import Any, TypeVar

from django.core.files import File

from preau.core.files.accept import AcceptedFile
from preau.core.files.errors import KeptFileGone
from preau.core.files.storage import attachments, path_of
from preau.core.models import KeptUpload, StoredFile

Row = TypeVar("Row", bound=StoredFile)


def store(
    model: type[Row], files: Iterable[AcceptedFile], *, at: datetime, **fields: Any
) -> list[Row]:
    """Store files and their rows of `model`, each with `fields`. Runs inside a transaction.

    What a form had kept is taken over without a copy. Raises KeptFileGone.
    """
    accepted = list(files)
    _take_over({file.kept_id for file in accepted if file.kept_id})
    rows = [
        model(
            key=file.key or write(file),
            name=file.name,
            media_type=file.media_type,
            size=file.size,
            sha256=file.sha256,
            stored_at=at,
            **fields,
        )
        for file in accepted
    ]
    return model._default_manager.bulk_create(rows)


def write(file: AcceptedFile) -> str:
    """Write an object under a fresh random key; the key."""
    if file.content is None:
        raise ValueError("a file without content is stored already")
    key = secrets.token_hex(20)
    # Wrapped, so that a temporary file is copied and not moved: a refused form needs it again.
    attachments().save(path_of(key), File(file.content))
    return key


def _take_over(kept: set[int]) -> None:
    if kept and KeptUpload.objects.filter(pk__in=kept).delete()[0] != len(kept):
        raise KeptFileGone
