"""The cookie of forms: given once, checked each time, changed at each sign-in."""

import re

import pytest
from django.conf import settings
from django.test import Client

pytestmark = pytest.mark.django_db

COOKIE = settings.CSRF_COOKIE_NAME


def token_of(page: bytes) -> str:
    found = re.search(rb'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert found
    return found[1].decode()


def test_the_cookie_is_given_once_and_again_when_it_is_lost() -> None:
    browser = Client(enforce_csrf_checks=True)
    first = browser.get("/connexion/")
    assert first.cookies[COOKIE].value
    assert COOKIE not in browser.get("/connexion/").cookies
    del browser.cookies[COOKIE]
    again = browser.get("/connexion/")
    assert again.cookies[COOKIE].value != first.cookies[COOKIE].value


def test_a_form_without_the_token_of_the_cookie_is_refused() -> None:
    browser, other = Client(enforce_csrf_checks=True), Client(enforce_csrf_checks=True)
    form = {"address": "claire@courriel.example", "password": "x"}
    browser.get("/connexion/")
    foreign = token_of(other.get("/connexion/").content)
    for token in ({}, {"csrfmiddlewaretoken": foreign}):
        assert browser.post("/connexion/", form | token).status_code == 403
    own = token_of(browser.get("/connexion/").content)
    assert browser.post("/connexion/", form | {"csrfmiddlewaretoken": own}).status_code == 200


def test_a_cookie_of_another_make_is_replaced() -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.cookies[COOKIE] = "<script>"
    assert re.fullmatch("[A-Za-z0-9]{32}", browser.get("/connexion/").cookies[COOKIE].value)
