"""A payer's record: what stays of it when a child left, and what is served of a void statement."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from preau.core.scope import acting_as
from preau.demo.acts.papers import pdf
from preau.finances import operations
from preau.finances.documents.context import Statement as Words
from preau.finances.models import Slip, Statement, StatementPaper
from preau.people.models import GuardianLink, Student
from tests.attacks.test_money import page, status
from tests.factories import as_owner, confirm, make_account, make_link, make_student
from tests.finances.billed import slip_of
from tests.finances.ledger import AT, OCTOBER, Home, issue, make_entry, make_home
from tests.personas import sign_in

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 5, 15, tzinfo=UTC)


@pytest.fixture
def home() -> Home:
    return make_home()


def void(home: Home, statement: Statement) -> None:
    with acting_as(home.as_board):
        operations.void_statement(
            actor=home.as_board, statement_id=statement.pk, press=press_marked, at=AT
        )


def press_marked(words: Words) -> bytes:
    return pdf(f"{words.number} {words.mark}", [str(words.balance)])


def test_a17_a_void_statement_is_served_marked_or_not_at_all(home: Home) -> None:
    """Not by its old address, not by its rows, not while its marked copy is not made."""
    make_entry(home.daycare, 4250, OCTOBER, student=home.leo, payer=home.claire_pays)
    statement = issue(home.claire_pays)
    client = sign_in(Client(), home.claire)
    address = reverse("statement-paper", args=[statement.pk])
    first = client.get(address)
    unmarked = first.getvalue()
    with as_owner():
        Statement.objects.filter(pk=statement.pk).update(voided_at=AT)
    assert client.get(address).status_code == 404
    with acting_as(home.as_claire):
        assert not StatementPaper.objects.exists()
    told = page(home, home.claire, "statement", statement.pk)
    assert "Annulé" in told
    with as_owner():
        Statement.objects.filter(pk=statement.pk).update(voided_at=None)
    void(home, statement)
    second = client.get(address)
    marked = second.getvalue()
    assert (second.status_code, marked == unmarked) == (200, False)
    assert "etat-de-compte-1-annule.pdf" in second["Content-Disposition"]
    assert "etat-de-compte-1.pdf" in first["Content-Disposition"]
    with acting_as(home.as_claire):
        assert [paper.is_void for paper in StatementPaper.objects.all()] == [True]
    with as_owner():
        assert StatementPaper.objects.filter(statement=statement).count() == 2


def test_a_void_whose_copy_fails_is_no_void(home: Home) -> None:
    """The void and its marked copy are one act: nothing is void without the paper that says so."""
    make_entry(home.daycare, 4250, OCTOBER, student=home.leo, payer=home.claire_pays)
    statement = issue(home.claire_pays)

    def broken(words: Words) -> bytes:
        raise RuntimeError

    with acting_as(home.as_board), pytest.raises(RuntimeError):
        operations.void_statement(
            actor=home.as_board, statement_id=statement.pk, press=broken, at=AT
        )
    with as_owner():
        statement.refresh_from_db()
        assert statement.voided_at is None
        assert statement.postings.count() == StatementPaper.objects.count() == 1


def siblings(home: Home) -> tuple[Student, list[Statement]]:
    """Zoé, whom Claire pays for too, and two statements: of Zoé's, then of Léo's alone."""
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
    september = date(2026, 9, 30)
    make_entry(home.daycare, 1000, september, student=zoe, payer=home.claire_pays)
    old = issue(home.claire_pays, september)
    make_entry(home.daycare, 2000, OCTOBER, student=home.leo, payer=home.claire_pays)
    return zoe, [old, issue(home.claire_pays)]


def leaves(student: Student) -> None:
    """As an import ends a pupil and the links at one instant."""
    with as_owner():
        Student.objects.filter(pk=student.pk).update(ended_at=AT)
        GuardianLink.objects.filter(student=student).update(ended_at=AT)


def judge(home: Home, student: Student, right: str) -> None:
    link = GuardianLink.objects.get(student=student, guardian=home.claire_pays.guardian)
    link.restrictions.create(
        board=home.board, right=right, starts_on=timezone.localdate() - timedelta(days=1)
    )


def answers(home: Home, statements: list[Statement]) -> list[int]:
    return [
        status(home.claire, name, statement.pk)
        for statement in statements
        for name in ("statement", "statement-paper")
    ]


def test_a_payer_keeps_the_statements_that_name_a_child_who_left(home: Home) -> None:
    zoe, statements = siblings(home)
    with acting_as(home.as_claire):
        operations.consent_to_slips(actor=home.as_claire, payer_id=home.claire_pays.pk, at=NOW)
    with acting_as(home.as_board):
        operations.deposit_slips(actor=home.as_board, deposits=[slip_of(home.claire_pays)], at=NOW)
    leaves(zoe)
    assert answers(home, statements) == [200] * 4
    with as_owner():
        slip = Slip.objects.get()
    assert status(home.claire, "slip-paper", slip.pk) == 200
    assert "Un état plus récent" not in page(
        home, home.claire, "payer-account", home.claire_pays.pk
    )
    assert status(home.claire, "child-finances", zoe.pk) == 404


def disown(home: Home, student: Student) -> None:
    home.claire.confirmations.filter(student=student).update(disowned_at=AT)


def judge_finances(home: Home, student: Student) -> None:
    judge(home, student, "finances")


def judge_everything(home: Home, student: Student) -> None:
    judge(home, student, "everything")


def take_address_first(home: Home, student: Student) -> None:
    """The link had ended before the pupil left: no departure of the usual kind."""
    GuardianLink.objects.filter(student=student, guardian=home.claire_pays.guardian).update(
        ended_at=AT - timedelta(days=3)
    )


@pytest.mark.parametrize("lose", [disown, judge_finances, judge_everything, take_address_first])
def test_a19_a_child_who_left_by_another_door_closes_what_names_it(
    home: Home, lose: object
) -> None:
    zoe, statements = siblings(home)
    leaves(zoe)
    with as_owner():
        lose(home, zoe)  # type: ignore[operator]
    assert answers(home, statements) == [404, 404, 200, 200]
    with acting_as(home.as_claire):
        assert [row.pk for row in Statement.objects.all()] == [statements[1].pk]


@pytest.mark.parametrize("right", ["finances", "everything"])
def test_a19_a_payer_judged_of_every_child_reads_nothing(home: Home, right: str) -> None:
    zoe, statements = siblings(home)
    with as_owner():
        judge(home, zoe, right)
        judge(home, home.leo, right)
    assert answers(home, statements) == [404] * 4
    assert status(home.claire, "payer-account", home.claire_pays.pk) == 404


def test_a19_when_every_child_left_no_link_reaches_the_account(home: Home) -> None:
    zoe, statements = siblings(home)
    leaves(zoe)
    leaves(home.leo)
    assert answers(home, statements) == [404] * 4
    with acting_as(home.as_claire):
        assert not Statement.objects.exists()


def test_a19_the_other_parent_reads_nothing_of_who_left(home: Home) -> None:
    zoe, statements = siblings(home)
    link = make_link(zoe, "autre@courriel.example", given="Autre")
    account = make_account("autre@courriel.example")
    confirm(account, zoe)
    leaves(zoe)
    assert link.guardian_id != home.claire_pays.guardian_id
    for statement in statements:
        assert status(account, "statement", statement.pk) == 404
        assert status(home.jean, "statement", statement.pk) == 404
