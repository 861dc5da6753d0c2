"""Cookies are what a stranger writes: nothing in them makes the site fail or keeps a key alive."""

import pytest
from django.test import Client

from tests.factories import make_account
from tests.personas import sign_in

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "key",
    [
        '"\\000abcdefghijklmnopqrstuvwxyz012345"',
        '"\\377abcdefghijklmnopqrstuvwxyz012345"',
        "' OR 1=1 --abcdefghijklmnopqrstuvw",
        "a" * 4000,
        "é" * 32,
    ],
)
def test_a01_a_session_key_that_nobody_made_opens_nothing(key: str) -> None:
    """Python reads octal escapes in cookies: a NUL got as far as the database, which failed."""
    client = Client(raise_request_exception=False)
    headers = {"HTTP_COOKIE": f"sessionid={key}"}
    assert client.get("/connexion/", **headers).status_code == 200
    assert client.get("/compte/", **headers).status_code == 302


def test_a37_the_key_of_a_session_that_ended_opens_nothing() -> None:
    client = sign_in(Client(), make_account("claire@courriel.example"))
    kept = client.cookies["sessionid"].value
    client.post("/deconnexion/")
    thief = Client()
    thief.cookies["sessionid"] = kept
    assert thief.get("/compte/").status_code == 302


@pytest.mark.parametrize("language", ["../../etc/passwd", "xx", '"\\000"', "en'--"])
def test_a23_a_language_that_does_not_exist_is_not_looked_for(language: str) -> None:
    client = Client(raise_request_exception=False)
    response = client.get("/connexion/", HTTP_COOKIE=f"preau_langue={language}")
    assert response.status_code == 200
    assert response["Content-Language"] == "fr-CA"
