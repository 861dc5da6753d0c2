"""Django's own protection of forms, without writing at each page the cookie that it just read."""

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.csrf import CsrfViewMiddleware


class CsrfProtection(CsrfViewMiddleware):
    """A browser is given its cookie once, and again when it changes: at each sign-in."""

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        held = request.COOKIES.get(settings.CSRF_COOKIE_NAME)
        if held and held == request.META.get("CSRF_COOKIE"):
            request.META["CSRF_COOKIE_NEEDS_UPDATE"] = False
        return super().process_response(request, response)
