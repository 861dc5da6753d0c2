"""Statements whose making is killed anywhere: numbers without a gap, money kept to the cent."""

from datetime import date

import pytest
from django.db.models import Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from preau.core.actors import BoardActor
from preau.core.scope import acting_as
from preau.finances import operations
from preau.finances.documents.context import Statement as Words
from preau.finances.models import Issuer, PayerAccount, Posting, Statement, StatementPaper
from tests.factories import as_owner, make_board, make_link, make_school, make_student
from tests.finances.ledger import AT, make_entry, make_issuer, make_payer, open_period, press

pytestmark = pytest.mark.django_db
Crash = tuple[int, str]


class _Killed(BaseException):
    """What no handler of errors catches: the process is gone, and its transaction with it."""


def payers_of(issuer: Issuer, amounts: list[list[int]]) -> list[PayerAccount]:
    payers = []
    for number, row in enumerate(amounts):
        student = make_student(issuer.school, code_permanent=None)
        payer = make_payer(issuer, make_link(student, f"payeur.{number}@courriel.example"))
        for cents in row:
            make_entry(issuer, cents, date(2026, 10, 5), payer=payer, kind="adjustment")
        payers.append(payer)
    return payers


def make_all(issuer: Issuer, payers: list[PayerAccount], crash: Crash | None = None) -> None:
    """A run: a transaction a payer, as the batch does; killed at the one and moment of `crash`."""
    actor, period_id = BoardActor(issuer.board_id), open_period(issuer)

    for place, payer in enumerate(payers):
        moment = crash[1] if crash and crash[0] == place else ""

        def pressed(words: Words, moment: str = moment) -> bytes:
            if moment == "at the press":
                raise _Killed
            return press(words)

        with acting_as(actor):
            operations.issue_statement(
                actor=actor, period_id=period_id, payer_id=payer.pk, press=pressed, at=AT
            )
            if moment == "before the commit":
                raise _Killed
        if moment == "after the commit":
            raise _Killed


@settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    amounts=st.lists(
        st.lists(st.integers(-9_999, 99_999).filter(bool), min_size=1, max_size=3),
        min_size=1,
        max_size=5,
    ),
    crashes=st.lists(
        st.tuples(
            st.integers(0, 4),
            st.sampled_from(["at the press", "before the commit", "after the commit"]),
        ),
        max_size=4,
    ),
)
def test_killed_anywhere_and_begun_again_nothing_is_skipped_doubled_or_lost(
    db: None, amounts: list[list[int]], crashes: list[Crash]
) -> None:
    issuer = make_issuer(make_school(make_board()))
    payers = payers_of(issuer, amounts)
    for crash in crashes:
        try:
            make_all(issuer, payers, crash)
        except _Killed:
            continue
    make_all(issuer, payers)
    with as_owner():
        made = Statement.objects.filter(issuer=issuer).order_by("number")
        assert [one.number for one in made] == list(range(1, len(payers) + 1))
        assert {one.payer_id: one.balance_cents for one in made} == {
            payer.pk: sum(row) for payer, row in zip(payers, amounts, strict=True)
        }
        own = Posting.objects.filter(payer__issuer=issuer)
        assert not own.filter(statement=None).exists()
        assert own.aggregate(sum=Sum("amount_cents"))["sum"] == sum(map(sum, amounts))
        assert StatementPaper.objects.filter(statement__in=made).count() == len(payers)
