"""What others tried on portals like this one, at the doors of the account."""

import pytest
from django.test import Client
from django.urls import reverse

from preau.accounts.models import Account, AddressProof
from preau.core.models import JournalEntry
from tests.accounts.asking import put_on_file
from tests.accounts.mailbox import last_code, last_token, mails_to
from tests.factories import as_owner, make_account
from tests.web.account.walk import CLAIRE, ask, choose, is_signed_in, prove, sign_in, text_of

pytestmark = pytest.mark.django_db
INJECTIONS = (
    "' OR '1'='1",
    "claire.ngo@exemple.ca' --",
    'x"; DROP TABLE accounts_account; --',
    "claire.ngo@exemple.ca%00",
    "{{ 7*7 }}@exemple.ca",
    "<script>alert(1)</script>@exemple.ca",
    "claire.ngo@exemple.ca\r\nBcc: voleur@exemple.ca",
    "claire.ngo@exemple.ca,voleur@exemple.ca",
)


@pytest.mark.parametrize("text", INJECTIONS)
def test_a01_a02_doors_take_text_as_text(client: Client, text: str) -> None:
    make_account(CLAIRE)
    assert sign_in(client, text, text).status_code == 200
    for name in ("sign-up", "forgot"):
        page = client.post(reverse(name), {"address": text})
        assert page.status_code in (200, 302)
        assert "<script>alert" not in text_of(page)
    assert Account.objects.count() == 1
    assert mails_to("voleur@exemple.ca") == []
    assert not is_signed_in(client)


@pytest.mark.parametrize("header", ["203.0.113.9", "' OR 1=1", "<b>", "203.0.113.9, 1.2.3.4"])
def test_a03_a_forged_origin_neither_enters_the_journal_nor_escapes_the_limits(
    client: Client, header: str
) -> None:
    make_account(CLAIRE)
    for number in range(3):
        sign_in(client, CLAIRE, f"faux {number}")
    forged = Client(HTTP_X_FORWARDED_FOR=header, HTTP_USER_AGENT=header)
    assert sign_in(forged).status_code == 429
    with as_owner():
        assert set(JournalEntry.objects.values_list("address", flat=True)) == {"127.0.0.1"}


def test_a18_extra_fields_change_nothing_of_anybody(client: Client) -> None:
    other = make_account("autre@exemple.ca")
    before = other.password
    put_on_file()
    path = prove(client)
    client.post(
        path,
        {
            "password": "corde-à-linge-du-voisin-42",
            "confirmation": "corde-à-linge-du-voisin-42",
            "username": "autre@exemple.ca",
            "email": "autre@exemple.ca",
            "account": other.pk,
            "proof_id": "1",
            "is_active": "on",
        },
    )
    other.refresh_from_db()
    assert other.password == before
    assert Account.objects.exclude(pk=other.pk).get().email == CLAIRE


def test_a38_a_code_opens_no_other_proof(client: Client) -> None:
    put_on_file()
    put_on_file("paul@exemple.ca", given="Zoé")
    ask(client, "paul@exemple.ca")
    path = ask(client)
    code = last_code("paul@exemple.ca")
    if code != last_code(CLAIRE):
        assert client.post(path, {"code": code}).status_code == 200
    assert not AddressProof.objects.filter(state="proved").exists()


def test_a38_a_used_code_and_link_are_dead(client: Client) -> None:
    put_on_file()
    choose(client, prove(client))
    token, code = last_token(CLAIRE), last_code(CLAIRE)
    code_page = reverse("verification", args=[token])
    other = Client()
    assert other.get(code_page).status_code == 410
    assert other.post(code_page, {"code": code}).status_code == 410
    assert choose(other, reverse("choose-password", args=[token])).status_code == 410


def test_a38_the_session_that_proved_one_address_cannot_use_another_s_token(
    client: Client,
) -> None:
    put_on_file()
    put_on_file("paul@exemple.ca", given="Zoé")
    prove(client)
    victim = Client()
    path = prove(victim, "paul@exemple.ca")
    assert choose(client, path).status_code == 302
    assert not Account.objects.exists()


def test_a38_asking_without_end_sends_three_mails(client: Client) -> None:
    put_on_file()
    for number in range(12):
        Client(REMOTE_ADDR=f"203.0.{number}.1").post(reverse("sign-up"), {"address": CLAIRE})
    assert len(mails_to(CLAIRE)) == 3


def test_a38_nothing_secret_is_in_an_address_but_the_token(client: Client) -> None:
    put_on_file()
    path = prove(client)
    assert "@" not in path
    assert last_code(CLAIRE).replace("\u00a0", "") not in path


def test_a41_a_network_that_tries_a_list_of_passwords_is_paused(client: Client) -> None:
    make_account(CLAIRE)
    for number in range(100):
        sign_in(client, f"p{number}@exemple.ca", "volé")
    page = sign_in(client)
    assert page.status_code == 429
    assert "Trop d’essais depuis ici" in text_of(page)
