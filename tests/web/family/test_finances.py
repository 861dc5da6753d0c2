"""Pages of money: the balance, its gap, statements, « J'ai payé », slips; and what they cost."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from preau.core.models import JournalEntry
from preau.core.scope import acting_as
from preau.finances import operations
from preau.finances.models import PaymentDeclaration, SlipConsent
from preau.people.models import GuardianLink
from tests.factories import PASSWORD, as_owner, make_school, make_switch
from tests.finances.ledger import (
    AT,
    OCTOBER,
    Home,
    issue,
    make_entry,
    make_home,
    make_issuer,
    make_payer,
    pay,
    press,
)
from tests.personas import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def home() -> Home:
    home = make_home()
    make_entry(home.daycare, 4250, OCTOBER, student=home.leo, payer=home.claire_pays)
    issue(home.claire_pays)
    return home


@pytest.fixture
def client(home: Home) -> Client:
    return sign_in(Client(), home.claire)


def read(client: Client, name: str, *args: int) -> str:
    response = client.get(reverse(name, args=args))
    assert response.status_code == 200
    return response.content.decode().replace("\xa0", " ")


def test_the_balance_its_day_and_why_it_does_not_move(client: Client, home: Home) -> None:
    pay(home.claire_pays, 4250, date(2026, 11, 4))
    told = read(client, "child-finances", home.leo.id)
    for text in ("42,50 $", "En date du 31 octobre 2026", "10 décembre 2026"):
        assert text in told
    assert "Ce solde ne change qu’au prochain état de compte" in told
    assert "Paiement reçu" not in told
    make_switch(home.board, "rule.show_payments", True, home.school)
    told = read(client, "child-finances", home.leo.id)
    assert "Payé depuis" in told
    assert "4 nov." in told


def test_a_payment_of_a_part_says_what_is_left(client: Client, home: Home) -> None:
    pay(home.claire_pays, 4000, date(2026, 11, 4))
    with as_owner():
        statement = home.claire_pays.statements.get()
    pages = (
        ("child-finances", home.leo.id),
        ("payer-account", home.claire_pays.pk),
        ("statement", statement.pk),
    )
    for page in pages:
        assert "il reste" not in read(client, *page)
    make_switch(home.board, "rule.show_payments", True, home.school)
    for page in pages:
        told = read(client, *page)
        assert "Avec les paiements reçus depuis, il reste 2,50 $ à payer" in told
        assert "42,50 $" in told
        assert "Payé depuis" not in told


def test_a_child_without_account_says_whom_to_ask(home: Home) -> None:
    with as_owner():
        home.jean_pays.pupils.all().delete()
    told = read(sign_in(Client(), home.jean), "child-finances", home.leo.id)
    assert "Aucun compte à votre nom" in told
    assert reverse("contact-us") in told


def test_a_statement_reads_as_its_paper(client: Client, home: Home) -> None:
    with as_owner():
        statement = home.claire_pays.statements.get()
    told = read(client, "statement", statement.pk)
    for text in ("État de compte nº 1", "Garde du matin", "Léo Tremblay-Ngô", "42,50 $"):
        assert text in told
    assert home.claire_pays.reference in told
    response = client.get(reverse("statement-paper", args=[statement.pk]))
    assert response["Content-Type"] == "application/pdf"
    assert b"".join(response.streaming_content).startswith(b"%PDF")
    with as_owner():
        assert JournalEntry.objects.filter(act="finances.statement_opened").count() == 1


def test_a_replaced_statement_says_so_and_its_pdf_too(client: Client, home: Home) -> None:
    with as_owner():
        old = home.claire_pays.statements.get()
    with acting_as(home.as_board):
        new = operations.replace_statement(
            actor=home.as_board, statement_id=old.pk, press=press, at=AT
        )
    assert "L’état nº 2 remplace celui-ci" in read(client, "statement", old.pk)
    assert "Remplace l’état nº 1" in read(client, "statement", new.pk)
    assert "Remplacé par le nº 2" in read(client, "payer-account", home.claire_pays.pk)
    papers = [
        b"".join(client.get(reverse("statement-paper", args=[one.pk])).streaming_content)
        for one in (old, new)
    ]
    assert papers[0] != papers[1]


def send(client: Client, home: Home, **values: str) -> object:
    address = reverse("declare-payment", args=[home.claire_pays.pk])
    typed = {"paid_on": timezone.localdate().isoformat(), "bank_reference": "B 1", **values}
    return client.post(address, {**typed, "proof_password": PASSWORD})


def test_a_payment_is_declared_shown_and_taken_back(client: Client, home: Home) -> None:
    assert send(client, home, cents="42,50").status_code == 302
    told = read(client, "payer-account", home.claire_pays.pk)
    assert "Déclaré, à vérifier" in told
    assert '<b class="figures">42,50 $</b>' in told
    with as_owner():
        declared = PaymentDeclaration.objects.get()
    assert declared.said_cents == 4250
    address = reverse("retract-payment", args=[home.claire_pays.pk, declared.pk])
    assert "Retirer ce paiement déclaré" in client.get(address).content.decode()
    assert client.post(address).status_code == 302
    with as_owner():
        declared.refresh_from_db()
        acts = list(
            JournalEntry.objects.filter(act__startswith="finances.payment").values_list(
                "act", flat=True
            )
        )
    assert declared.state == "withdrawn"
    assert acts == ["finances.payment_declared", "finances.payment_retracted"]
    assert client.post(address).status_code == 404


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"bank_reference": ""}, "Inscrivez le numéro de confirmation."),
        ({"paid_on": "2999-01-01"}, "Cette date est à venir."),
        ({"paid_on": "2001-01-01"}, "appelez l’école"),
        ({"cents": "beaucoup"}, "Inscrivez un montant comme 42,50."),
    ],
)
def test_a_refused_form_keeps_what_was_typed(
    client: Client, home: Home, values: dict[str, str], said: str
) -> None:
    response = send(client, home, **{"cents": "12,00", **values})
    told = response.content.decode().replace("\xa0", " ")
    assert response.status_code == 200
    assert said in told
    for value in {"cents": "12,00", "bank_reference": "B 1", **values}.values():
        assert f'value="{value}"' in told
    with as_owner():
        assert not PaymentDeclaration.objects.exists()


def test_the_same_payment_is_declared_once_and_a_day_has_its_limit(
    client: Client, home: Home, settings
) -> None:
    assert send(client, home).status_code == 302
    assert "déjà déclaré" in send(client, home, bank_reference="b-1").content.decode()
    settings.PREAU_LIMITS = replace(settings.PREAU_LIMITS, payment_declarations_per_day=1)
    assert "Attendez à demain" in send(client, home, bank_reference="B2").content.decode()


@pytest.mark.parametrize("name", ["declare-payment", "account-slips"])
def test_an_old_proof_is_asked_again(client: Client, home: Home, name: str) -> None:
    session = client.session
    session["identity_proved_at"] = int((timezone.now() - timedelta(hours=1)).timestamp())
    session.save()
    response = client.post(reverse(name, args=[home.claire_pays.pk]), {"bank_reference": "B 1"})
    assert response.status_code == 200
    assert "proof_password" in response.content.decode()
    with as_owner():
        assert not PaymentDeclaration.objects.exists()
        assert not SlipConsent.objects.exists()


def test_consent_is_given_and_taken_back_in_one_press_each(client: Client, home: Home) -> None:
    address = reverse("account-slips", args=[home.claire_pays.pk])
    assert "J’y consens" in client.get(address).content.decode()
    assert client.post(address, {"proof_password": PASSWORD}).status_code == 302
    assert "Retirer mon consentement" in client.get(address).content.decode()
    assert client.post(address).status_code == 302
    with as_owner():
        (consent,) = SlipConsent.objects.all()
        assert consent.version == "1"
        assert consent.withdrawn_at is not None
    assert "viennent par la poste" in client.get(address).content.decode()


@pytest.mark.parametrize("accounts", [1, 3])
def test_a_page_costs_the_same_for_one_account_and_for_three(
    client: Client, home: Home, accounts: int, statements
) -> None:
    with as_owner():
        link = GuardianLink.objects.get(guardian=home.claire_pays.guardian)
    issuers = [home.fees, make_issuer(make_school(home.board, "École de la Brise"))]
    for issuer in issuers[: accounts - 1]:
        payer = make_payer(issuer, link)
        make_entry(issuer, 1000, OCTOBER, student=home.leo, payer=payer)
        issue(payer)
    address = reverse("child-finances", args=[home.leo.id])
    assert client.get(address).content.decode().count("En date du 31 octobre") == accounts
    assert len(statements(lambda: client.get(address))) == 10
