"""The content security policy of every answer: a constant, but for the nonce of its page."""

import secrets
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

HEADER = "Content-Security-Policy"
WITH_NONCE = ("script-src", "style-src")
DIRECTIVES = {
    "base-uri": "'none'",
    "connect-src": "'self'",
    "default-src": "'none'",
    "font-src": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
    "img-src": "'self' data:",
    "manifest-src": "'self'",
    "script-src": "'self'",
    "style-src": "'self'",
}


def written(directives: dict[str, str]) -> str:
    return "; ".join(f"{name} {sources}" for name, sources in directives.items())


PLAIN = written(DIRECTIVES)
FOR_NONCE = written(
    {n: s + (" 'nonce-{nonce}'" if n in WITH_NONCE else "") for n, s in DIRECTIVES.items()}
)


def content_security_policy(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """An answer may bring a policy of its own; a nonce that no page wrote is not announced."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if HEADER not in response.headers:
            nonce = getattr(request, "csp_nonce", "")
            response.headers[HEADER] = FOR_NONCE.format(nonce=nonce) if nonce else PLAIN
        return response

    return middleware


def nonce_of(request: HttpRequest) -> str:
    """The nonce of this answer, made when it is first written."""
    nonce: str = getattr(request, "csp_nonce", "") or secrets.token_urlsafe(16)
    request.csp_nonce = nonce  # type: ignore[attr-defined]
    return nonce
