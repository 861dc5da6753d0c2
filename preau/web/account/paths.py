"""Where to go next: only ever to a page of ours."""

from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.urls import Resolver404, resolve, reverse
from django.utils.http import url_has_allowed_host_and_scheme

SUITE = "suite"
_LONGEST = 2000


def safe_path(wanted: str, *, otherwise: str = "home") -> str:
    """The wanted path when it is a page of this site, else that of `otherwise`."""
    fallback = reverse(otherwise)
    if not wanted.startswith("/") or len(wanted) > _LONGEST or "\\" in wanted:
        return fallback
    if any(ord(sign) < 0x20 or ord(sign) == 0x7F for sign in wanted):
        return fallback
    if not url_has_allowed_host_and_scheme(wanted, allowed_hosts=None):
        return fallback
    try:
        name = resolve(urlsplit(wanted).path).url_name
    except Resolver404:
        return fallback
    return fallback if name == "sign-out" else wanted


def suite_of(request: HttpRequest, *, otherwise: str = "home") -> str:
    """The safe page asked for by `suite`."""
    wanted = request.POST.get(SUITE) or request.GET.get(SUITE) or ""
    return safe_path(wanted, otherwise=otherwise)


def with_suite(name: str, path: str) -> str:
    return f"{reverse(name)}?{urlencode({SUITE: path})}"


def proof_link(token: str) -> str:
    """The full address of a proof's page, as the mail carries it."""
    return f"{settings.PREAU_URL}{reverse('verification', args=[token])}"
