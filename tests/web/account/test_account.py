"""The account's page, its addresses, its password, its language."""

from datetime import timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from preau.accounts.models import Account
from tests.accounts.asking import put_on_file
from tests.accounts.mailbox import code_in, last_code, mails_to
from tests.factories import PASSWORD, make_account
from tests.web.account.walk import CLAIRE, is_signed_in, sign_in, text_of

pytestmark = pytest.mark.django_db
SECOND = "claire@travail.example"
OTHER = "quatre chats sous la pluie"


@pytest.fixture
def claire(client: Client) -> Account:
    account = make_account(CLAIRE)
    sign_in(client)
    return account


def add(client: Client, address: str = SECOND) -> str:
    return str(client.post(reverse("add-address"), {"address": address})["Location"])


def test_the_page_lists_the_account_s_own_addresses(client: Client, claire: Account) -> None:
    make_account("autre@exemple.ca")
    page = text_of(client.get(reverse("account")))
    assert CLAIRE in page
    assert "autre@exemple.ca" not in page


def test_an_address_is_added_by_code(client: Client, claire: Account) -> None:
    put_on_file(SECOND)
    path = add(client)
    assert "Étapes" in text_of(client.get(path))
    page = text_of(client.post(path, {"code": last_code(SECOND)}, follow=True))
    assert f"{SECOND} est à votre compte" in page
    assert EmailAddress.objects.filter(user=claire, verified=True).count() == 2
    assert client.get(path).status_code == 410


def test_an_address_of_another_account_gets_the_same_page(client: Client, claire: Account) -> None:
    make_account("prise@exemple.ca")
    taken = text_of(client.get(add(client, "prise@exemple.ca")))
    free = text_of(client.get(add(client, "libre@exemple.ca")))
    assert len(taken) == len(free)
    assert code_in(mails_to("prise@exemple.ca")[-1]) == ""


def test_the_main_address_again_is_told_at_its_field(client: Client, claire: Account) -> None:
    page = client.post(reverse("add-address"), {"address": CLAIRE})
    assert "déjà à votre compte" in text_of(page)


def test_a18_another_account_cannot_finish_the_walk(client: Client, claire: Account) -> None:
    path = add(client)
    make_account("voleur@exemple.ca")
    thief = Client()
    assert thief.get(path)["Location"].startswith(reverse("sign-in"))
    sign_in(thief, "voleur@exemple.ca")
    assert thief.post(path, {"code": last_code(SECOND)}).status_code in (302, 410)
    assert not EmailAddress.objects.filter(email=SECOND).exists()


def test_a18_an_address_is_taken_off_by_its_owner_only(client: Client, claire: Account) -> None:
    extra = EmailAddress.objects.create(user=claire, email=SECOND, verified=True)
    make_account("voleur@exemple.ca")
    thief = Client()
    sign_in(thief, "voleur@exemple.ca")
    target = reverse("remove-address", args=[extra.pk])
    assert thief.post(target).status_code == 404
    assert client.get(target).status_code == 405
    main = EmailAddress.objects.get(user=claire, primary=True)
    assert client.post(reverse("remove-address", args=[main.pk])).status_code == 404
    assert "n’est plus à votre compte" in text_of(client.post(target, follow=True))
    assert not EmailAddress.objects.filter(pk=extra.pk).exists()
    assert EmailAddress.objects.filter(pk=main.pk).exists()


def test_a40_a_borrowed_session_must_give_the_password_first(
    client: Client, claire: Account
) -> None:
    extra = EmailAddress.objects.create(user=claire, email=SECOND, verified=True)
    with time_machine.travel(timezone.now() + timedelta(minutes=11), tick=False):
        asked = client.get(reverse("add-address"))["Location"]
        assert asked.startswith(reverse("confirm-identity"))
        removal = client.post(reverse("remove-address", args=[extra.pk]))
        assert removal["Location"].startswith(reverse("confirm-identity"))
        assert EmailAddress.objects.filter(pk=extra.pk).exists()
        assert client.post(asked, {"current": "deviné"}).status_code == 200
        again = client.post(asked, {"current": PASSWORD, "suite": reverse("add-address")})
        assert again["Location"] == reverse("add-address")
        assert client.get(reverse("add-address")).status_code == 200


def test_changing_the_password_keeps_this_session_and_ends_the_others(
    client: Client, claire: Account
) -> None:
    elsewhere = Client()
    sign_in(elsewhere)
    new = {"password": OTHER, "confirmation": OTHER}
    wrong = client.post(reverse("change-password"), {"current": "deviné", **new})
    assert "pas votre mot de passe actuel" in text_of(wrong)
    assert is_signed_in(elsewhere)
    assert client.post(reverse("change-password"), {"current": PASSWORD, **new}).status_code == 302
    assert is_signed_in(client)
    assert not is_signed_in(elsewhere)
    claire.refresh_from_db()
    assert claire.check_password(OTHER)


def test_strangers_are_sent_to_the_door(client: Client) -> None:
    for name in ("account", "add-address", "change-password", "confirm-identity"):
        for answer in (client.get(reverse(name)), client.post(reverse(name))):
            assert answer.status_code in (302, 405)
            assert answer.status_code == 405 or answer["Location"].startswith(reverse("sign-in"))


def test_the_language_is_remembered_by_browser_and_account(client: Client, claire: Account) -> None:
    sent = client.post(reverse("set-language"), {"language": "en", "next": reverse("account")})
    assert sent["Location"] == reverse("account")
    cookie = client.cookies[settings.LANGUAGE_COOKIE_NAME]
    assert (cookie.value, cookie["samesite"], bool(cookie["httponly"])) == ("en", "Lax", True)
    claire.refresh_from_db()
    assert claire.language == "en"
    phone = Client()
    sign_in(phone)
    assert phone.get(reverse("account"))["Content-Language"] == "en-CA"


@pytest.mark.parametrize("code", ["", "de", "../../etc", "fr-ca\r\nX: y"])
def test_no_other_language_is_kept(client: Client, code: str) -> None:
    client.post(reverse("set-language"), {"language": code})
    assert settings.LANGUAGE_COOKIE_NAME not in client.cookies
