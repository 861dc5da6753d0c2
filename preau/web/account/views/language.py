"""The language of the pages, remembered by this browser and by the account."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from preau.accounts import operations
from preau.core.actors import FamilyActor
from preau.web.account.language import CODES
from preau.web.account.paths import safe_path
from preau.web.declare import PublicRequest, page


@page(audience="public", writes=True)
@require_POST
def set_language(request: PublicRequest) -> HttpResponse:
    response = redirect(safe_path(request.POST.get("next", "")))
    code = request.POST.get("language", "")
    if code not in CODES:
        return response
    if isinstance(request.actor, FamilyActor):
        operations.choose_language(actor=request.actor, language=code)
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        code,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        path=settings.LANGUAGE_COOKIE_PATH,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response
