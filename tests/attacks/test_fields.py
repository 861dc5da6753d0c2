"""What is typed and how it is named: neither chooses a column, a row or a statement."""

import ast
from pathlib import Path

import pytest
from django.test import Client

import preau
from preau.accounts.models import Account
from tests.accounts.asking import put_on_file
from tests.factories import as_owner, make_account
from tests.personas import sign_in
from tests.web.account.walk import CLAIRE, ask

pytestmark = pytest.mark.django_db

REQUEST = {"POST", "GET", "COOKIES", "cleaned_data", "headers", "META"}
HOSTILE = {
    "is_active": "0",
    "user_id": "1",
    "email__startswith": "a",
    "address__in": "x",
    "address[]": "a@b.ca",
    "id) OR 1=1 --": "1",
    "__class__": "1",
    "student_id": "1",
    "language') --": "en",
}
INJECTED = ["'; DROP TABLE accounts_account; --", "' OR '1'='1", "a@b.ca' UNION SELECT 1 --", "%s"]


def unpacked_requests(source: str) -> list[str]:
    """Calls that hand over a request's own field names: `f(**request.POST)` and its disguises."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            stars = [k.value for k in node.keywords if k.arg is None]
            names = {
                n.attr for star in stars for n in ast.walk(star) if isinstance(n, ast.Attribute)
            }
            found += [ast.unparse(node)] if names & REQUEST else []
    return found


def test_a04_no_call_takes_the_names_of_its_columns_from_a_request() -> None:
    assert unpacked_requests("Account.objects.filter(**request.GET.dict())")
    root = Path(preau.__file__).parent
    for path in root.rglob("*.py"):
        assert not unpacked_requests(path.read_text("utf-8")), path


@pytest.mark.parametrize(
    "path",
    [
        "/connexion/",
        "/compte/creer/",
        "/compte/mot-de-passe-oublie/",
        "/compte/mot-de-passe/",
        "/compte/confirmer/",
        "/compte/adresses/ajouter/",
        "/enfants/ajouter/",
        "/langue/",
    ],
)
def test_a04_fields_that_nobody_asked_for_are_not_read(path: str) -> None:
    account = make_account(CLAIRE)
    client = sign_in(Client(raise_request_exception=False), account)
    with as_owner():
        before = Account.objects.values().get()
    for answer in (client.post(path, HOSTILE), client.get(path, HOSTILE)):
        assert answer.status_code < 500
    with as_owner():
        assert Account.objects.values().get() == before


@pytest.mark.parametrize("text", INJECTED)
def test_a02_recovery_takes_text_as_text(text: str) -> None:
    client = Client(raise_request_exception=False)
    for path in ("/compte/mot-de-passe-oublie/", "/compte/creer/"):
        response = client.post(path, {"address": text})
        assert response.status_code == 200
        assert "adresse complète" in response.content.decode()
    assert client.get(f"/compte/verification/{text}/").status_code == 410
    put_on_file()
    page = ask(client, CLAIRE, "forgot")
    response = client.post(page, {"code": text})
    assert "Inscrivez les 6 chiffres" in response.content.decode()
    assert client.get(f"{page}mot-de-passe/").status_code == 302
