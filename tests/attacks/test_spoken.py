"""No language passes from one request to the next of a thread, whatever the first one ended in."""

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import product
from threading import Barrier, Thread

import pytest
from django.db import OperationalError, close_old_connections
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import path
from django.utils import translation

from preau.config.urls import urlpatterns as product_patterns
from preau.core import wording
from preau.core.wording import gettext, speaking, spoken_code
from preau.notifications.rendering import render
from preau.web import middleware
from preau.web.declare import page
from tests.factories import make_account
from tests.personas import sign_in

HERE = pytest.mark.urls(__name__)
AT = datetime(2026, 11, 25, 12, tzinfo=UTC)
WORDS = {"en": "Report card", "fr-ca": "Bulletin"}
PATHS = ("/aide/", "/nulle-part/", "/t/boom/", "/t/speaks/", "/t/mails/")


@page(audience="public")
def boom(request: HttpRequest) -> HttpResponse:
    with speaking("en" if spoken_code() != "en" else "fr-ca"):
        raise RuntimeError


@page(audience="public")
def speaks(request: HttpRequest) -> HttpResponse:
    """A paper in the other language in the middle of a page."""
    before = spoken_code()
    with speaking("en" if before != "en" else "fr-ca"):
        other = gettext("Bulletin")
    assert spoken_code() == before
    return HttpResponse(f"{gettext('Bulletin')}|{other}")


@page(audience="public")
def mails(request: HttpRequest) -> HttpResponse:
    """Two mails, each in its reader's language, before the page says its words."""
    for language in ("en", "fr-ca"):
        said = render(
            "works_published", recipient="a@example.org", language=language, at=AT,
            context={"children": ["Léo"], "student_id": 0, "is_weekly": False},
        )  # fmt: skip
        assert ("Hello" in said.text) == (language == "en")
    return HttpResponse(gettext("Bulletin"))


urlpatterns = [
    *product_patterns,
    path("t/boom/", boom),
    path("t/speaks/", speaks),
    path("t/mails/", mails),
]
handler404 = "preau.web.ui.errors.not_found"
handler500 = "preau.web.ui.errors.server_error"


@pytest.fixture(autouse=True)
def forgetting() -> Iterator[None]:
    """A word that was remembered wrong would be said wrong to everybody."""
    wording._translated.cache_clear()
    yield
    wording._translated.cache_clear()


def ask(client: Client, address: str, language: str) -> str:
    return client.get(address, headers={"Accept-Language": language}).content.decode()


@HERE
@pytest.mark.django_db
def test_a35_each_answer_is_in_the_language_of_its_own_request() -> None:
    client = Client(raise_request_exception=False)
    alone = {(place, code): ask(client, place, code) for place, code in product(PATHS, WORDS)}
    for place in PATHS:
        assert alone[place, "en"] != alone[place, "fr-ca"], place
    assert alone["/t/speaks/", "en"] == "Report card|Bulletin"
    assert alone["/t/mails/", "en"] == "Report card"
    for (first, one), (second, other) in product(alone, alone):
        ask(client, first, one)
        assert spoken_code() == translation.get_language()
        said = ask(client, second, other)
        assert ('lang="en' in said) == ('lang="en' in alone[second, other])
        if second.startswith("/t/") and second != "/t/boom/":
            assert said == alone[second, other]


@pytest.mark.django_db
def test_a35_an_account_s_language_is_not_that_of_who_comes_next() -> None:
    english = sign_in(Client(), make_account("a@courriel.example", language="en"))
    french = sign_in(Client(), make_account("b@courriel.example", language="fr-ca"))
    for client, code in ((english, "en"), (french, "fr"), (english, "en"), (Client(), "fr")):
        for place in ("/", "/nulle-part/"):
            said = client.get(place, follow=True, headers={"Accept-Language": "fr-ca"})
            assert f'lang="{code}' in said.content.decode(), (place, code)


@pytest.mark.django_db
def test_a35_a_database_that_is_down_leaves_no_language_behind() -> None:
    def fail(request: HttpRequest) -> HttpResponse:
        with speaking("en"):
            raise OperationalError

    before = spoken_code()
    answer = middleware.transaction_per_request(fail)(RequestFactory().get("/"))
    assert answer.status_code == 503
    assert spoken_code() == before == translation.get_language()


def test_a35_threads_that_speak_at_once_say_each_its_own() -> None:
    wrong: list[str] = []
    ready = Barrier(8)

    def say(code: str) -> None:
        ready.wait()
        for _ in range(300):
            with speaking(code):
                if gettext("Bulletin") != WORDS[code]:
                    wrong.append(code)
            if gettext("Bulletin") != WORDS["fr-ca"]:
                wrong.append("none")
        close_old_connections()

    threads = [Thread(target=say, args=[code]) for code in ("en", "fr-ca") * 4]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong
