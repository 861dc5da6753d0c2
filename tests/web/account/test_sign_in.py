"""In and out."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from preau.accounts.models import Account
from preau.core.enums import Act
from preau.core.models import JournalEntry
from preau.web.account.paths import safe_path
from tests.factories import as_owner, make_account
from tests.web.account.walk import CLAIRE, choose, is_signed_in, prove, sign_in, text_of

pytestmark = pytest.mark.django_db
WRONG = "pas le bon mot de passe"


@pytest.fixture(autouse=True)
def _account() -> Account:
    return make_account(CLAIRE)


def test_signing_in_leads_home(client: Client) -> None:
    assert sign_in(client)["Location"] == reverse("home")
    assert is_signed_in(client)
    with as_owner():
        assert JournalEntry.objects.filter(act=Act.SIGNED_IN).count() == 1


def test_somebody_signed_in_is_sent_home(client: Client) -> None:
    sign_in(client)
    assert client.get(reverse("sign-in"))["Location"] == reverse("home")


def test_a_protected_page_comes_back_after_signing_in(client: Client) -> None:
    asked = client.get(reverse("add-address"))["Location"]
    assert asked.startswith(reverse("sign-in"))
    page = text_of(client.get(asked))
    assert f'name="suite" value="{reverse("add-address")}"' in page
    assert sign_in(client, suite=reverse("add-address"))["Location"] == reverse("add-address")


@pytest.mark.parametrize(
    "wanted",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example/",
        "\\\\evil.example",
        "///evil.example",
        "/compte/\r\nSet-Cookie: a=b",
        "/compte/\x00",
        "javascript:alert(1)",
        "/nulle-part/",
        "/deconnexion/",
        "compte/",
        "/" + "a" * 3000,
        "http:///evil.example",
        "/@evil.example",
        "/%2F/evil.example",
    ],
)
def test_a36_the_way_back_is_only_ever_ours(client: Client, wanted: str) -> None:
    assert safe_path(wanted) == reverse("home")
    assert sign_in(client, suite=wanted)["Location"] == reverse("home")
    again = client.get(reverse("sign-in"), {"suite": wanted})
    assert again["Location"] == reverse("home")


def test_a36_the_language_form_too(client: Client) -> None:
    sent = client.post(reverse("set-language"), {"language": "en", "next": "https://evil.example/"})
    assert sent["Location"] == reverse("home")


@pytest.mark.parametrize("address", [CLAIRE, "inconnue@exemple.ca", "' OR 1=1 --", "\\'; DROP"])
def test_a01_a_wrong_pair_is_told_in_the_same_words(client: Client, address: str) -> None:
    page = sign_in(client, address, WRONG)
    assert page.status_code == 200
    assert "ne convient pas" in text_of(page)
    assert WRONG not in text_of(page)
    assert not is_signed_in(client)


def test_a_closed_account_gets_the_same_answer_and_loses_its_sessions(client: Client) -> None:
    sign_in(client)
    Account.objects.update(is_active=False)
    assert not is_signed_in(client)
    assert "ne convient pas" in text_of(sign_in(client))


def test_failures_are_delayed_then_paused_with_what_to_do(client: Client) -> None:
    start = timezone.now()
    with time_machine.travel(start, tick=False) as clock:
        for _ in range(3):
            assert sign_in(client, CLAIRE, WRONG).status_code == 200
        page = sign_in(client)
        assert (page.status_code, page["Retry-After"]) == (429, "2")
        assert "Réessayez dans 2 secondes" in text_of(page)
        for _ in range(7):
            clock.shift(timedelta(seconds=31))
            page = sign_in(client, CLAIRE, WRONG)
        assert "Trop d’essais" in text_of(page)
        assert "Mot de passe oublié" in text_of(page)
        elsewhere = Client(REMOTE_ADDR="203.0.113.9")
        assert sign_in(elsewhere).status_code == 302


def test_a37_the_session_s_key_changes_at_each_step(client: Client) -> None:
    keys = {planted_key(client)}
    sign_in(client)
    keys.add(client.session.session_key)
    client.post(reverse("confirm-identity"), {"current": "corde-à-linge-du-voisin-42"})
    keys.add(client.session.session_key)
    other = Client()
    keys.add(planted_key(other))
    path = prove(other, name="forgot")
    keys.add(other.session.session_key)
    choose(other, path, "quatre chats sous la pluie")
    keys.add(other.session.session_key)
    assert len(keys) == 6


def planted_key(client: Client) -> str:
    """A session that a stranger could have put in this browser."""
    session = client.session
    session["planted"] = "1"
    session.save()
    return str(session.session_key)


def test_a37_a_key_known_before_signing_in_opens_nothing(client: Client) -> None:
    before = planted_key(client)
    sign_in(client)
    thief = Client()
    thief.cookies["sessionid"] = before
    assert not is_signed_in(thief)


def test_signing_out_ends_the_session_on_the_server(client: Client) -> None:
    sign_in(client)
    stolen = Client()
    stolen.cookies["sessionid"] = client.session.session_key
    client.cookies["preau_langue"] = "en"
    response = client.post(reverse("sign-out"))
    assert response["Clear-Site-Data"] == '"cache", "storage"'
    assert "no-store" in response["Cache-Control"]
    assert not is_signed_in(client)
    assert not is_signed_in(stolen)
    assert client.cookies["preau_langue"].value == "en"
    page = client.get(response["Location"])
    assert "Your session is closed" in text_of(page) or "Votre session est fermée" in text_of(page)
    with as_owner():
        assert JournalEntry.objects.filter(act=Act.SIGNED_OUT).count() == 1


def test_signing_out_is_a_post_and_works_twice(client: Client) -> None:
    sign_in(client)
    assert client.get(reverse("sign-out")).status_code == 405
    assert is_signed_in(client)
    for _ in range(2):
        assert client.post(reverse("sign-out")).status_code == 302


def test_a_session_closed_by_idleness_says_so(client: Client) -> None:
    with time_machine.travel(timezone.now(), tick=False) as clock:
        sign_in(client)
        clock.shift(timedelta(minutes=21))
        asked = client.get(reverse("account"))["Location"]
        assert "après 20 minutes sans activité" in text_of(client.get(asked))
        assert "sans activité" not in text_of(client.get(asked))


def test_a_session_lives_twelve_hours_whatever_its_use(client: Client) -> None:
    with time_machine.travel(timezone.now(), tick=False) as clock:
        sign_in(client)
        for _ in range(47):
            clock.shift(timedelta(minutes=15))
            assert is_signed_in(client)
        clock.shift(timedelta(minutes=16))
        assert not is_signed_in(client)


def test_a33_no_form_is_accepted_without_its_token() -> None:
    strict = Client(enforce_csrf_checks=True)
    for name in ("sign-in", "sign-up", "forgot", "sign-out", "set-language", "session-extend"):
        assert strict.post(reverse(name), {"address": CLAIRE}).status_code == 403, name
    for name in ("verification", "verification-resend", "choose-password"):
        assert strict.post(reverse(name, args=["A" * 43])).status_code == 403, name


def test_help_answers_and_links(client: Client) -> None:
    page = text_of(client.get(reverse("sign-in-help")))
    for name in ("sign-up", "forgot", "add-address", "help"):
        assert f'href="{reverse(name)}"' in page


def test_the_session_can_be_extended(client: Client) -> None:
    assert client.post(reverse("session-extend")).status_code == 401
    sign_in(client)
    assert client.post(reverse("session-extend")).json()["signed_in"] is True
