"""A statement changes only when it is made: numbers, balances, void and replaced ones."""

from datetime import UTC, date, datetime

import pytest
from django.db import DatabaseError, connection, transaction

from preau.boards.models import Board
from preau.core.actors import BoardActor
from preau.core.errors import NotVisible
from preau.core.scope import acting_as
from preau.finances import operations
from preau.finances.documents.context import Ageing
from preau.finances.documents.kept import from_json, to_json
from preau.finances.enums import EntryKind
from preau.finances.errors import (
    DueTooSoon,
    NotTheLast,
    PeriodDiffers,
    PeriodNotOver,
    PeriodOutOfOrder,
)
from preau.finances.models import Posting, SplitShare, Statement, StatementPaper, Tariff
from preau.finances.queries import accounts_of_family, payers_due
from preau.people.models import Guardian
from tests.factories import as_owner, make_board
from tests.finances.ledger import (
    AT,
    NOVEMBER,
    OCTOBER,
    Home,
    issue,
    make_entry,
    make_home,
    open_period,
    pay,
    press,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def home() -> Home:
    return make_home()


def charge(home: Home, cents: int, on: date = OCTOBER, **fields: object) -> None:
    make_entry(home.daycare, cents, on, student=home.leo, payer=home.claire_pays, **fields)


def seen(home: Home) -> list[tuple[int, int]]:
    """Number and balance of what Claire sees, the newest first."""
    with acting_as(home.as_claire):
        (account,) = accounts_of_family()
        return [(row.number, row.balance) for row in account.statements if not row.is_void]


def test_a_balance_changes_with_the_next_statement_and_not_before(home: Home) -> None:
    charge(home, 4250, date(2026, 10, 12))
    issue(home.claire_pays)
    assert seen(home) == [(1, 4250)]
    pay(home.claire_pays, 4250, date(2026, 11, 5))
    charge(home, 1000, date(2026, 11, 9))
    assert seen(home) == [(1, 4250)]
    issue(home.claire_pays, NOVEMBER)
    assert seen(home) == [(2, 1000), (1, 4250)]


def test_it_holds_what_is_dated_of_its_period_or_came_late_for_an_earlier_one(home: Home) -> None:
    charge(home, 1000, date(2026, 10, 31))
    charge(home, 2000, date(2026, 11, 1))
    assert issue(home.claire_pays).balance_cents == 1000
    charge(home, 300, date(2026, 10, 15))
    assert issue(home.claire_pays, NOVEMBER).charges_cents == 2300


def test_what_it_says_is_kept_word_for_word(home: Home) -> None:
    make_entry(
        home.daycare,
        1250,
        date(2026, 10, 5),
        student=home.leo,
        payer=home.claire_pays,
        label="Sortie au musée",
        is_voluntary=True,
        quantity="2.5",
        unit="h",
    )
    statement = issue(home.claire_pays)
    with as_owner():
        kept = Statement.objects.get(pk=statement.pk).content
        home.leo.given_name = "Léon"
        home.leo.save()
    words = from_json(kept)
    assert to_json(words) == kept
    (line,) = words.entries
    assert (line.child, line.label, line.is_voluntary) == (
        *("Léo Tremblay-Ngô", "Sortie au musée", True),
    )
    assert (line.quantity.normalize(), line.unit) == (line.quantity.from_float(2.5), "h")
    assert words.ageing == Ageing(1250, 0, 0, 0)
    assert words.payer.number == home.claire_pays.payer_number
    assert words.reference == home.claire_pays.reference


def test_a_civic_number_stays_with_its_street(home: Home) -> None:
    with as_owner():
        guardian = home.claire_pays.guardian
        guardian.address = "1038B, chemin du Lac, app. 4, Longueuil (Québec) J4H 1S1"
        guardian.save()
    charge(home, 1000)
    words = from_json(issue(home.claire_pays).content)
    assert words.payer.address_lines == (
        *("1038B, chemin du Lac", "app. 4", "Longueuil (Québec) J4H 1S1"),
    )


def test_made_again_it_takes_no_number_and_no_charge_twice(home: Home) -> None:
    charge(home, 1000)
    assert issue(home.claire_pays).number == 1
    assert issue(home.claire_pays) is None
    with as_owner():
        assert Statement.objects.count() == StatementPaper.objects.count() == 1


def test_nothing_to_say_makes_no_statement(home: Home) -> None:
    assert issue(home.jean_pays) is None
    charge(home, 1000)
    assert issue(home.claire_pays).number == 1


def test_a_press_that_fails_takes_no_number(home: Home) -> None:
    charge(home, 1000)
    period = open_period(home.daycare)

    def broken(words: object) -> bytes:
        raise RuntimeError

    with acting_as(home.as_board):
        with pytest.raises(RuntimeError), transaction.atomic():
            operations.issue_statement(
                actor=home.as_board,
                period_id=period,
                payer_id=home.claire_pays.pk,
                press=broken,
                at=AT,
            )
        assert not Statement.objects.exists()
        assert not Posting.objects.exclude(statement=None).exists()
    assert issue(home.claire_pays, due_on=date(2026, 11, 20)).number == 1


def test_a_period_is_over_in_order_and_keeps_its_dates(home: Home) -> None:
    charge(home, 1000, date(2026, 9, 30))
    actor = home.as_board
    wanted = {"actor": actor, "issuer_id": home.daycare.pk, "at": AT}
    due = date(2026, 11, 20)
    with acting_as(actor):
        with pytest.raises(PeriodNotOver):
            operations.open_period(**wanted, ends_on=NOVEMBER, due_on=date(2026, 12, 20))
        with pytest.raises(DueTooSoon):
            operations.open_period(**wanted, ends_on=OCTOBER, due_on=date(2026, 10, 1))
        period = operations.open_period(**wanted, ends_on=OCTOBER, due_on=due)
        assert (period.starts_on, period.ends_on) == (date(2026, 9, 30), OCTOBER)
        assert operations.open_period(**wanted, ends_on=OCTOBER, due_on=due) == period
        with pytest.raises(PeriodDiffers):
            operations.open_period(**wanted, ends_on=OCTOBER, due_on=date(2026, 11, 21))
        with pytest.raises(PeriodOutOfOrder):
            operations.open_period(**wanted, ends_on=date(2026, 9, 30), due_on=due)


def test_a_void_one_is_kept_and_marked_and_gives_back_what_it_took(home: Home) -> None:
    charge(home, 1000)
    statement = issue(home.claire_pays)
    with acting_as(home.as_board):
        operations.void_statement(
            actor=home.as_board, statement_id=statement.pk, press=press, at=AT
        )
        assert Posting.objects.filter(statement=None).count() == 1
        assert StatementPaper.objects.filter(statement=statement).count() == 2
    with acting_as(home.as_claire):
        (account,) = accounts_of_family()
    assert [(row.number, row.is_void) for row in account.statements] == [(1, True)]
    assert account.last is None


def test_a_replaced_one_keeps_its_number_and_another_takes_its_place(home: Home) -> None:
    charge(home, 1000)
    first = issue(home.claire_pays)
    make_entry(
        home.daycare,
        -300,
        OCTOBER,
        payer=home.claire_pays,
        kind=EntryKind.ADJUSTMENT,
        label="Présence retirée",
    )
    with acting_as(home.as_board):
        second = operations.replace_statement(
            actor=home.as_board, statement_id=first.pk, press=press, at=AT
        )
    assert (second.number, second.balance_cents, second.replaces_id) == (2, 700, first.pk)
    assert second.content["mark"] == "Remplace l’état nº 1"
    assert seen(home) == [(2, 700)]


def test_one_whose_balance_is_carried_is_not_void_alone(home: Home) -> None:
    charge(home, 1000)
    first = issue(home.claire_pays)
    issue(home.claire_pays, NOVEMBER)
    with acting_as(home.as_board), pytest.raises(NotTheLast):
        operations.void_statement(actor=home.as_board, statement_id=first.pk, press=press, at=AT)


def test_a_balance_is_carried_and_ages(home: Home) -> None:
    charge(home, 1000, date(2026, 8, 15))
    charge(home, 500, date(2026, 9, 10))
    issue(home.claire_pays)
    pay(home.claire_pays, 400, date(2026, 11, 2))
    charge(home, 250, date(2026, 11, 20))
    statement = issue(home.claire_pays, NOVEMBER)
    assert (statement.opening_cents, statement.balance_cents) == (1500, 1350)
    assert from_json(statement.content).ageing == Ageing(250, 0, 500, 600)


def test_a_dry_run_tells_what_would_be_made(home: Home) -> None:
    charge(home, 1000)
    pay(home.claire_pays, 400, date(2026, 10, 20))
    with acting_as(home.as_board):
        (due,) = payers_due(home.daycare.pk, OCTOBER)
    assert (due.opening, due.charges, due.payments, due.balance) == (0, 1000, -400, 600)


def test_late_fees_are_charged_once_at_the_tariff_of_their_day(home: Home) -> None:
    charge(home, 1000)
    issue(home.claire_pays, due_on=date(2026, 11, 10))
    with as_owner():
        for starts_on, cents in ((date(2026, 7, 1), 500), (date(2026, 11, 15), 700)):
            Tariff.objects.create(
                board=home.board,
                issuer=home.daycare,
                fee="late_fee",
                starts_on=starts_on,
                amount_cents=cents,
            )
    wanted = {"actor": home.as_board, "issuer_id": home.daycare.pk}
    with acting_as(home.as_board):
        assert operations.charge_late_fees(**wanted, on=date(2026, 11, 10)) == 0
        assert operations.charge_late_fees(**wanted, on=date(2026, 11, 12)) == 1
        assert operations.charge_late_fees(**wanted, on=date(2026, 11, 20)) == 0
    assert issue(home.claire_pays, NOVEMBER).charges_cents == 500


def test_what_a_payer_paid_meanwhile_spares_the_late_fee(home: Home) -> None:
    charge(home, 1000)
    issue(home.claire_pays, due_on=date(2026, 11, 10))
    pay(home.claire_pays, 1000, date(2026, 11, 9))
    with as_owner():
        Tariff.objects.create(
            board=home.board,
            issuer=home.daycare,
            fee="late_fee",
            starts_on=date(2026, 7, 1),
            amount_cents=500,
        )
    with acting_as(home.as_board):
        assert not operations.charge_late_fees(
            actor=home.as_board, issuer_id=home.daycare.pk, on=date(2026, 11, 12)
        )


def test_a_payment_that_came_back_spares_no_late_fee(home: Home) -> None:
    charge(home, 1000)
    issue(home.claire_pays, due_on=date(2026, 11, 10))
    pay(home.claire_pays, 1000, date(2026, 11, 8))
    back = {"kind": EntryKind.RETURNED, "label": "Paiement retourné"}
    make_entry(home.daycare, 1000, date(2026, 11, 9), payer=home.claire_pays, **back)
    fee(home, "late_fee", 500)
    with acting_as(home.as_board):
        assert operations.charge_late_fees(
            actor=home.as_board, issuer_id=home.daycare.pk, on=date(2026, 11, 12)
        )


def fee(home: Home, kind: str, cents: int) -> None:
    with as_owner():
        Tariff.objects.create(
            board=home.board,
            issuer=home.daycare,
            fee=kind,
            starts_on=date(2026, 7, 1),
            amount_cents=cents,
        )


def test_the_fee_of_a_shared_payment_that_came_back_is_shared(home: Home) -> None:
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
    returned = make_entry(
        *(home.daycare, 1000, date(2026, 10, 20)), student=home.leo, kind=EntryKind.RETURNED
    )
    fee(home, "nsf_fee", 2501)
    with acting_as(home.as_board):
        assert operations.charge_nsf_fee(actor=home.as_board, entry_id=returned.pk)
    charged = [issue(payer).charges_cents for payer in (home.claire_pays, home.jean_pays)]
    assert sorted(charged) == [1250, 1251]


def test_a_returned_payment_costs_its_fee_once(home: Home) -> None:
    returned = make_entry(
        home.daycare,
        1000,
        date(2026, 10, 20),
        payer=home.claire_pays,
        kind=EntryKind.RETURNED,
        label="Paiement retourné",
    )
    with as_owner():
        Tariff.objects.create(
            board=home.board,
            issuer=home.daycare,
            fee="nsf_fee",
            starts_on=date(2026, 7, 1),
            amount_cents=2500,
        )
    with acting_as(home.as_board):
        assert operations.charge_nsf_fee(actor=home.as_board, entry_id=returned.pk)
        assert not operations.charge_nsf_fee(actor=home.as_board, entry_id=returned.pk)
    statement = issue(home.claire_pays)
    assert (statement.adjustments_cents, statement.charges_cents) == (1000, 2500)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE finances_entry SET amount_cents = 1",
        "UPDATE finances_entry SET ended_at = now()",
        "UPDATE finances_statement SET balance_cents = 0, charges_cents = 0",
        "UPDATE finances_statement SET number = 7",
        "DELETE FROM finances_statement",
        "UPDATE finances_posting SET amount_cents = 1",
        "DELETE FROM finances_statementpaper",
    ],
)
def test_the_database_keeps_what_was_told(home: Home, statement: str) -> None:

    charge(home, 1000)
    issue(home.claire_pays)
    refused = pytest.raises(DatabaseError)
    with acting_as(home.as_board), refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_another_body_makes_nothing_here(home: Home) -> None:

    charge(home, 1000)
    period = open_period(home.daycare)
    stranger = BoardActor(make_board("884000").pk)
    with acting_as(stranger), pytest.raises(NotVisible):
        operations.issue_statement(
            actor=stranger,
            period_id=period,
            payer_id=home.claire_pays.pk,
            press=press,
            at=datetime(2026, 11, 3, tzinfo=UTC),
        )


@pytest.mark.parametrize(
    ("language", "named"), [("", "Riverside"), ("fr", "Riverside"), ("en", "Riverside Board")]
)
def test_a_statement_names_the_body_in_its_reader_s_language(
    home: Home, language: str, named: str
) -> None:
    with as_owner():
        Board.objects.update(name="Riverside", name_en="Riverside Board")
        Guardian.objects.update(language=language)
    charge(home, 500)
    issue(home.claire_pays)
    with as_owner():
        assert from_json(Statement.objects.get().content).issuer.board_name == named
