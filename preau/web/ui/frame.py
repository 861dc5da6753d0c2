"""What the layout needs around any page, gathered once per request."""

from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from django.utils.translation import get_language

from preau.core.wording import spoken_language
from preau.web.policy import nonce_of
from preau.web.sessions import WRITE_EVERY


@dataclass(frozen=True, slots=True)
class Flash:
    level: str
    text: str


@dataclass(frozen=True, slots=True)
class PageFrame:
    """`bare` pages stand without session or database: no forms, no account, no messages."""

    language: str
    path: str = "/"
    csp_nonce: str = ""
    bare: bool = False
    signed_in: bool = False
    display_name: str = ""
    owner: str = ""
    idle_seconds: int = 0
    warning_seconds: int = 0
    waiting: int = 0
    messages: tuple[Flash, ...] = field(default=())

    @property
    def html_lang(self) -> str:
        return "en-CA" if self.language == "en" else "fr-CA"

    @property
    def other_language(self) -> tuple[str, str, str]:
        """Code posted to « set-language », name in its own language, short name."""
        if self.language == "en":
            return french_code(), "Français", "FR"
        return "en", "English", "EN"


def frame_of(request: HttpRequest, *, waiting: int = 0, display_name: str = "") -> PageFrame:
    """The frame of a page answered to this request.

    `waiting` counts what awaits the parent elsewhere; without a name the address is shown.
    """
    user = getattr(request, "user", None)
    signed_in = bool(user is not None and user.is_authenticated)
    return PageFrame(
        language=spoken_language(),
        path=request.get_full_path(),
        csp_nonce=nonce_of(request),
        signed_in=signed_in,
        display_name=(display_name or name_of(user)) if user and signed_in else "",
        owner=session_owner(request) if signed_in else "",
        idle_seconds=idle_seconds() if signed_in else 0,
        warning_seconds=settings.PREAU_LIMITS.idle_warning_seconds,
        waiting=waiting,
        messages=tuple(flashes(request)),
    )


def idle_seconds() -> int:
    """How long a page may count on its session: its last use may be noted up to a minute late."""
    limit: int = settings.PREAU_LIMITS.idle_minutes * 60
    return max(limit - WRITE_EVERY, limit // 2)


def bare_frame(request: HttpRequest | None = None) -> PageFrame:
    """For the pages that must stand when the database or the session does not."""
    language = spoken_language() if get_language() else "fr"
    nonce = nonce_of(request) if request else ""
    return PageFrame(language=language, csp_nonce=nonce, bare=True)


def name_of(user: Any) -> str:
    """The name that a child's file writes, once a page has read it; else the address."""
    return str(getattr(user, "display_name", "") or user.get_username())


def flashes(request: HttpRequest) -> list[Flash]:
    levels = {"success": "success", "warning": "warning", "error": "refusal"}
    stored = messages.get_messages(request) if hasattr(request, "_messages") else ()
    return [Flash(levels.get(item.level_tag, "info"), str(item.message)) for item in stored]


def session_owner(request: HttpRequest) -> str:
    """An opaque mark of who is signed in, so that a page knows its own session again."""
    return salted_hmac("preau.session-owner", str(getattr(request.user, "pk", ""))).hexdigest()[:16]


def french_code() -> str:
    return next((code for code, _ in settings.LANGUAGES if code.startswith("fr")), "fr")
