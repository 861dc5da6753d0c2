"""A school that asks, families that pay: rows for the tests of money."""

import itertools
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from preau.accounts.models import Account
from preau.boards.models import Board, School
from preau.core.actors import BoardActor, FamilyActor
from preau.core.scope import acting_as
from preau.demo.acts.papers import pdf
from preau.finances import operations
from preau.finances.documents.context import Statement as Words
from preau.finances.enums import AccountKind, EntryKind
from preau.finances.models import (
    Entry,
    Issuer,
    PayerAccount,
    PayerPupil,
    Statement,
    StatementPeriod,
)
from preau.people.models import GuardianLink, Student
from tests.factories import (
    as_owner,
    confirm,
    make_account,
    make_board,
    make_link,
    make_school,
    make_student,
)

_numbers = itertools.count(1)
OCTOBER, NOVEMBER = date(2026, 10, 31), date(2026, 11, 30)
AT = datetime(2026, 11, 3, 15, tzinfo=UTC)


def press(words: Words) -> bytes:
    """A real PDF, small and quick: what statements print is the templates' own tests."""
    return pdf(words.number, [words.payer.name, str(words.balance)])


def make_issuer(school: School, kind: str = AccountKind.DAYCARE, **fields: Any) -> Issuer:
    with as_owner():
        return Issuer.objects.create(board=school.board, school=school, kind=kind, **fields)


def make_payer(issuer: Issuer, link: GuardianLink, *students: Student) -> PayerAccount:
    number = next(_numbers)
    with as_owner():
        payer = PayerAccount.objects.create(
            board=issuer.board,
            source_id=f"payer-{number}",
            issuer=issuer,
            guardian=link.guardian,
            payer_number=f"P{number:04}",
            reference=f"REF{number:06}",
        )
        for student in students or (link.student,):
            PayerPupil.objects.create(board=issuer.board, payer=payer, student=student)
    return payer


def make_entry(
    issuer: Issuer,
    cents: int,
    on: date,
    *,
    student: Student | None = None,
    payer: PayerAccount | None = None,
    kind: str = EntryKind.CHARGE,
    label: str = "Garde du matin",
    **fields: Any,
) -> Entry:
    """An entry, posted."""
    actor = BoardActor(issuer.board_id)
    with acting_as(actor):
        entry = Entry.objects.create(
            board_id=issuer.board_id,
            source_id=f"entry-{next(_numbers)}",
            issuer=issuer,
            student=student,
            payer=payer,
            kind=kind,
            on=on,
            label=label,
            amount_cents=cents,
            **fields,
        )
        assert not operations.post_entries([entry.pk])
    return entry


def pay(payer: PayerAccount, cents: int, on: date, **fields: Any) -> Entry:
    return make_entry(
        payer.issuer,
        -cents,
        on,
        payer=payer,
        kind=EntryKind.PAYMENT,
        label="Paiement reçu",
        **fields,
    )


def open_period(issuer: Issuer, ends_on: date = OCTOBER, due_on: date = date(2026, 11, 20)) -> int:
    actor = BoardActor(issuer.board_id)
    with acting_as(actor):
        period: StatementPeriod = operations.open_period(
            actor=actor,
            issuer_id=issuer.pk,
            ends_on=ends_on,
            due_on=due_on,
            at=datetime(2026, 12, 31, tzinfo=UTC),
        )
        return period.pk


def issue(
    payer: PayerAccount, ends_on: date = OCTOBER, due_on: date = date(2026, 12, 10)
) -> Statement | None:
    """The statement of one payer for a period."""
    period_id = open_period(payer.issuer, ends_on, due_on)
    actor = BoardActor(payer.board_id)
    with acting_as(actor):
        return operations.issue_statement(
            actor=actor, period_id=period_id, payer_id=payer.pk, press=press, at=AT
        )


@dataclass
class Home:
    """Léo, his separated parents, the daycare and the school that ask each of them."""

    board: Board
    school: School
    leo: Student
    claire: Account
    jean: Account
    daycare: Issuer
    fees: Issuer
    claire_pays: PayerAccount
    jean_pays: PayerAccount

    @property
    def as_claire(self) -> FamilyActor:
        return FamilyActor(self.claire.pk)

    @property
    def as_jean(self) -> FamilyActor:
        return FamilyActor(self.jean.pk)

    @property
    def as_board(self) -> BoardActor:
        return BoardActor(self.board.pk)


def make_home() -> Home:
    board = make_board()
    school = make_school(board)
    leo = make_student(school)
    links, accounts = {}, {}
    for given in ("claire", "jean"):
        email = f"{given}@courriel.example"
        links[given] = make_link(leo, email, given=given.title())
        accounts[given] = make_account(email)
        confirm(accounts[given], leo)
    daycare = make_issuer(school)
    return Home(
        board,
        school,
        leo,
        accounts["claire"],
        accounts["jean"],
        daycare,
        make_issuer(school, AccountKind.FEES),
        make_payer(daycare, links["claire"]),
        make_payer(daycare, links["jean"]),
    )
