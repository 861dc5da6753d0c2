"""The one way out of a stored file: through a view that has looked at who asks."""

from django.http import FileResponse

from preau.core.errors import NotVisible
from preau.core.files.kinds import PDF
from preau.core.files.storage import attachments, path_of
from preau.core.models import StoredFile

# What a browser draws without running anything.
_SHOWN = frozenset({"image/jpeg", "image/png", "image/gif", "image/webp"})
_HEADERS = {
    "Cache-Control": "no-store, private",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "X-Content-Type-Options": "nosniff",
}


def send_file(stored: StoredFile, *, inline: bool = False) -> FileResponse:
    """The object of a row that the caller found visible. Raises NotVisible when it is gone.

    `inline`: a picture is shown in the page; anything else is saved all the same.
    """
    return _send(stored, inline=inline and stored.media_type in _SHOWN)


def send_paper(stored: StoredFile, *, inline: bool = False) -> FileResponse:
    """The same for a PDF that we made ourselves, which `inline` opens in the browser's reader.

    What somebody sent goes through `send_file`, which never opens it. Raises NotVisible.
    """
    return _send(stored, inline=inline and stored.media_type == PDF.media_type)


def _send(stored: StoredFile, *, inline: bool) -> FileResponse:
    try:
        content = attachments().open(path_of(stored.key))
    except FileNotFoundError as error:
        raise NotVisible from error
    kind = stored.media_type
    return FileResponse(
        content,
        as_attachment=not inline,
        filename=stored.name,
        content_type=f"{kind}; charset=utf-8" if kind == "text/plain" else kind,
        headers=_HEADERS,
    )
