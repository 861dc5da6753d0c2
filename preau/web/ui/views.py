"""The gallery: every component in every state, and the pages they make. Not in production."""

from dataclasses import replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from preau.core.wording import spoken_language
from preau.web.declare import page
from preau.web.policy import DIRECTIVES, HEADER, nonce_of, written
from preau.web.ui.frame import Flash, PageFrame
from preau.web.ui.gallery import LONG_NAME, sample_context
from preau.web.ui.render import jinja_environment, page_context

PAGES = {
    "accueil": "ui/gallery/home.html",
    "code": "ui/gallery/code.html",
    "enfant": "ui/gallery/confirm.html",
    "session": "ui/gallery/session.html",
}
FAILURES = (400, 403, 404, 429, 500, 503)


@page(audience="public")
def index(request: HttpRequest) -> HttpResponse:
    frame = replace(
        sample_frame(request), waiting=3, messages=(Flash("success", "Motif transmis à l’école."),)
    )
    pages = [f"{name}/" for name in (*PAGES, "courriel")] + [
        f"erreur-{status}/" for status in FAILURES
    ]
    return show(request, "ui/gallery/index.html", frame, pages=pages)


@page(audience="public")
def sample(request: HttpRequest, name: str) -> HttpResponse:
    if name not in PAGES:
        raise Http404
    frame = sample_frame(request)
    if name == "code":
        frame = replace(frame, signed_in=False)
    if name == "session":
        frame = replace(frame, idle_seconds=12, warning_seconds=5)
    return show(request, PAGES[name], frame)


@page(audience="public")
def mail(request: HttpRequest) -> HttpResponse:
    """As a mail program shows it: inline styles, no style sheet."""
    response = show(request, "ui/gallery/mail.html", sample_frame(request))
    response.headers[HEADER] = written(DIRECTIVES | {"style-src": "'unsafe-inline'"})
    return response


@page(audience="public")
def failure(request: HttpRequest, status: int) -> HttpResponse:
    if status not in FAILURES:
        raise Http404
    frame = replace(sample_frame(request), bare=status in (400, 500, 503), signed_in=status < 500)
    return show(request, f"ui/errors/{status}.html", frame, minutes=15)


def sample_frame(request: HttpRequest) -> PageFrame:
    return PageFrame(
        language=spoken_language(),
        path=request.get_full_path(),
        csp_nonce=nonce_of(request),
        signed_in=True,
        display_name=LONG_NAME,
        owner="galerie",
    )


def show(request: HttpRequest, template: str, frame: PageFrame, **extra: Any) -> HttpResponse:
    context = page_context(request, frame) | sample_context() | extra
    return HttpResponse(jinja_environment().get_template(template).render(context))
