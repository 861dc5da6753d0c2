"""Pages for what went wrong, each with the next step in words.

`django.conf.urls.handler400` and its siblings point here. 500 and 503 touch neither session nor
database, nor the layout, so that they stand when those do not; past them, a constant is said.
"""

import structlog
from django.http import HttpRequest, HttpResponse

from preau.web.ui.last_words import LAST_WORDS
from preau.web.ui.render import render_bare, render_page


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render_bare(request, "ui/errors/400.html", status=400)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render_page(request, "ui/errors/403.html", {}, status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render_page(request, "ui/errors/403-form.html", {}, status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render_page(request, "ui/errors/404.html", {}, status=404)


def wrong_method(request: HttpRequest, refusal: HttpResponse) -> HttpResponse:
    """`refusal` says which methods the address answers."""
    response = render_page(request, "ui/errors/405.html", {}, status=405)
    response["Allow"] = refusal["Allow"]
    return response


def too_many_requests(request: HttpRequest, *, minutes: int | None = None) -> HttpResponse:
    """`minutes`: how long to wait, when the limit says so."""
    response = render_page(request, "ui/errors/429.html", {"minutes": minutes}, status=429)
    if minutes:
        response["Retry-After"] = str(minutes * 60)
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    return _standing(request, "ui/errors/500.html", status=500)


def unavailable(request: HttpRequest) -> HttpResponse:
    response = _standing(request, "ui/errors/503.html", status=503)
    response["Retry-After"] = "120"
    return response


def _standing(request: HttpRequest, template: str, *, status: int) -> HttpResponse:
    """Never raises: Django logs a failure only once its page is made."""
    try:
        return render_bare(request, template, status=status)
    except Exception:
        structlog.get_logger("preau").exception("page of a failure failed", status=status)
        return HttpResponse(LAST_WORDS, status=status)
