"""The tile « Finances »: its answer, what it asks, its cost."""

from datetime import UTC, date, datetime

import pytest

from preau.boards.tiles import TileFacts, TileSubject, ask
from preau.core.actors import BoardActor
from preau.core.scope import acting_as
from preau.finances import operations
from preau.finances.enums import EntryKind
from preau.finances.operations.settle import settle_declarations
from preau.finances.tile import TILE
from preau.people.models import GuardianLink
from tests.factories import as_owner, confirm, make_student, make_switch
from tests.finances.ledger import (
    NOVEMBER,
    OCTOBER,
    Home,
    issue,
    make_entry,
    make_home,
    make_payer,
    pay,
)

pytestmark = pytest.mark.django_db
BEFORE, AFTER = datetime(2026, 11, 10, 15, tzinfo=UTC), datetime(2026, 12, 20, 15, tzinfo=UTC)


@pytest.fixture
def home() -> Home:
    return make_home()


def bill(home: Home, cents: int = 4250) -> None:
    make_entry(home.daycare, cents, OCTOBER, student=home.leo, payer=home.claire_pays)
    issue(home.claire_pays)


def told(home: Home, at: datetime = BEFORE) -> TileFacts | None:
    with acting_as(home.as_claire):
        subject = TileSubject(home.leo.id, home.board.id, home.school.id)
        facts = ask([(TILE, [subject])], at)[TILE].get(home.leo.id)
    return facts and facts._replace(answer=facts.answer.replace("\xa0", " "))


def test_a_balance_with_its_day(home: Home) -> None:
    bill(home)
    facts = told(home)
    assert facts.answer == "42,50 $ au 31 octobre"
    (line,) = facts.todo
    assert (line.kind, line.key, line.late) == ("statement", home.claire_pays.pk, "")
    assert "42,50\xa0$, au plus tard le 10 décembre" in line.detail


def test_past_its_due_day_it_is_late(home: Home) -> None:
    bill(home)
    facts = told(home, AFTER)
    assert (facts.badge, facts.state, facts.todo[0].late) == ("En retard", "alert", "En retard")


def test_two_accounts_in_one_answer(home: Home) -> None:
    bill(home, 11800)
    with as_owner():
        link = GuardianLink.objects.get(guardian=home.claire_pays.guardian)
    fees = make_payer(home.fees, link)
    make_entry(home.fees, 4250, OCTOBER, student=home.leo, payer=fees)
    issue(fees)
    facts = told(home)
    assert facts.answer == "École 42,50 $ · Garde 118,00 $"
    assert facts.as_of == OCTOBER
    assert len(facts.todo) == 2


def test_nothing_owed_asks_for_nothing(home: Home) -> None:
    bill(home)
    pay(home.claire_pays, 4250, date(2026, 11, 20))
    issue(home.claire_pays, NOVEMBER)
    facts = told(home, AFTER)
    assert (facts.answer, facts.badge, facts.todo) == ("0,00 $ au 30 novembre", "", ())


def test_what_is_declared_takes_the_line_away_until_the_next_statement(home: Home) -> None:
    bill(home)
    with acting_as(home.as_claire):
        operations.declare_payment(
            actor=home.as_claire,
            payer_id=home.claire_pays.pk,
            said=operations.Said(date(2026, 11, 9), "B-1"),
            at=BEFORE,
        )
    facts = told(home, AFTER)
    assert (facts.answer, facts.badge, facts.todo) == (
        *("42,50 $ au 31 octobre", "Paiement déclaré", ()),
    )
    with as_owner():
        home.claire_pays.statements.update(issued_at=AFTER)
    assert len(told(home, AFTER).todo) == 1


def test_what_was_declared_and_came_back_from_the_bank_is_owed_again(home: Home) -> None:
    bill(home)
    make_switch(home.board, "rule.show_payments", True, home.school)
    with acting_as(home.as_claire):
        operations.declare_payment(
            actor=home.as_claire,
            payer_id=home.claire_pays.pk,
            said=operations.Said(date(2026, 11, 9), "B-1"),
            at=BEFORE,
        )
    pay(home.claire_pays, 4250, date(2026, 11, 9), bank_reference="B1")
    with acting_as(BoardActor(home.board.id)):
        assert settle_declarations(at=BEFORE) == 1
    assert told(home, BEFORE).badge == "Paiement reçu depuis"
    make_entry(
        home.daycare, 4250, date(2026, 11, 12), payer=home.claire_pays, kind=EntryKind.RETURNED
    )
    facts = told(home, BEFORE)
    assert (facts.badge, len(facts.todo)) == ("", 1)


@pytest.mark.parametrize("is_shown", [True, False])
def test_a_payment_received_since_counts_where_the_school_shows_it(
    home: Home, is_shown: bool
) -> None:
    bill(home)
    pay(home.claire_pays, 4250, date(2026, 11, 5))
    make_switch(home.board, "rule.show_payments", is_shown, home.school)
    facts = told(home)
    assert facts.answer == "42,50 $ au 31 octobre"
    assert bool(facts.todo) is not is_shown
    assert facts.badge == ("Paiement reçu depuis" if is_shown else "")


@pytest.mark.parametrize("is_shown", [True, False])
def test_a_payment_of_a_part_leaves_the_rest_to_pay(home: Home, is_shown: bool) -> None:
    bill(home)
    pay(home.claire_pays, 4000, date(2026, 11, 5))
    make_switch(home.board, "rule.show_payments", is_shown, home.school)
    facts = told(home)
    assert facts.answer == "42,50 $ au 31 octobre", "the balance is the statement's"
    (line,) = facts.todo
    rest = "Il reste 2,50\xa0$, au plus tard le 10 décembre"
    assert line.detail == (rest if is_shown else "42,50\xa0$, au plus tard le 10 décembre")


def test_a_void_statement_is_not_told(home: Home) -> None:
    bill(home)
    with as_owner():
        home.claire_pays.statements.update(voided_at=BEFORE)
    assert told(home).answer == "Premier état de compte à venir"


def test_who_pays_nothing_has_no_tile(home: Home) -> None:
    bill(home)
    with as_owner():
        home.claire_pays.pupils.all().delete()
    assert told(home) is None


@pytest.mark.parametrize("children", [1, 3])
def test_one_account_of_several_children_is_one_line_and_one_statement(
    home: Home, children: int, django_assert_num_queries
) -> None:
    pupils = [home.leo]
    for given in ("Zoé", "Hugo")[: children - 1]:
        pupil = make_student(home.school, given=given)
        with as_owner():
            GuardianLink.objects.create(
                board=home.board,
                student=pupil,
                guardian=home.claire_pays.guardian,
                email=home.claire.email,
            )
            home.claire_pays.pupils.create(board=home.board, student=pupil)
        confirm(home.claire, pupil)
        pupils.append(pupil)
    bill(home)
    subjects = [TileSubject(pupil.id, home.board.id, home.school.id) for pupil in pupils]
    with acting_as(home.as_claire), django_assert_num_queries(1):
        facts = ask([(TILE, subjects)], BEFORE)[TILE]
    assert len(facts) == children
    assert len({(item.kind, item.key) for one in facts.values() for item in one.todo}) == 1
