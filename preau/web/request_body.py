"""How much a request may send: decided from what it announces, before a byte of it is read.

A form is small. Only a page declared `uploads=True` takes more, and only from somebody signed in:
Django bounds the fields of a form, but writes its files to the disk as they come.
"""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from preau.web.declare import declaration
from preau.web.middleware import sign_in_first
from preau.web.ui import errors


class BoundedBody:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        size = announced(request)
        if size is None or size > settings.PREAU_LIMITS.attachment_request_mib * 2**20:
            return too_large(request)
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """Runs before the forms' token is looked for, which reads the body."""
        if (announced(request) or 0) <= settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            return None
        page = declaration(view)
        if page is None or not page.uploads:
            return too_large(request)
        return None if request.user.is_authenticated else sign_in_first(request)


def announced(request: HttpRequest) -> int | None:
    """The length that a request says its body has; None when it is no number."""
    said = request.META.get("CONTENT_LENGTH") or "0"
    return int(said) if said.isascii() and said.isdigit() and len(said) < 16 else None


def too_large(request: HttpRequest) -> HttpResponse:
    response = errors.bad_request(request)
    response.status_code = 413
    return response
