"""A file that somebody sends, looked at before anything is kept of it."""

import hashlib
from dataclasses import dataclass, field
from typing import IO

from django.conf import settings

from preau.core.files.errors import FileEmpty, FileTooLarge
from preau.core.files.kinds import Kind, kind_of
from preau.core.files.names import clean_name
from preau.core.files.pictures import remade

_CHUNK = 1 << 18


@dataclass(frozen=True)
class AcceptedFile:
    """A file that may be stored: its name cleaned, its type found in its own bytes.

    `content` is open until the request ends; a file that a form had kept is already stored, and
    has a `key` and the number of its kept row instead.
    """

    name: str
    media_type: str
    size: int
    sha256: str
    content: IO[bytes] | None = field(default=None, repr=False)
    key: str = field(default="", repr=False)
    kept_id: int | None = None


def accept(content: IO[bytes], name: str, *, strip: bool = True) -> AcceptedFile:
    """Look at a file. `strip`: a picture loses what tells where and with what it was taken.

    Raises a FileRefused: empty, too large, of no kind that is taken, with macros, a bomb.
    """
    limits = settings.PREAU_LIMITS
    shown = clean_name(name)
    size = content.seek(0, 2)
    if not size:
        raise FileEmpty(shown)
    if size > limits.attachment_mib * 2**20:
        raise FileTooLarge(shown, limits.attachment_mib)
    kind = kind_of(content, shown)
    if strip and kind.is_picture:
        content, kind = remade(content, kind, shown)
    return _accepted(content, name, kind)


def _accepted(content: IO[bytes], name: str, kind: Kind) -> AcceptedFile:
    digest, size = hashlib.sha256(), 0
    content.seek(0)
    while chunk := content.read(_CHUNK):
        digest.update(chunk)
        size += len(chunk)
    return AcceptedFile(clean_name(name, kind), kind.media_type, size, digest.hexdigest(), content)
