import re

import jinja2
import pytest
from django.utils import translation
from lucide import IconDoesNotExist

from preau.web.ui import errors
from preau.web.ui.frame import Flash, PageFrame, frame_of
from preau.web.ui.icons import icon
from preau.web.ui.render import jinja_environment, page_context, render_page

PAGE = """{% extends 'ui/layout.html' %}{% block title %}T{% endblock %}
{% block main %}<p>{{ word }}</p>{% endblock %}"""


@pytest.fixture(autouse=True)
def page_template(monkeypatch):
    env = jinja_environment()
    choice = jinja2.ChoiceLoader([jinja2.DictLoader({"test/page.html": PAGE}), env.loader])
    monkeypatch.setattr(env, "loader", choice)


def html_of(response) -> str:
    return response.content.decode()


def test_a_page_is_escaped_and_framed(request_of):
    html = html_of(render_page(request_of(), "test/page.html", {"word": "<b>Léo</b>"}))
    assert "&lt;b&gt;Léo&lt;/b&gt;" in html
    assert html.startswith("<!doctype html>")
    assert 'lang="fr-CA"' in html


def test_an_undefined_variable_stops_the_page(request_of):
    with pytest.raises(jinja2.UndefinedError):
        render_page(request_of(), "test/page.html", {})


def test_htmx_gets_the_block_alone(request_of):
    context = {"word": "mot"}
    alone = render_page(request_of(htmx=True), "test/page.html", context, block="main")
    assert html_of(alone).strip() == "<p>mot</p>"
    whole = render_page(request_of(), "test/page.html", context, block="main")
    assert "</html>" in html_of(whole)


def test_signed_in_pages_can_be_left_and_reach_the_school(request_of):
    html = html_of(render_page(request_of(signed_in=True), "test/page.html", {"word": "x"}))
    assert 'action="/sortie/"' in html
    assert 'href="/nous-joindre/"' in html
    assert "claire@exemple.ca" in html
    assert "data-private" in html
    assert "idle-warning.js" in html


def test_public_pages_hold_nothing_of_a_session(request_of):
    html = html_of(render_page(request_of(), "test/page.html", {"word": "x"}))
    for private in ("/sortie/", 'href="/nous-joindre/"', "idle-warning.js", "data-private"):
        assert private not in html


def test_the_page_counts_less_idle_time_than_the_server(request_of, settings):
    frame = frame_of(request_of(signed_in=True))
    limits = settings.PREAU_LIMITS
    assert frame.warning_seconds < frame.idle_seconds < limits.idle_minutes * 60


def test_messages_are_said_in_a_status_region(request_of):
    frame = PageFrame(language="fr", messages=(Flash("success", "Motif transmis à l’école."),))
    context = page_context(request_of(), frame) | {"word": "x"}
    html = jinja_environment().get_template("test/page.html").render(context)
    assert re.search(r'role="status">.*Motif transmis', html, re.DOTALL)


def test_owner_marks_differ_by_account_and_say_nothing(request_of):
    one, other = request_of(signed_in=True), request_of(signed_in=True)
    other.user.pk = 8
    assert frame_of(one).owner != frame_of(other).owner
    assert "claire" not in frame_of(one).owner


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        (errors.bad_request, 400),
        (errors.permission_denied, 403),
        (errors.csrf_failure, 403),
        (errors.not_found, 404),
        (errors.too_many_requests, 429),
        (errors.server_error, 500),
        (errors.unavailable, 503),
    ],
)
def test_failures_say_the_next_step(answer, status, request_of):
    for code in ("fr-ca", "en"):
        with translation.override(code):
            response = answer(request_of(signed_in=True))
        assert response.status_code == status
        assert 'class="button"' in html_of(response)
        assert 'class="lead"' in html_of(response)


@pytest.mark.parametrize("answer", [errors.server_error, errors.unavailable, errors.bad_request])
def test_failures_of_the_ground_touch_neither_session_nor_account(answer, rf):
    assert "</html>" in html_of(answer(rf.get("/")))


def test_the_wait_is_said(request_of):
    response = errors.too_many_requests(request_of(), minutes=15)
    assert "15 minutes" in html_of(response)
    assert response["Retry-After"] == "900"


def test_icons_are_silent_unless_labelled():
    assert 'aria-hidden="true"' in icon("phone")
    labelled = icon("phone", 'Téléphone "école"')
    assert 'role="img"' in labelled
    assert "Téléphone &quot;école&quot;" in labelled
    assert "aria-hidden" not in labelled
    assert icon("phone") is icon("phone")
    with pytest.raises(IconDoesNotExist):
        icon("no-such-icon")
