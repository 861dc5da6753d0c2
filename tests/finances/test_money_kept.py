"""Money is conserved in every split and batch; numbers have no gap, whatever dies and when."""

import os
import signal
import subprocess
import sys
import time
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.db.models import Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from preau.core.batches.run import run
from preau.core.models import Batch
from preau.core.scope import acting_as
from preau.finances import operations
from preau.finances.ageing import ageing
from preau.finances.documents.context import Statement as Words
from preau.finances.enums import EntryKind
from preau.finances.models import Entry, Posting, SplitShare, Statement, StatementPaper
from preau.finances.queries import payers_due
from preau.finances.shares import Part, shared
from tests.committed import owner_connection
from tests.factories import as_owner, make_link, make_student
from tests.finances.ledger import OCTOBER, Home, make_entry, make_home, make_payer, press

ANY_DAY = st.dates(date(2026, 8, 31), date(2027, 6, 23))
CENTS = st.integers(-200_000, 200_000).filter(bool)


@st.composite
def rules(draw: st.DrawFn) -> list[Part]:
    """Two to four payers, by percentage or by weeks of a cycle."""
    count = draw(st.integers(2, 4))
    start = draw(ANY_DAY)
    if draw(st.booleans()):
        cuts = sorted(draw(st.lists(st.integers(1, 9_999), min_size=count - 1,
                                    max_size=count - 1, unique=True)))  # fmt: skip
        ends = [*cuts, 10_000]
        sizes = [end - begin for begin, end in zip([0, *cuts], ends, strict=True)]
        return [Part(at, start, percent=Decimal(size) / 100) for at, size in enumerate(sizes, 1)]
    owners = [*range(count), *draw(st.lists(st.integers(0, count - 1), max_size=6))]
    return [
        Part(
            at + 1,
            start,
            cycle_weeks=len(owners),
            weeks=tuple(week for week, owner in enumerate(owners, 1) if owner == at),
        )
        for at in range(count)
    ]


@given(CENTS, rules(), ANY_DAY, st.integers(0, 60))
def test_a_split_keeps_every_cent_and_is_always_the_same(
    cents: int, parts: list[Part], on: date, days: int
) -> None:
    until = on + timedelta(days=days)
    cut = shared(cents, parts, on, until)
    assert sum(one.cents for one in cut) == cents
    assert cut == shared(cents, parts, on, until)
    assert len({one.payer_id for one in cut}) == len(cut)
    assert abs(sum(one.percent for one in cut) - 100) <= Decimal("0.02")
    for one in cut:
        assert abs(one.cents - cents * one.percent / 100) <= 1 + abs(cents) / Decimal(20_000)


@given(st.lists(st.tuples(ANY_DAY, CENTS), max_size=30))
def test_an_age_is_that_of_the_whole_balance(amounts: list[tuple[date, int]]) -> None:
    aged = ageing(amounts, on=date(2027, 6, 30))
    parts = (aged.current, aged.over_30, aged.over_60, aged.over_90)
    assert all(part >= 0 for part in parts)
    assert sum(parts) == max(0, sum(cents for _, cents in amounts))


class _Killed(Exception):
    """What a crash does to a transaction: nothing of it is left."""


@st.composite
def ledgers(draw: st.DrawFn) -> list[tuple[int, int, bool]]:
    """Entries: whose (0 is shared by both parents), how much, and whether it comes later."""
    entry = st.tuples(st.integers(0, 2), CENTS, st.booleans())
    return draw(st.lists(entry, min_size=1, max_size=12))


@pytest.mark.django_db
@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(ledgers(), st.lists(st.integers(0, 3), max_size=6))
def test_whatever_dies_no_cent_and_no_number_is_lost(
    entries: list[tuple[int, int, bool]], deaths: list[int]
) -> None:
    """Each run dies before, within or after some statements; the next goes on."""
    with transaction.atomic():
        home = make_home()
        _share(home)
        _charge(home, [entry for entry in entries if not entry[2]])
        _run_until_done(home, OCTOBER, list(deaths))
        _charge(home, [entry for entry in entries if entry[2]])
        _run_until_done(home, date(2026, 11, 30), list(deaths[::-1]))
        _require_kept(home)
        transaction.set_rollback(True)


def _share(home: Home) -> None:
    with as_owner():
        for payer, percent in ((home.claire_pays, "66.67"), (home.jean_pays, "33.33")):
            SplitShare.objects.create(
                board=home.board,
                student=home.leo,
                kind="daycare",
                guardian=payer.guardian,
                starts_on=date(2026, 8, 31),
                percent=Decimal(percent),
            )


def _charge(home: Home, entries: list[tuple[int, int, bool]]) -> None:
    payers = {1: home.claire_pays, 2: home.jean_pays}
    for whose, cents, is_late in entries:
        make_entry(
            home.daycare,
            cents,
            OCTOBER if not is_late else date(2026, 11, 15),
            student=home.leo,
            payer=payers.get(whose),
            kind=EntryKind.ADJUSTMENT,
        )


def _run_until_done(home: Home, ends_on: date, deaths: list[int]) -> None:
    at = datetime(2026, 12, 1, tzinfo=UTC)
    actor = home.as_board
    with acting_as(actor):
        period = operations.open_period(
            actor=actor,
            issuer_id=home.daycare.pk,
            ends_on=ends_on,
            due_on=date(2026, 12, 20),
            at=at,
        )
        for death in [*deaths, None]:
            for rank, due in enumerate(payers_due(home.daycare.pk, ends_on)):
                try:
                    with transaction.atomic():
                        operations.issue_statement(
                            actor=actor,
                            period_id=period.pk,
                            payer_id=due.payer_id,
                            press=_dying if death == 2 * rank else press,
                            at=at,
                        )
                        if death == 2 * rank + 1:
                            raise _Killed
                except _Killed:
                    break


def _dying(words: Words) -> bytes:
    raise _Killed


def _require_kept(home: Home) -> None:
    with acting_as(home.as_board):
        own = Statement.objects.order_by("number")
        numbers = list(own.values_list("number", flat=True))
        assert numbers == list(range(1, len(numbers) + 1))
        assert StatementPaper.objects.count() == len(numbers)
        assert not Posting.objects.filter(statement=None).exists()
        assert _sum(Posting.objects.all()) == _sum(Entry.objects.all())
        for payer in (home.claire_pays, home.jean_pays):
            last = own.filter(payer=payer).last()
            assert (last.balance_cents if last else 0) == _sum(payer.postings.all())


def _sum(rows: object) -> int:
    return rows.aggregate(whole=Sum("amount_cents"))["whole"] or 0  # type: ignore[attr-defined]


RUN = (
    "import sys, django; django.setup()\n"
    "from preau.core.actors import BoardActor\n"
    "from preau.core.batches.run import run\n"
    "run(actor=BoardActor(int(sys.argv[1])), batch_id=int(sys.argv[2]))\n"
)
PAYERS = 24


def numbers() -> list[int]:
    with owner_connection() as owner:
        return [n for (n,) in owner.execute("SELECT number FROM finances_statement ORDER BY 1")]


@pytest.mark.usefixtures("committed")
def test_a_batch_killed_twice_makes_every_statement_once() -> None:
    home = make_home()
    payers = []
    for rank in range(PAYERS):
        pupil = make_student(home.school, given=f"Élève {rank}")
        payers.append(make_payer(home.daycare, make_link(pupil, f"p{rank}@ex.example")))
        make_entry(home.daycare, 1000 + rank, OCTOBER, student=pupil)
    with acting_as(home.as_board):
        batch_id = operations.ask_statements(
            actor=home.as_board,
            issuer_id=home.daycare.pk,
            ends_on=OCTOBER,
            due_on=date(2026, 11, 20),
            at=datetime(2026, 11, 3, tzinfo=UTC),
        )
    connection.close()
    for enough in (3, 9):
        arguments = [sys.executable, "-c", RUN, str(home.board.pk), str(batch_id)]
        running = subprocess.Popen(arguments, env=dict(os.environ))
        end = time.monotonic() + 60
        while len(numbers()) < enough:
            assert time.monotonic() < end
            time.sleep(0.01)
        os.kill(running.pid, signal.SIGKILL)
        running.wait()
    assert len(numbers()) < PAYERS
    assert run(actor=home.as_board, batch_id=batch_id)
    assert numbers() == list(range(1, PAYERS + 1))
    with as_owner():
        assert StatementPaper.objects.count() == PAYERS
        billed = Posting.objects.exclude(statement=None)
        assert _sum(billed) == sum(1000 + rank for rank in range(PAYERS))
        assert not home.daycare.periods.filter(closed_at=None).exists()
    with acting_as(home.as_board):
        progress = Batch.objects.get(pk=batch_id)
    assert (progress.done, progress.total) == (PAYERS + 1, PAYERS + 1)
