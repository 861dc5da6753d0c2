"""From a ready context to an answer: the one way a view produces HTML."""

from collections.abc import Mapping
from typing import Any

import jinja2
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.template.backends.utils import csrf_input_lazy, csrf_token_lazy
from jinja2_fragments import render_block

from preau.web.ui.frame import PageFrame, bare_frame, frame_of


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
    if block and getattr(request, "htmx", False):
        return HttpResponse(render_block(jinja_environment(), template, block, full), status=status)
    return HttpResponse(jinja_environment().get_template(template).render(full), status=status)


def render_bare(request: HttpRequest | None, template: str, *, status: int) -> HttpResponse:
    """A page that reads neither session nor database: for the failures of both."""
    context = {"frame": bare_frame(request)}
    return HttpResponse(jinja_environment().get_template(template).render(context), status=status)


def page_context(request: HttpRequest, frame: PageFrame) -> dict[str, Any]:
    return {
        "frame": frame,
        "request": request,
        "csrf_input": csrf_input_lazy(request),
        "csrf_token": csrf_token_lazy(request),
    }


def jinja_environment() -> jinja2.Environment:
    environment: jinja2.Environment = engines["jinja"].env  # type: ignore[attr-defined]
    return environment
