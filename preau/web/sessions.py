"""Sessions close by themselves: after idle minutes, and after a day's use."""

from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from preau.core.clock import now
from preau.web.ui.jinja import url

SIGNED_IN_AT = "signed_in_at"
SEEN_AT = "seen_at"
# How an idle page that closed its session asks for the sign-in page.
CLOSED_BY_PAGE = "inactivite"
# Written at most once a minute: reading pages costs no statement.
WRITE_EVERY = 60


def session_limits(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Close a session past its limits, else remember that it was used."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.session_closed = False  # type: ignore[attr-defined]
        if request.user.is_authenticated:
            if is_over(request):
                logout(request)
                request.session_closed = True  # type: ignore[attr-defined]
            else:
                # The parent's name as a file writes it, kept by the home page.
                request.user.display_name = request.session.get("name", "")
                if counts_as_use(request):
                    touch(request)
        return get_response(request)

    return middleware


def start(request: HttpRequest) -> None:
    """Stamp a session that has just been signed in."""
    stamp = int(now().timestamp())
    request.session[SIGNED_IN_AT] = stamp
    request.session[SEEN_AT] = stamp


def is_over(request: HttpRequest) -> bool:
    """True past the idle or the absolute limit. A session without stamps is over."""
    stamp = now().timestamp()
    limits = settings.PREAU_LIMITS
    idle = stamp - request.session.get(SEEN_AT, 0)
    age = stamp - request.session.get(SIGNED_IN_AT, 0)
    return bool(
        idle > timedelta(minutes=limits.idle_minutes).total_seconds()
        or age > timedelta(hours=limits.session_hours).total_seconds()
    )


def touch(request: HttpRequest) -> None:
    stamp = int(now().timestamp())
    if stamp - request.session.get(SEEN_AT, 0) >= WRITE_EVERY:
        request.session[SEEN_AT] = stamp


def counts_as_use(request: HttpRequest) -> bool:
    """A page that asks whether it is still signed in does not keep its session alive."""
    return not (request.method == "GET" and request.path == url("session-extend"))


def say_why(request: HttpRequest) -> None:
    """Tell the person whose session closed by itself why the sign-in page is back."""
    if getattr(request, "session_closed", False) or CLOSED_BY_PAGE in request.GET:
        minutes = settings.PREAU_LIMITS.idle_minutes
        text = _(
            "Votre session s’est fermée après %(minutes)s minutes sans activité. "
            "Reconnectez-vous pour continuer."
        )
        messages.info(request, text % {"minutes": minutes})
