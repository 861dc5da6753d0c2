"""Two that make the same statements at once: numbers without a gap, each payer once."""

import threading
from datetime import UTC, datetime

import pytest
from django.db import connections
from django.db.models import Sum

from preau.core.actors import BoardActor
from preau.core.scope import acting_as
from preau.finances import operations
from preau.finances.models import Issuer, Posting, Statement, StatementPaper
from preau.notifications.models import OutboxMail
from tests.factories import as_owner, confirm, make_account, make_link, make_student
from tests.finances.ledger import AT, OCTOBER, make_entry, make_home, make_payer, open_period, press

PAYERS = 12
AT_MOST = 60


class Maker(threading.Thread):
    """A process of the body that makes the statements of some payers, in its own order."""

    def __init__(
        self, start: threading.Barrier, actor: BoardActor, period: int, payers: list[int]
    ) -> None:
        super().__init__()
        self._gate, self._actor, self._period, self._payers = start, actor, period, payers
        self.failed: list[Exception] = []

    def run(self) -> None:
        try:
            self._gate.wait(AT_MOST)
            for payer_id in self._payers:
                with acting_as(self._actor):
                    operations.issue_statement(
                        actor=self._actor,
                        period_id=self._period,
                        payer_id=payer_id,
                        press=press,
                        at=AT,
                    )
        except Exception as error:
            self.failed.append(error)
        finally:
            connections.close_all()


@pytest.mark.usefixtures("committed")
def test_rivals_skip_no_number_and_make_each_statement_once() -> None:
    home = make_home()
    payers: dict[int, list[int]] = {home.daycare.pk: [], home.fees.pk: []}
    for rank in range(PAYERS):
        pupil = make_student(home.school, given=f"Élève {rank}", code_permanent=None)
        link = make_link(pupil, f"p{rank}@ex.example")
        if rank < 3:
            confirm(make_account(f"p{rank}@ex.example"), pupil)
        for issuer in (home.daycare, home.fees):
            payer = make_payer(issuer, link)
            make_entry(issuer, 1000 + rank, OCTOBER, payer=payer)
            payers[issuer.pk].append(payer.pk)
    due = datetime(2026, 11, 20, tzinfo=UTC).date()
    gate = threading.Barrier(5)
    makers = []
    for issuer in (home.daycare, home.fees):
        period, own = open_period(issuer, due_on=due), payers[issuer.pk]
        for order in (own, own[::-1]):
            makers.append(Maker(gate, home.as_board, period, order))
    for maker in makers:
        maker.start()
    gate.wait(AT_MOST)
    for maker in makers:
        maker.join(AT_MOST)
    assert [maker.failed for maker in makers] == [[]] * 4
    with as_owner():
        for issuer in Issuer.objects.filter(board=home.board):
            made = Statement.objects.filter(issuer=issuer).order_by("number")
            assert [one.number for one in made] == list(range(1, PAYERS + 1))
            assert issuer.last_number == PAYERS
            assert sorted(one.payer_id for one in made) == payers[issuer.pk]
            assert StatementPaper.objects.filter(statement__in=made).count() == PAYERS
            billed = Posting.objects.filter(statement__in=made)
            total = billed.aggregate(whole=Sum("amount_cents"))["whole"]
            assert total == sum(1000 + rank for rank in range(PAYERS))
        assert not Posting.objects.filter(statement=None).exists()
        topics = list(OutboxMail.objects.values_list("topic", flat=True))
        assert len(topics) == len(set(topics)) == 6
