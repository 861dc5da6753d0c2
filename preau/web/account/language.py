"""The language somebody chose on purpose, as opposed to the one their browser asks for."""

from django.conf import settings
from django.http import HttpRequest

CODES = tuple(code for code, _name in settings.LANGUAGES)


def chosen_language(request: HttpRequest) -> str:
    """The account's or the browser's remembered choice, "" when none was made."""
    chosen = getattr(request.user, "language", "") if request.user.is_authenticated else ""
    remembered = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    code = chosen or remembered
    return code if code in CODES else ""
