"""The one way out of a stored file: through a view that has looked at who asks."""

from django.http import FileResponse

from preau.core.errors import NotVisible
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
    try:
        content = attachments().open(path_of(stored.key))
    except FileNotFoundError as error:
        raise NotVisible from error
    kind = stored.media_type
    return FileResponse(
        content,
        as_attachment=not (inline and kind in _SHOWN),
        filename=stored.name,
        content_type=f"{kind}; charset=utf-8" if kind == "text/plain" else kind,
        headers=_HEADERS,
    )
