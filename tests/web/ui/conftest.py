"""Pages of the kit are rendered without a server: the browser's requests are answered here."""

import mimetypes
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.urls import Resolver404, resolve
from playwright.sync_api import Browser, Page, Route

from tests.browser import browser

__all__ = ["browser"]

ORIGIN = "http://preau.test"


class Parent:
    """Enough of an account for a frame: signed in, and known by an address."""

    is_authenticated = True
    pk = 7

    def get_username(self) -> str:
        return "claire@exemple.ca"


@pytest.fixture(autouse=True)
def kit(settings):
    settings.ROOT_URLCONF = "tests.web.ui.urls"
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


@pytest.fixture
def request_of(rf: RequestFactory) -> Callable[..., HttpRequest]:
    def make(path: str = "/", *, signed_in: bool = False, htmx: bool = False) -> HttpRequest:
        request = rf.get(path, headers={"HX-Request": "true"} if htmx else {})
        request.user = Parent() if signed_in else AnonymousUser()
        return request

    return make


@pytest.fixture
def open_page(browser: Browser, request_of) -> Iterator[Callable[..., Page]]:
    """Open a page of the gallery; `answers` maps a path to what the server would say."""
    contexts = []

    def open_(path: str, *, answers=None, clock=False, **options) -> Page:
        context = browser.new_context(**options)
        contexts.append(context)
        if clock:
            context.clock.install()
        answer = {"/session/": lambda route: route.fulfill(status=401), **(answers or {})}
        context.route("**/*", lambda route: _serve(route, answer, request_of))
        page = context.new_page()
        page.goto(ORIGIN + path)
        return page

    yield open_
    for context in contexts:
        context.close()


def _serve(route: Route, answers, request_of) -> None:
    path = urlsplit(route.request.url).path
    if path in answers:
        return answers[path](route)
    if path.startswith("/statique/"):
        file = Path(finders.find(path.removeprefix("/statique/")))
        return route.fulfill(path=file, content_type=mimetypes.guess_type(file.name)[0])
    try:
        view, args, kwargs = resolve(path)
    except Resolver404:
        return route.fulfill(status=404)
    response: HttpResponse = view(request_of(path), *args, **kwargs)
    return route.fulfill(
        status=response.status_code, body=response.content, content_type="text/html; charset=utf-8"
    )
