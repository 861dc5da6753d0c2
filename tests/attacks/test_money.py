"""Other families' money, asked for at every address, by every lost right."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from preau.core.errors import NotVisible
from preau.core.models import JournalEntry
from preau.core.scope import acting_as
from preau.finances import operations
from preau.finances.enums import EntryKind, SlipState
from preau.finances.errors import SlipRefused
from preau.finances.models import (
    Entry,
    PaymentDeclaration,
    Posting,
    Slip,
    SlipConsent,
    SlipPaper,
    SplitShare,
    Statement,
    StatementPaper,
)
from preau.finances.queries import accounts_of_family, payments_since
from preau.people.models import Guardian, GuardianLink, Student
from tests.factories import as_owner, confirm, make_account, make_link, make_student, make_switch
from tests.finances.billed import slip_of
from tests.finances.ledger import (
    AT,
    NOVEMBER,
    OCTOBER,
    Home,
    issue,
    make_entry,
    make_home,
    make_payer,
    pay,
)
from tests.personas import sign_in

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 5, 15, tzinfo=UTC)


@pytest.fixture
def home() -> Home:
    return make_home()


def split(home: Home) -> None:
    """Léo's daycare, in halves: each parent has a statement."""
    with as_owner():
        for payer in (home.claire_pays, home.jean_pays):
            SplitShare.objects.create(
                board=home.board,
                student=home.leo,
                kind="daycare",
                guardian=payer.guardian,
                starts_on=date(2026, 8, 31),
                percent=50,
            )
    make_entry(home.daycare, 1001, OCTOBER, student=home.leo)
    issue(home.claire_pays)
    issue(home.jean_pays)


def page(home: Home, account: object, name: str, *args: int) -> str:
    response = sign_in(Client(), account).get(reverse(name, args=args))  # type: ignore[arg-type]
    assert response.status_code == 200
    return response.content.decode().replace("\xa0", " ")


def status(account: object, name: str, *args: int) -> int:
    client = sign_in(Client(), account)  # type: ignore[arg-type]
    return client.get(reverse(name, args=args)).status_code


def test_a20_a_payer_reads_its_share_and_nothing_of_the_others(home: Home) -> None:
    split(home)
    with as_owner():
        Guardian.objects.filter(pk=home.jean_pays.guardian_id).update(
            family_name="Lointain", address="9, rue Cachée", phone="450-555-9999"
        )
    with acting_as(home.as_claire):
        (account,) = accounts_of_family()
        (statement,) = account.statements
        for model in (Entry, SplitShare):
            with pytest.raises(DatabaseError), transaction.atomic():
                model.objects.exists()
        assert not Posting.objects.exists()
    told = page(home, home.claire, "statement", statement.id)
    assert "votre part, 50 %" in told
    told += page(home, home.claire, "payer-account", account.id)
    told += page(home, home.claire, "child-finances", home.leo.id)
    told += page(home, home.claire, "home")
    for secret in ("10,01", "Lointain", "rue Cachée", "555-9999", home.jean_pays.reference):
        assert secret not in told, secret
    assert {statement.balance} | _balances(home.as_jean) == {500, 501}


def _balances(actor: object) -> set[int]:
    with acting_as(actor):  # type: ignore[arg-type]
        return {row.balance for account in accounts_of_family() for row in account.statements}


def test_a09_the_other_parents_account_does_not_exist(home: Home) -> None:
    split(home)
    with as_owner():
        statement = Statement.objects.get(payer=home.jean_pays)
    payer = home.jean_pays.pk
    for name in ("payer-account", "declare-payment", "account-slips"):
        assert status(home.claire, name, payer) == 404
    for name in ("statement", "statement-paper"):
        assert status(home.claire, name, statement.pk) == 404
    with as_owner():
        refused = JournalEntry.objects.filter(act="access.refused", account_id=home.claire.pk)
        assert refused.count() == 5


def test_a12_a_declared_payment_moves_no_balance(home: Home) -> None:
    make_entry(home.daycare, 4250, OCTOBER, student=home.leo, payer=home.claire_pays)
    issue(home.claire_pays)
    with acting_as(home.as_claire):
        said = operations.Said(date(2026, 11, 4), "B-1", cents=4250)
        operations.declare_payment(
            actor=home.as_claire, payer_id=home.claire_pays.pk, said=said, at=NOW
        )
        assert accounts_of_family()[0].last.balance == 4250
    assert issue(home.claire_pays, NOVEMBER).balance_cents == 4250


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE finances_paymentdeclaration SET state = 'settled', ended_at = now()",
        "UPDATE finances_paymentdeclaration SET said_cents = 1",
        "UPDATE finances_statement SET voided_at = now()",
        "UPDATE finances_statement SET balance_cents = 0",
        "DELETE FROM finances_statement",
        'INSERT INTO finances_posting (board_id, entry_id, payer_id, kind, "on", amount_cents)'
        " VALUES (1, 1, 1, 'payment', now(), -1)",
        "INSERT INTO finances_entry (board_id, source_id, kind) VALUES (1, 'x', 'payment')",
        "UPDATE finances_payeraccount SET reference = 'mine'",
        "DELETE FROM finances_slipconsent",
    ],
)
def test_a12_a_parent_writes_no_state_of_money(home: Home, statement: str) -> None:
    make_entry(home.daycare, 4250, OCTOBER, student=home.leo, payer=home.claire_pays)
    issue(home.claire_pays)
    with acting_as(home.as_claire):
        said = operations.Said(date(2026, 11, 4), "B-1")
        operations.declare_payment(
            actor=home.as_claire, payer_id=home.claire_pays.pk, said=said, at=NOW
        )
        with (
            pytest.raises(DatabaseError),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)


def test_a12_nobody_declares_for_anothers_account_or_in_anothers_name(home: Home) -> None:
    with acting_as(home.as_claire):
        said = operations.Said(date(2026, 11, 4), "B-1")
        with pytest.raises(NotVisible):
            operations.declare_payment(
                actor=home.as_claire, payer_id=home.jean_pays.pk, said=said, at=NOW
            )
        for payer, account in (
            (home.jean_pays, home.claire),
            (home.claire_pays, home.jean),
        ):
            with pytest.raises(DatabaseError), transaction.atomic():
                PaymentDeclaration.objects.create(
                    board=home.board,
                    payer_id=payer.pk,
                    account_id=account.pk,
                    paid_on=date(2026, 11, 4),
                    bank_reference="x",
                    declared_at=NOW,
                )


def lost_link(home: Home) -> None:
    GuardianLink.objects.filter(guardian=home.claire_pays.guardian).update(ended_at=AT)


def lost_guardian(home: Home) -> None:
    Guardian.objects.filter(pk=home.claire_pays.guardian_id).update(ended_at=AT)


def lost_authority(home: Home) -> None:
    GuardianLink.objects.filter(guardian=home.claire_pays.guardian).update(has_authority=False)


def lost_address(home: Home) -> None:
    GuardianLink.objects.filter(guardian=home.claire_pays.guardian).update(email="x@ex.example")


def disowned(home: Home) -> None:
    home.claire.confirmations.update(disowned_at=AT)


def gone_pupil(home: Home) -> None:
    Student.objects.filter(pk=home.leo.pk).update(ended_at=AT)


def closed_account(home: Home) -> None:
    type(home.claire_pays).objects.filter(pk=home.claire_pays.pk).update(ended_at=AT)


def judged(home: Home, right: str = "finances") -> None:
    link = GuardianLink.objects.get(guardian=home.claire_pays.guardian)
    yesterday = timezone.localdate() - timedelta(days=1)
    link.restrictions.create(board=home.board, right=right, starts_on=yesterday)


def judged_of_everything(home: Home) -> None:
    judged(home, "everything")


@pytest.mark.parametrize(
    "lose",
    [
        lost_link,
        lost_guardian,
        lost_authority,
        lost_address,
        disowned,
        gone_pupil,
        closed_account,
        judged,
        judged_of_everything,
    ],
)
def test_a19_a_lost_right_closes_the_papers_at_once(home: Home, lose: object) -> None:
    make_entry(home.daycare, 4250, OCTOBER, student=home.leo, payer=home.claire_pays)
    statement = issue(home.claire_pays)
    with acting_as(home.as_claire):
        operations.consent_to_slips(actor=home.as_claire, payer_id=home.claire_pays.pk, at=NOW)
    with acting_as(home.as_board):
        operations.deposit_slips(actor=home.as_board, deposits=[slip_of(home.claire_pays)], at=NOW)
        slip = Slip.objects.get()
    client = sign_in(Client(), home.claire)
    addresses = [
        reverse("statement-paper", args=[statement.pk]),
        reverse("statement", args=[statement.pk]),
        reverse("slip-paper", args=[slip.pk]),
        reverse("payer-account", args=[home.claire_pays.pk]),
    ]
    assert [client.get(address).status_code for address in addresses] == [200] * 4
    with as_owner():
        lose(home)  # type: ignore[operator]
    assert [client.get(address).status_code for address in addresses] == [404] * 4
    with acting_as(home.as_claire):
        for model in (Statement, StatementPaper, Slip, SlipPaper, PaymentDeclaration, SlipConsent):
            assert not model.objects.exists(), model


def test_a19_a_paper_that_names_a_child_out_of_reach_is_out_of_reach(home: Home) -> None:
    """One payer, two children; a judgment takes one of them: what names both is closed."""
    zoe = make_student(home.school, given="Zoé")
    with as_owner():
        GuardianLink.objects.create(
            board=home.board,
            student=zoe,
            guardian=home.claire_pays.guardian,
            email=home.claire.email,
        )
        home.claire_pays.pupils.create(board=home.board, student=zoe)
    confirm(home.claire, zoe)
    make_entry(home.daycare, 1000, date(2026, 9, 30), student=home.leo, payer=home.claire_pays)
    old = issue(home.claire_pays, date(2026, 9, 30))
    make_entry(home.daycare, 2000, OCTOBER, student=zoe, payer=home.claire_pays)
    new = issue(home.claire_pays)
    assert status(home.claire, "statement", new.pk) == 200
    with as_owner():
        home.claire.confirmations.filter(student=zoe).update(disowned_at=AT)
    assert status(home.claire, "statement", new.pk) == 404
    assert status(home.claire, "statement-paper", new.pk) == 404
    assert status(home.claire, "statement", old.pk) == 200
    told = page(home, home.claire, "payer-account", home.claire_pays.pk)
    assert "Un état plus récent n’est pas affiché" in told
    assert "Zoé" not in told
    assert "30,00" not in told


def test_a17_an_object_has_no_address_of_its_own(home: Home) -> None:
    make_entry(home.daycare, 4250, OCTOBER, student=home.leo, payer=home.claire_pays)
    statement = issue(home.claire_pays)
    with as_owner():
        paper = StatementPaper.objects.get()
    assert len(paper.key) == 40
    client = sign_in(Client(), home.claire)
    for address in (f"/media/{paper.key}", f"/static/{paper.key}", f"/files/{paper.key}"):
        assert client.get(address).status_code == 404
    response = client.get(reverse("statement-paper", args=[statement.pk]))
    assert response["Content-Disposition"].startswith("attachment")
    assert response["Cache-Control"] == "no-store, private"
    assert paper.key not in str(response.headers)


@pytest.mark.parametrize(
    "address",
    [
        "/finances/etats/../1/pdf/",
        "/finances/etats/%2e%2e%2f1/pdf/",
        "/finances/etats/%252e%252e/pdf/",
        "/finances/releves/1;x/pdf/",
        "/finances/releves/-1/pdf/",
        "/finances/releves/1%00/pdf/",
    ],
)
def test_a22_an_address_of_a_paper_takes_a_number_alone(home: Home, address: str) -> None:
    assert sign_in(Client(), home.claire).get(address).status_code == 404


def test_a_payer_without_a_link_sees_nothing(home: Home) -> None:
    """A grandparent who pays: no authority, no account."""
    link = make_link(home.leo, "rejean@courriel.example", given="Réjean", has_authority=False)
    payer = make_payer(home.daycare, link)
    account = make_account("rejean@courriel.example")
    confirm(account, home.leo)
    assert status(account, "payer-account", payer.pk) == 404


def test_two_guardians_of_one_address_are_one_reader_of_two_accounts(home: Home) -> None:
    """The file gives both the address: whoever proved it reads both, and only those."""
    with as_owner():
        GuardianLink.objects.filter(guardian=home.jean_pays.guardian).update(
            email=home.claire.email
        )
    with acting_as(home.as_claire):
        assert {row.id for row in accounts_of_family()} == {
            home.claire_pays.pk,
            home.jean_pays.pk,
        }
    with acting_as(home.as_jean):
        assert accounts_of_family() == []


@pytest.mark.parametrize("is_on", [True, False])
def test_payments_since_show_where_the_school_says_so(home: Home, is_on: bool) -> None:
    make_entry(home.daycare, 4250, OCTOBER, student=home.leo, payer=home.claire_pays)
    issue(home.claire_pays)
    pay(home.claire_pays, 4250, date(2026, 11, 4))
    pay(home.jean_pays, 777, date(2026, 11, 4))
    make_entry(home.daycare, 900, date(2026, 11, 4), student=home.leo, payer=home.claire_pays)
    make_switch(home.board, "rule.show_payments", is_on, home.school)
    with acting_as(home.as_claire):
        seen = [row.cents for row in payments_since([home.claire_pays.pk, home.jean_pays.pk])]
        assert Posting.objects.exclude(kind=EntryKind.PAYMENT).count() == 0
    assert seen == ([4250] if is_on else [])


def test_a_payment_that_the_bank_took_back_is_told_with_it(home: Home) -> None:
    make_entry(home.daycare, 4250, OCTOBER, student=home.leo, payer=home.claire_pays)
    issue(home.claire_pays)
    make_switch(home.board, "rule.show_payments", True, home.school)
    pay(home.claire_pays, 4250, date(2026, 11, 4))
    assert "Payé depuis" in page(home, home.claire, "payer-account", home.claire_pays.pk)
    make_entry(
        *(home.daycare, 4250, date(2026, 11, 5)),
        payer=home.claire_pays,
        kind=EntryKind.RETURNED,
        label="Paiement retourné",
    )
    told = page(home, home.claire, "payer-account", home.claire_pays.pk)
    assert "Paiement retourné par la banque" in told
    assert "Payé depuis" not in told
    assert "État de compte à payer" in page(home, home.claire, "home")


def test_what_the_school_turns_off_has_no_account(home: Home) -> None:
    make_switch(home.board, "tile.finances", False, home.school)
    assert status(home.claire, "payer-account", home.claire_pays.pk) == 404
    assert "n’affiche pas les états de compte" in page(
        home, home.claire, "child-finances", home.leo.pk
    )


def test_a_number_that_could_be_a_nas_is_refused_in_a_name(home: Home) -> None:
    for name in ("123456789.pdf", "rl-123 456 789.pdf", "123-456-789.pdf"):
        with acting_as(home.as_board), pytest.raises(SlipRefused) as refusal:
            operations.deposit_slips(
                actor=home.as_board, deposits=[slip_of(home.claire_pays, file=name)], at=NOW
            )
        assert "neuf chiffres" in refusal.value.message
    with as_owner():
        assert not Slip.objects.exists()


def test_a_slip_of_who_did_not_consent_goes_by_post_and_is_not_kept(home: Home) -> None:
    with acting_as(home.as_board):
        done = operations.deposit_slips(
            actor=home.as_board, deposits=[slip_of(home.claire_pays)], at=NOW
        )
        assert (done.online, len(done.to_post)) == (0, 1)
        assert not SlipPaper.objects.exists()
    told = page(home, home.claire, "account-slips", home.claire_pays.pk)
    assert "envoyé par la poste" in told


def test_an_amended_and_a_cancelled_slip_are_kept_and_marked(home: Home) -> None:
    with acting_as(home.as_claire):
        operations.consent_to_slips(actor=home.as_claire, payer_id=home.claire_pays.pk, at=NOW)
    deposits = [
        slip_of(home.claire_pays, state=state)
        for state in (SlipState.ORIGINAL, SlipState.AMENDED, SlipState.CANCELLED)
    ]
    with acting_as(home.as_board):
        first = operations.deposit_slips(actor=home.as_board, deposits=deposits, at=NOW)
        again = operations.deposit_slips(actor=home.as_board, deposits=deposits, at=NOW)
    assert (first.online, again.online, again.known) == (3, 0, 3)
    told = page(home, home.claire, "account-slips", home.claire_pays.pk)
    assert told.count("Annulé") == 3
    with acting_as(home.as_claire):
        operations.withdraw_consent(actor=home.as_claire, payer_id=home.claire_pays.pk, at=NOW)
        assert SlipPaper.objects.count() == 3
    with acting_as(home.as_board):
        later = operations.deposit_slips(
            actor=home.as_board,
            deposits=[slip_of(home.claire_pays, number="B-2")],
            at=NOW,
        )
    assert len(later.to_post) == 1


def test_a_slip_that_another_took_the_place_of_says_so(home: Home) -> None:
    with acting_as(home.as_claire):
        operations.consent_to_slips(actor=home.as_claire, payer_id=home.claire_pays.pk, at=NOW)
    deposits = [
        slip_of(home.claire_pays),
        slip_of(home.claire_pays, state=SlipState.AMENDED),
        slip_of(home.claire_pays, number="B-2"),
    ]
    with acting_as(home.as_board):
        operations.deposit_slips(actor=home.as_board, deposits=deposits, at=NOW)
    told = page(home, home.claire, "account-slips", home.claire_pays.pk)
    assert (told.count("Remplacé"), told.count("Modifié"), told.count("Annulé")) == (1, 1, 0)
