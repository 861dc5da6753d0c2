"""What was uploaded in a form that came back with something to correct: kept some hours for the
same account, so that nobody looks for the same photo twice. A random token names it in the form.
"""

import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.conf import settings

from preau.core.actors import FamilyActor
from preau.core.files.accept import AcceptedFile
from preau.core.files.store import write
from preau.core.models import KeptUpload

_TOKEN_BYTES = 24
_MOST_TOKENS = 50


def keep(*, actor: FamilyActor, files: Iterable[AcceptedFile], at: datetime) -> list[KeptUpload]:
    """Keep what may be stored; what is kept already stays. Beyond the account's share, nothing."""
    kept: list[KeptUpload] = []
    room = (
        settings.PREAU_LIMITS.kept_uploads
        - KeptUpload.objects.filter(account_id=actor.account_id).count()
    )
    for file in files:
        if file.kept_id is None and room > 0:
            room -= 1
            kept.append(_row(actor, file, at))
    return KeptUpload.objects.bulk_create(kept)


def kept_files(*, actor: FamilyActor, tokens: Sequence[str], at: datetime) -> list[KeptUpload]:
    """The account's own files of these tokens, in their order; those too old are left out."""
    life = timedelta(hours=settings.PREAU_LIMITS.kept_upload_hours)
    found = {
        row.token: row
        for row in KeptUpload.objects.filter(
            account_id=actor.account_id, token__in=tokens[:_MOST_TOKENS], stored_at__gt=at - life
        )
    }
    return [found[token] for token in dict.fromkeys(tokens) if token in found]


def accepted_again(row: KeptUpload) -> AcceptedFile:
    """A kept file, as an operation stores it."""
    return AcceptedFile(row.name, row.media_type, row.size, row.sha256, key=row.key, kept_id=row.pk)


def _row(actor: FamilyActor, file: AcceptedFile, at: datetime) -> KeptUpload:
    return KeptUpload(
        account_id=actor.account_id,
        token=secrets.token_urlsafe(_TOKEN_BYTES),
        key=write(file),
        name=file.name,
        media_type=file.media_type,
        size=file.size,
        sha256=file.sha256,
        stored_at=at,
    )
