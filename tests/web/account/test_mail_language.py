"""One rule for every mail to a person: the account's choice, the browser's, the school body's."""

from collections.abc import Callable

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from preau.accounts.models import Account
from tests.accounts.mailbox import last_code, mails_to
from tests.factories import (
    PASSWORD,
    as_owner,
    make_account,
    make_board,
    make_link,
    make_school,
    make_student,
)
from tests.web.account.walk import CLAIRE, ask, choose, prove, sign_in

pytestmark = pytest.mark.django_db
SECOND = "claire@travail.example"
OTHER = "quatre chats sous la pluie"
ACCOUNT_BROWSER_BODY = [
    ("en", "fr-ca", "fr", "en"),
    ("fr-ca", "en", "en", "fr-ca"),
    ("", "en", "fr", "en"),
    ("", "fr-ca", "en", "fr-ca"),
    ("", "", "en", "en"),
    ("", "", "fr", "fr-ca"),
]
Act = Callable[[Client], None]


def change(client: Client) -> None:
    given = {"current": PASSWORD, "password": OTHER, "confirmation": OTHER}
    assert client.post(reverse("change-password"), given).status_code == 302


def add(client: Client) -> None:
    path = client.post(reverse("add-address"), {"address": SECOND})["Location"]
    assert client.post(path, {"code": last_code(SECOND)}).status_code == 302


def confirm(client: Client) -> None:
    given = {
        "body": "864000",
        "number": "1234567",
        "given_name": "Léo",
        "family_name": "Ngô",
    }
    response = client.post(reverse("confirm-child"), given)
    assert response.status_code == 302, response.content.decode()


def recover(client: Client) -> None:
    client.post(reverse("sign-out"))
    choose(client, prove(client, name="forgot"), OTHER)


def ask_anonymously(client: Client) -> None:
    client.post(reverse("sign-out"))
    ask(client)


@pytest.mark.parametrize("act", [change, add, confirm, recover, ask_anonymously])
@pytest.mark.parametrize(("account", "browser", "body", "expected"), ACCOUNT_BROWSER_BODY)
def test_every_mail_follows_one_rule(
    act: Act, account: str, browser: str, body: str, expected: str
) -> None:
    """What the browser asks for by its headers is nobody's choice: a borrowed computer's."""
    school = make_school(make_board(language=body))
    child = make_student(school, given="Léo", family="Ngô", fiche="1234567")
    make_link(child, CLAIRE)
    made: Account = make_account(CLAIRE, language=account)
    client = Client(headers={"accept-language": "en" if body == "fr" else "fr"})
    sign_in(client)
    if browser:
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = browser
    act(client)
    with as_owner():
        assert {mail.language for mail in mails_to(CLAIRE)} == {expected}
        made.refresh_from_db()
    assert made.language == account
