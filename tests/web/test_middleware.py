"""From a raw request to a declared view, and what stands when something fails."""

import subprocess
import sys

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError, connection
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import path

from preau.config.env import child_environment
from preau.core.actors import Anonymous
from preau.core.enums import Act
from preau.core.journal import record
from preau.core.models import Attempt, JournalEntry
from preau.core.read_only import WriteOnRead
from preau.web import sessions
from preau.web.declare import page
from preau.web.middleware import transaction_per_request
from preau.web.origin import client_address, network_of
from tests.factories import as_owner, make_account
from tests.personas import sign_in

pytestmark = pytest.mark.django_db


@page(audience="public")
def writes_on_get(request):
    Attempt.objects.create(kind="x", subject="y")
    return HttpResponse()


@page(audience="public", writes=True)
def fails_after_writing(request):
    Attempt.objects.create(kind="x", subject="y")
    raise RuntimeError("boom")


def undeclared(request):
    return HttpResponse("secret")


from preau.config.urls import urlpatterns as product  # noqa: E402

urlpatterns = [
    *product,
    path("t/get/", writes_on_get),
    path("t/fail/", fails_after_writing),
    path("t/undeclared/", undeclared),
]
handler500 = "preau.web.ui.errors.server_error"
HERE = pytest.mark.urls(__name__)


@HERE
def test_a33_a_get_may_not_write() -> None:
    with pytest.raises(WriteOnRead):
        Client().get("/t/get/")
    assert not Attempt.objects.exists()


@HERE
def test_a_failure_leaves_nothing_and_says_so_in_words() -> None:
    client = Client(raise_request_exception=False)
    response = client.post("/t/fail/")
    assert response.status_code == 500
    assert "boom" not in response.content.decode()
    assert not Attempt.objects.exists()


@HERE
def test_a06_a_view_that_declares_nothing_is_not_served() -> None:
    with pytest.raises(ImproperlyConfigured):
        Client().get("/t/undeclared/")


def test_a_database_that_is_down_is_a_page_not_a_traceback(monkeypatch) -> None:
    def fail(request):
        raise OperationalError("down")

    response = transaction_per_request(fail)(RequestFactory().get("/"))
    assert response.status_code == 503
    assert response["Retry-After"]


@pytest.mark.parametrize(
    ("remote", "forwarded", "trusted", "expected"),
    [
        ("203.0.113.9", "198.51.100.1", (), "203.0.113.9"),
        ("10.0.0.1", "198.51.100.1", ("10.0.0.0/8",), "198.51.100.1"),
        ("10.0.0.1", "1.2.3.4, 198.51.100.1, 10.0.0.7", ("10.0.0.0/8",), "198.51.100.1"),
        ("10.0.0.1", "'; DROP TABLE x; --", ("10.0.0.0/8",), "10.0.0.1"),
        ("10.0.0.1", "", ("10.0.0.0/8",), "10.0.0.1"),
        ("::ffff:203.0.113.9", "", (), "203.0.113.9"),
        ("", "", (), ""),
    ],
)
def test_a03_only_a_listed_proxy_says_where_a_request_comes_from(
    settings, remote, forwarded, trusted, expected
) -> None:
    settings.PREAU_TRUSTED_PROXIES = trusted
    request = RequestFactory().get("/", REMOTE_ADDR=remote, HTTP_X_FORWARDED_FOR=forwarded)
    assert client_address(request) == expected


def test_a03_a_header_with_sql_in_it_is_a_header(settings) -> None:
    settings.PREAU_TRUSTED_PROXIES = ("127.0.0.1",)
    client = sign_in(Client(), make_account("a@courriel.example"))
    client.get(
        "/enfants/999/dossier/",
        HTTP_X_FORWARDED_FOR="1'); DELETE FROM core_attempt; --",
        HTTP_USER_AGENT="'; DROP TABLE people_student; --",
    )
    with as_owner():
        assert JournalEntry.objects.get(act="access.refused").address == "127.0.0.1"


def test_limits_count_a_network_not_an_address() -> None:
    assert network_of("203.0.113.9") == network_of("203.0.113.200") == "203.0.113.0/24"
    assert network_of("2001:db8::1") == network_of("2001:db8::ffff:1")
    assert network_of("2001:db8:0:1::1") != network_of("2001:db8:0:2::1")
    assert network_of("") == "unknown"


def test_the_journal_takes_what_the_application_adds_and_gives_nothing_back() -> None:
    record(actor=Anonymous(), act=Act.SIGN_IN_REFUSED)
    with pytest.raises(Exception, match="permission denied"), connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM core_journalentry")


def age(client: Client, key: str, seconds: int) -> None:
    session = client.session
    session[key] -= seconds
    session.save()


@pytest.mark.parametrize(
    ("key", "seconds"), [(sessions.SEEN_AT, 20 * 60 + 1), (sessions.SIGNED_IN_AT, 12 * 3600 + 1)]
)
def test_a_session_past_its_limit_closes_and_says_why(key, seconds) -> None:
    client = sign_in(Client(), make_account("a@courriel.example"))
    age(client, key, seconds)
    response = client.get("/nous-joindre/", follow=True)
    assert response.redirect_chain[0][0].startswith("/connexion/?suite=")
    assert "minutes sans activité" in response.content.decode()
    assert client.get("/compte/").status_code == 302


def test_a_session_just_within_its_limit_goes_on_and_is_renewed() -> None:
    client = sign_in(Client(), make_account("a@courriel.example"))
    age(client, sessions.SEEN_AT, 20 * 60 - 5)
    assert client.get("/nous-joindre/").status_code == 200
    age(client, sessions.SEEN_AT, 20 * 60 - 5)
    assert client.get("/nous-joindre/").status_code == 200


def test_asking_whether_one_is_still_signed_in_does_not_keep_one_so() -> None:
    client = sign_in(Client(), make_account("a@courriel.example"))
    age(client, sessions.SEEN_AT, 10 * 60)
    before = client.session[sessions.SEEN_AT]
    client.get("/session/prolonger/")
    assert client.session[sessions.SEEN_AT] == before
    client.post("/session/prolonger/")
    assert client.session[sessions.SEEN_AT] > before


@pytest.mark.parametrize("path", ["/enfants/999999999999999999999/dossier/", "/enfants/0/dossier/"])
def test_an_absurd_number_is_no_page(path) -> None:
    client = sign_in(Client(), make_account("a@courriel.example"))
    assert client.get(path).status_code == 404


NASTY = ["<script>alert(1)</script>", "'\"><img src=x onerror=1>", "\u0000", "%00"]


@pytest.mark.parametrize("typed", NASTY)
@pytest.mark.parametrize(
    "address", ["/enfants/ajouter/", "/aide/", "/connexion/", "/compte/creer/"]
)
def test_a32_what_is_asked_comes_back_as_text(typed, address) -> None:
    query = {"organisme": typed, "suite": typed, "fait": typed}
    for browser in (sign_in(Client(), make_account("a@courriel.example")), Client()):
        html = browser.get(address, query).content.decode()
        assert "<script>alert" not in html
        assert "<img src=x" not in html


def test_production_asks_browsers_for_https_only() -> None:
    """Settings alone send nothing: their middleware must be there."""
    environment = child_environment(
        PREAU_MODE="production", PREAU_SECRET_KEY="k" * 60, PREAU_URL="https://preau.example"
    )
    code = (
        "import django; django.setup();"
        "from django.conf import settings;"
        "assert 'django.middleware.security.SecurityMiddleware' in settings.MIDDLEWARE;"
        "assert settings.SECURE_HSTS_SECONDS >= 31536000;"
        "assert settings.SESSION_COOKIE_NAME.startswith('__Host-');"
        "assert settings.SESSION_COOKIE_SECURE and settings.CSRF_COOKIE_SECURE;"
        "from django.urls import resolve, Resolver404;"
        "from django.test import Client, RequestFactory;"
        "import sys\n"
        "for gone in ('/demo/', '/_ui/', '/demo/personnes.json'):\n"
        "    try: resolve(gone); sys.exit(1)\n"
        "    except Resolver404: pass\n"
    )
    environment["DJANGO_SETTINGS_MODULE"] = "preau.config.settings.production"
    subprocess.run([sys.executable, "-c", code], env=environment, check=True)


@pytest.mark.parametrize("method", ["get", "put"])
def test_an_address_that_only_answers_a_button_says_so(method) -> None:
    answer = getattr(Client(), method)("/deconnexion/")
    assert (answer.status_code, answer["Allow"]) == (
        405,
        "POST" if method == "get" else "GET, HEAD, POST",
    )
    assert "Reprenez depuis l’accueil" in answer.content.decode()
