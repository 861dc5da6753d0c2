"""Where objects are: a folder that nobody else reads, or an S3-compatible store.

Both know an object by a name made from its random key alone, and have no address that a browser
could ask for: pages serve objects, after they looked at who asks.
"""

import os
import re
import secrets
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol, cast

from django.core.files import File
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, storages
from storages.backends.s3 import S3Storage

from preau.core.errors import NotVisible

ALIAS = "attachments"
_KEY = re.compile(r"[0-9a-f]{40}")


class Attachments(Protocol):
    def open(self, name: str, mode: str = "rb") -> "File[bytes]": ...
    def save(self, name: str, content: "File[bytes]") -> str: ...
    def delete(self, name: str) -> None: ...
    def names_before(self, before: datetime) -> Iterator[str]:
        """The names of the objects written before an instant."""
        ...


def attachments() -> Attachments:
    return cast(Attachments, storages[ALIAS])


def path_of(key: str) -> str:
    """The name in storage of a key. Raises NotVisible for anything that is no key of ours."""
    if not _KEY.fullmatch(key):
        raise NotVisible
    return f"{key[:2]}/{key}"


def key_of(name: str) -> str:
    """The key in a name of storage; "" when it is not one of ours."""
    key = name.rpartition("/")[2]
    return key if _KEY.fullmatch(key) and name == path_of(key) else ""


def probe() -> None:
    """Write, read and delete an object. Raises what the storage raises."""
    storage, data = attachments(), secrets.token_bytes(32)
    name = storage.save(path_of(secrets.token_hex(20)), ContentFile(data))
    try:
        with storage.open(name) as written:
            if written.read() != data:
                raise OSError("what was read is not what was written")
    finally:
        storage.delete(name)


class WithoutAddress:
    """No browser asks the storage itself."""

    def url(self, *_: Any, **__: Any) -> str:
        raise ValueError("an attachment has no address of its own")


class FolderStorage(WithoutAddress, FileSystemStorage):
    """Files of mode 0600 in folders of mode 0700, on the disk before their row is."""

    def __init__(self, **options: Any) -> None:
        super().__init__(file_permissions_mode=0o600, directory_permissions_mode=0o700, **options)

    def _save(self, name: str, content: "File[bytes]") -> str:
        saved = cast(str, super()._save(name, content))  # type: ignore[misc]
        for path in (Path(self.path(saved)), Path(self.path(saved)).parent):
            _to_disk(path)
        return saved

    def names_before(self, before: datetime) -> Iterator[str]:
        for path in Path(self.location).glob("??/*"):
            with suppress(FileNotFoundError):
                if path.is_file() and path.stat().st_mtime < before.timestamp():
                    yield f"{path.parent.name}/{path.name}"


class BucketStorage(WithoutAddress, S3Storage):  # type: ignore[misc]
    """Objects of a bucket, read and written by us alone."""

    def names_before(self, before: datetime) -> Iterator[str]:
        prefix = f"{self.location.strip('/')}/" if self.location.strip("/") else ""
        for found in self.bucket.objects.filter(Prefix=prefix):
            if found.last_modified.astimezone(UTC) < before:
                yield found.key.removeprefix(prefix)


def _to_disk(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
