"""Who reads an account: its payer, while the file names that payer, and nobody else."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.db.utils import DatabaseError
from django.test import Client
from django.utils import timezone

from preau.core.actors import BoardActor, FamilyActor
from preau.core.models import JournalEntry
from preau.core.scope import acting_as
from preau.finances.models import (
    Entry,
    Issuer,
    PayerAccount,
    PayerPupil,
    Posting,
    SplitShare,
    Statement,
    StatementPaper,
    StatementPeriod,
)
from preau.people.models import Guardian, GuardianLink
from tests.factories import as_owner, confirm, make_board, make_link, make_student, make_switch
from tests.finances.ledger import Home, issue, make_entry, make_home, pay
from tests.personas import sign_in

pytestmark = pytest.mark.django_db

# The file itself (entries, shares, periods) is not even granted to families.
READ = (Issuer, PayerAccount, PayerPupil, Posting, Statement, StatementPaper)
OF_THE_FILE = (Entry, SplitShare, StatementPeriod)


@pytest.fixture
def home() -> Home:
    """118,00 $ of daycare: Claire pays 60 %, Jean 40 %; each has a statement."""
    home = make_home()
    with as_owner():
        for payer, part in ((home.claire_pays, "60"), (home.jean_pays, "40")):
            SplitShare.objects.create(
                board=home.board,
                student=home.leo,
                kind=home.daycare.kind,
                guardian_id=payer.guardian_id,
                starts_on=date(2026, 9, 1),
                percent=Decimal(part),
            )
    make_entry(home.daycare, 11_800, date(2026, 10, 5), student=home.leo)
    for payer in (home.claire_pays, home.jean_pays):
        issue(payer)
    return home


def statement_of(payer: PayerAccount) -> Statement:
    with as_owner():
        return Statement.objects.get(payer=payer)


def pages_of(home: Home, payer: PayerAccount) -> dict[str, str]:
    number = statement_of(payer).id
    return {
        "child": f"/enfants/{home.leo.id}/finances/",
        "account": f"/finances/comptes/{payer.id}/",
        "statement": f"/finances/etats/{number}/",
        "paper": f"/finances/etats/{number}/pdf/",
        "declare": f"/finances/comptes/{payer.id}/paiement/",
        "slips": f"/finances/comptes/{payer.id}/releves/",
    }


def rows_of(actor: FamilyActor) -> dict[str, int]:
    with acting_as(actor):
        return {model.__name__: model.objects.count() for model in READ}


def read(client: Client, path: str, status: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == status, path
    body = response.getvalue() if response.streaming else response.content
    return body.decode("utf-8", "replace").replace("\xa0", " ")


def test_a_payer_reads_its_own_and_nothing_of_the_file(home: Home) -> None:
    once = dict.fromkeys(("PayerAccount", "PayerPupil", "Statement", "StatementPaper"), 1)
    assert rows_of(home.as_claire) == {**once, "Issuer": 1, "Posting": 0}
    for model in OF_THE_FILE:
        with pytest.raises(DatabaseError), acting_as(home.as_claire):
            model.objects.count()
    with acting_as(home.as_claire):
        assert Statement.objects.get().payer_id == home.claire_pays.pk


def test_a09_the_other_payers_pages_do_not_exist(home: Home) -> None:
    client = sign_in(Client(), home.claire)
    own, other = pages_of(home, home.claire_pays), pages_of(home, home.jean_pays)
    assert "70,80 $" in read(client, own["statement"])
    for name in own.keys() - {"child"}:
        read(client, own[name])
        assert "47,20" not in read(client, other[name], 404)
    with as_owner():
        assert JournalEntry.objects.filter(act="access.refused").exists()


def test_a20_nothing_of_the_other_payer_is_on_any_page(home: Home) -> None:
    client = sign_in(Client(), home.claire)
    paths = {**pages_of(home, home.claire_pays), "home": "/"}
    for name in paths.keys() - {"paper"}:
        page = read(client, paths[name])
        for secret in ("47,20", "118,00", "Jean", "40 %", home.jean_pays.reference):
            assert secret not in page, (name, secret)


def end_link(home: Home) -> None:
    links = GuardianLink.objects.filter(guardian_id=home.claire_pays.guardian_id)
    links.update(ended_at=timezone.now())


def end_guardian(home: Home) -> None:
    guardians = Guardian.objects.filter(id=home.claire_pays.guardian_id)
    guardians.update(ended_at=timezone.now())


def end_account(home: Home) -> None:
    PayerAccount.objects.filter(id=home.claire_pays.id).update(ended_at=timezone.now())


def take_finances(home: Home) -> None:
    link = GuardianLink.objects.get(guardian_id=home.claire_pays.guardian_id)
    starts_on = timezone.localdate() - timedelta(days=1)
    link.restrictions.create(board=home.board, right="finances", starts_on=starts_on)


@pytest.mark.parametrize("lose", [end_link, end_guardian, end_account, take_finances])
def test_a19_what_is_lost_closes_an_open_session_at_once(
    home: Home, lose: Callable[[Home], None]
) -> None:
    client, pages = sign_in(Client(), home.claire), pages_of(home, home.claire_pays)
    assert "70,80 $" in read(client, pages["statement"])
    with as_owner():
        lose(home)
    assert set(rows_of(home.as_claire).values()) == {0}
    for name in pages.keys() - {"child"}:
        assert "70,80" not in read(client, pages[name], 404)
    assert "70,80" not in client.get("/").content.decode()
    other = sign_in(Client(), home.jean)
    assert "47,20 $" in read(other, pages_of(home, home.jean_pays)["statement"])


def test_a17_a_guessed_number_opens_nothing(home: Home) -> None:
    client, own = sign_in(Client(), home.claire), statement_of(home.claire_pays).id
    for number in (own + 1000, 2**63, 0):
        for end in ("", "pdf/"):
            read(client, f"/finances/etats/{number}/{end}", 404)


def test_a17_what_a_school_hides_is_hidden_by_its_address_too(home: Home) -> None:
    client, pages = sign_in(Client(), home.claire), pages_of(home, home.claire_pays)
    make_switch(home.board, "tile.finances", False, home.school)
    for name in pages.keys() - {"child"}:
        assert "70,80" not in read(client, pages[name], 404)
    assert "70,80" not in client.get(pages["child"]).content.decode()


def test_a_statement_that_names_a_child_not_confirmed_waits(home: Home) -> None:
    """Whoever sees the first child may not learn of another through a statement."""
    client, zoe = sign_in(Client(), home.claire), make_student(home.school, given="Zoé")
    pages = pages_of(home, home.claire_pays)
    with as_owner():
        own = Statement.objects.filter(payer=home.claire_pays)
        own.update(student_ids=[home.leo.id, zoe.id])
    for name in ("statement", "paper"):
        read(client, pages[name], 404)
    make_link(zoe, home.claire.email)
    confirm(home.claire, zoe)
    read(client, pages["statement"])


@pytest.mark.parametrize(
    "written",
    [
        "UPDATE finances_statement SET balance_cents = 0, opening_cents = -charges_cents",
        "UPDATE finances_statement SET voided_at = now()",
        "DELETE FROM finances_statement",
        "UPDATE finances_posting SET statement_id = NULL",
        "UPDATE finances_issuer SET last_number = 0",
        "UPDATE finances_payeraccount SET guardian_id = guardian_id",
        'INSERT INTO finances_entry (board_id, issuer_id, source_id, kind, "on", label,'
        " amount_cents) SELECT 1, 1, 'x', 'payment', now(), 'Payé', -7080",
    ],
)
def test_a12_a_parent_changes_no_amount(home: Home, written: str) -> None:
    with pytest.raises(DatabaseError), acting_as(home.as_claire):
        connection.cursor().execute(written)


@pytest.mark.parametrize("name", ["child", "account", "statement", "paper"])
def test_a12_no_page_of_an_account_takes_a_payment(home: Home, name: str) -> None:
    client = sign_in(Client(), home.claire)
    path = pages_of(home, home.claire_pays)[name]
    assert client.post(path, {"montant": "0", "solde": "0"}).status_code == 405
    assert statement_of(home.claire_pays).balance_cents == 7_080


def test_payments_since_are_read_only_where_the_school_shows_them(home: Home) -> None:
    client, on = sign_in(Client(), home.claire), date(2026, 11, 12)
    path = pages_of(home, home.claire_pays)["account"]
    pay(home.claire_pays, 6_080, on)
    pay(home.jean_pays, 3_720, on)
    make_entry(home.daycare, 900, on, payer=home.claire_pays)
    assert "60,80" not in read(client, path)
    assert rows_of(home.as_claire)["Posting"] == 0
    make_switch(home.board, "rule.show_payments", True, home.school)
    page = read(client, path)
    assert re.search(r"60,80 \$", page)
    assert "37,20" not in page
    assert rows_of(home.as_claire)["Posting"] == 1


def test_a_body_reads_nothing_of_another(home: Home) -> None:
    with acting_as(BoardActor(make_board("884000").id)):
        assert not any(model.objects.exists() for model in (*READ, *OF_THE_FILE))
