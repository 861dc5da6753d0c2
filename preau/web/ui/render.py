"""From a ready context to an answer: the one way a view produces HTML."""

from collections.abc import Mapping
from typing import Any

import jinja2
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.template import engines
from django.utils.translation import get_language
from jinja2_fragments import render_block
from markupsafe import Markup

from preau.web.ui.frame import PageFrame, bare_frame, frame_of
from preau.web.ui.spoken import SpokenEnvironment, spoken


def render_page(
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any],
    *,
    status: int = 200,
    block: str | None = None,
) -> HttpResponse:
    """The whole page, or `block` alone when htmx asked for it.

    `waiting` and `display_name` in the context also show in the header.
    """
    waiting, name = int(context.get("waiting", 0)), str(context.get("display_name", ""))
    frame = frame_of(request, waiting=waiting, display_name=name)
    full = page_context(request, frame) | dict(context)
    if block and asked_by_htmx(request):
        return HttpResponse(render_block(jinja_environment(), template, block, full), status=status)
    return HttpResponse(jinja_environment().get_template(template).render(full), status=status)


def asked_by_htmx(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true"


def render_bare(request: HttpRequest | None, template: str, *, status: int) -> HttpResponse:
    """A page that reads neither session nor database: for the failures of both."""
    context = {"frame": bare_frame(request)}
    return HttpResponse(jinja_environment().get_template(template).render(context), status=status)


def page_context(request: HttpRequest, frame: PageFrame) -> dict[str, Any]:
    """One token for all the forms of a page: each masking of it costs."""
    token = get_token(request)
    field = Markup('<input type="hidden" name="csrfmiddlewaretoken" value="{}">').format(token)
    return {"frame": frame, "request": request, "csrf_input": field, "csrf_token": token}


def jinja_environment() -> jinja2.Environment:
    """The environment of the active language."""
    base: SpokenEnvironment = engines["jinja"].env  # type: ignore[attr-defined]
    return spoken(base, get_language() or settings.LANGUAGE_CODE)
