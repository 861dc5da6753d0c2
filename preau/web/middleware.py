"""From a raw request to a declared view in its actor's scope, and back with safe headers."""

from collections.abc import Callable
from contextlib import ExitStack
from typing import Any
from urllib.parse import urlencode

import structlog
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import reverse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from psycopg_pool import PoolTimeout

from preau.core.actors import Anonymous, FamilyActor
from preau.core.enums import Act
from preau.core.errors import NotVisible
from preau.core.journal import record
from preau.core.read_only import reading
from preau.core.scope import enter
from preau.core.wording import speaking
from preau.web.declare import Page, declaration
from preau.web.fresh import ProofOfIdentity, proof_of_identity
from preau.web.origin import origin_of
from preau.web.sessions import say_why
from preau.web.ui import errors
from preau.web.ui.render import asked_by_htmx

Answer = Callable[[HttpRequest], HttpResponse]

HEADERS = {
    "Cache-Control": "no-store, private",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
}


def origin(get_response: Answer) -> Answer:
    """Who asks, under a request id that logs and journal share."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.origin = origin_of(request)  # type: ignore[attr-defined]
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request.origin.request_id)  # type: ignore[attr-defined]
        response = get_response(request)
        response["X-Request-ID"] = request.origin.request_id  # type: ignore[attr-defined]
        return response

    return middleware


def security_headers(get_response: Answer) -> Answer:
    """Nothing personal is stored by a browser or proxy; only a static file says it is public.

    A static file that does not exist is answered by a page, with its reader's name on it.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if "public" not in response.headers["Cache-Control"]:
            patch_vary_headers(response, ["Cookie"])
        return response

    return middleware


def transaction_per_request(get_response: Answer) -> Answer:
    """One transaction a request: a failure leaves nothing, the scope ends with it."""

    def middleware(request: HttpRequest) -> HttpResponse:
        try:
            with transaction.atomic():
                response = get_response(request)
                if response.status_code >= 500:
                    transaction.set_rollback(True)
            return response
        except (OperationalError, PoolTimeout):
            structlog.get_logger("preau").exception("database unavailable")
            return errors.unavailable(request)

    return middleware


def language(get_response: Answer) -> Answer:
    """The account's choice, else the browser's remembered one, else what the browser asks."""

    def middleware(request: HttpRequest) -> HttpResponse:
        chosen = getattr(request.user, "language", "") if request.user.is_authenticated else ""
        code = chosen or translation.get_language_from_request(request)
        with speaking(code):
            request.LANGUAGE_CODE = code
            response = get_response(request)
        response.headers.setdefault("Content-Language", "en-CA" if code == "en" else "fr-CA")
        patch_vary_headers(response, ["Accept-Language"])
        return response

    return middleware


class ActorScope:
    """Serves declared views only, signed in unless public, in the scope of their actor."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = Anonymous(request.origin)  # type: ignore[attr-defined]
        with ExitStack() as guards:
            request.guards = guards  # type: ignore[attr-defined]
            if request.method in ("GET", "HEAD"):
                guards.enter_context(reading())
            response = self.get_response(request)
            if response.status_code == 405:
                return errors.wrong_method(request, response)
            return _made_to_wait(response, getattr(request, "proof", None))

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        declared = declaration(view)
        if declared is None:
            raise ImproperlyConfigured(f"{view} declares neither audience nor permission")
        if refusal := _method_refused(request, declared):
            return refusal
        if request.user.is_authenticated:
            request.actor = FamilyActor(request.user.pk, request.origin)  # type: ignore[attr-defined]
        if declared.audience == "public":
            return None
        if not request.user.is_authenticated:
            return sign_in_first(request)
        if declared.fresh:
            _ask_who_acts(request)
        # The account's own pages need no pupil, and run without any scope.
        if declared.audience == "family":
            enter(request.actor)  # type: ignore[attr-defined]
        return None

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """What may not be seen does not exist; the journal keeps the attempt."""
        if not isinstance(error, NotVisible):
            return None
        record(actor=request.actor, act=Act.ACCESS_REFUSED, details={"path": request.path[:200]})  # type: ignore[attr-defined]
        return errors.not_found(request)


def _ask_who_acts(request: HttpRequest) -> None:
    """Before the scope, inside which no hash is read. Without a proof the view may only read."""
    request.proof = proof_of_identity(request, request.actor)  # type: ignore[attr-defined]
    if request.method == "POST" and request.proof.is_needed:  # type: ignore[attr-defined]
        request.guards.enter_context(reading())  # type: ignore[attr-defined]


def _made_to_wait(response: HttpResponse, proof: ProofOfIdentity | None) -> HttpResponse:
    if proof and proof.retry_after and response.status_code == 200:
        response.status_code = 429
        response["Retry-After"] = str(proof.retry_after)
    return response


def _method_refused(request: HttpRequest, declared: Page) -> HttpResponse | None:
    allowed = ["GET", "HEAD", *(["POST"] if declared.writes else [])]
    return None if request.method in allowed else HttpResponseNotAllowed(allowed)


def sign_in_first(request: HttpRequest) -> HttpResponse:
    """To the sign-in page, back here after; told why when the session closed by itself."""
    say_why(request)
    query = urlencode({"suite": request.get_full_path()}) if request.method == "GET" else ""
    target = reverse("sign-in") + (f"?{query}" if query else "")
    if asked_by_htmx(request):
        return HttpResponse(status=204, headers={"HX-Redirect": target})
    return HttpResponseRedirect(target)
