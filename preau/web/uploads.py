"""Files in forms: several at once, kept when the form comes back, without JavaScript.

A page that takes files is declared `@page(…, uploads=True)`; its form is an `UploadForm` with a
`FilesField`, whose cleaned value an operation stores. While a request lasts, its large files wait
in a folder of PREAU_DATA, without a name: nothing is left of them, however the process ends.
"""

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any, TypeAlias, cast

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.utils.datastructures import MultiValueDict

from preau.core.actors import Actor, FamilyActor
from preau.core.clock import now
from preau.core.files.accept import AcceptedFile, accept
from preau.core.files.errors import FileRefused, TooManyFiles
from preau.core.files.kept import accepted_again, keep, kept_files
from preau.core.files.kinds import KINDS
from preau.core.models import KeptUpload
from preau.core.read_only import writing

Upload: TypeAlias = "UploadedFile[bytes]"
# HEIC is taken but not asked for: a telephone then sends a JPEG, which every school can open.
ACCEPTED = ",".join(e for kind in KINDS if kind.endings[0] != ".heic" for e in kind.endings)


@dataclass(frozen=True)
class Submitted:
    """What a browser sent for one field."""

    files: Sequence[Upload]
    kept: Sequence[str]
    removed: Sequence[str]


class FilesInput(forms.FileInput):
    """Reads new files, and tokens of those that the form had kept (`…-garde`, `…-retirer`)."""

    allow_multiple_selected = True

    def value_from_datadict(
        self, data: Mapping[str, Any], files: MultiValueDict[str, Upload], name: str
    ) -> Submitted:
        return Submitted(
            [f for f in _all(files, name) if f],
            _all(data, f"{name}-garde"),
            _all(data, f"{name}-retirer"),
        )

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return name not in files and f"{name}-garde" not in data


class FilesField(forms.Field):
    """Cleans to a list of accepted files; `kept` are those the form shows with « Retirer »."""

    widget = FilesInput

    def __init__(self, *, strip: bool = True, most: int | None = None, **options: Any) -> None:
        super().__init__(**options)
        self.strip = strip
        self.most = most or settings.PREAU_LIMITS.attachment_files
        self.actor: Actor | None = None
        self.kept: list[KeptUpload] = []
        self.fresh: list[AcceptedFile] = []

    @property
    def accepts(self) -> str:
        return ACCEPTED

    @property
    def most_mib(self) -> int:
        return int(settings.PREAU_LIMITS.attachment_mib)

    def clean(self, value: Submitted) -> list[AcceptedFile]:
        self.kept = self._kept(value)
        self.fresh, refused = self._looked_at(value.files)
        found = [*map(accepted_again, self.kept), *self.fresh]
        if len(found) > self.most:
            refused.append(TooManyFiles(self.most).message)
            self.fresh = self.fresh[: max(0, self.most - len(self.kept))]
        if refused:
            raise forms.ValidationError(refused)
        if self.required and not found:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        return found

    def bound_data(self, data: Any, initial: Any) -> Any:
        return None

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(data.files or data.kept)

    def _kept(self, value: Submitted) -> list[KeptUpload]:
        wanted = [token for token in value.kept if token not in value.removed]
        if not wanted or not isinstance(self.actor, FamilyActor):
            return []
        return kept_files(actor=self.actor, tokens=wanted, at=now())

    def _looked_at(self, files: Sequence[Upload]) -> tuple[list[AcceptedFile], list[str]]:
        accepted, refused = [], []
        for file in files[: 2 * self.most]:
            try:
                content = cast(IO[bytes], file)
                accepted.append(accept(content, file.name or "", strip=self.strip))
            except FileRefused as refusal:
                refused.append(refusal.message)
        return accepted, refused


class UploadForm(forms.Form):
    """A form with files. `actor` is who sends it; only an account's own files come back to it."""

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor
        for field in self._file_fields():
            field.actor = actor

    def keep_files(self, *, at: datetime) -> None:
        """Before the form is shown again: what was uploaded stays, shown with « Retirer »."""
        if not self.is_bound or not isinstance(self.actor, FamilyActor):
            return
        _ = self.errors
        for field in self._file_fields():
            # Nothing acts on a kept file: it waits too when a proof of identity is still to come.
            with writing("kept uploads"):
                kept = keep(actor=self.actor, files=field.fresh, at=at)
            field.kept, field.fresh = [*field.kept, *kept], []

    def kept_tokens(self, name: str) -> list[str]:
        """The tokens that stand for a field's kept files, for a page that comes in between."""
        return [row.token for row in cast(FilesField, self.fields[name]).kept]

    def _file_fields(self) -> list[FilesField]:
        return [field for field in self.fields.values() if isinstance(field, FilesField)]


class PrivateFolder(FileUploadHandler):
    """Writes what does not stay in memory to files of ours that have no name on the disk."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        folder = Path(settings.PREAU_DATA) / "uploads"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.written = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115 - closed with the request

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        self.written.write(raw_data)
        return None

    def file_complete(self, file_size: int) -> Upload:
        self.written.seek(0)
        return UploadedFile(
            file=cast(Any, self.written),
            name=self.file_name,
            content_type=self.content_type,
            size=file_size,
            charset=self.charset,
            content_type_extra=self.content_type_extra,
        )

    def upload_interrupted(self) -> None:
        if hasattr(self, "written"):
            self.written.close()


def _all(given: Any, name: str) -> list[Any]:
    """Every value of a name: of a request's lists, or of a plain mapping."""
    if hasattr(given, "getlist"):
        return list(given.getlist(name))
    value = given.get(name, []) if given else []
    return list(value) if isinstance(value, list | tuple) else [value]
