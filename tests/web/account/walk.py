"""The walk of a parent through the pages, as a browser does it."""

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from tests.accounts.mailbox import last_code
from tests.factories import PASSWORD

CLAIRE = "claire.ngo@exemple.ca"


def ask(client: Client, address: str = CLAIRE, name: str = "sign-up") -> str:
    """Ask for a code; returns the path of its page."""
    response = client.post(reverse(name), {"address": address})
    assert response.status_code == 302, response.content.decode()
    return str(response["Location"])


def prove(client: Client, address: str = CLAIRE, name: str = "sign-up") -> str:
    """Ask, then type the code of the mail; returns the path of the password's page."""
    path = ask(client, address, name)
    response = client.post(path, {"code": last_code(address)})
    assert response.status_code == 302, response.content.decode()
    return str(response["Location"])


def choose(client: Client, path: str, password: str = PASSWORD) -> HttpResponse:
    return client.post(path, {"password": password, "confirmation": password})


def sign_in(
    client: Client, address: str = CLAIRE, password: str = PASSWORD, **more: str
) -> HttpResponse:
    return client.post(reverse("sign-in"), {"address": address, "password": password, **more})


def is_signed_in(client: Client) -> bool:
    return client.get(reverse("account")).status_code == 200


def text_of(response: HttpResponse) -> str:
    return response.content.decode().replace("\u00a0", " ").replace("&#39;", "’")
