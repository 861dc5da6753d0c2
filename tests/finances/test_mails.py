"""The mail of a new statement or slip: to its payer alone, and never what it says."""

import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date

import pytest
from django.db import connection
from pytest_django import Settings

from preau.core import jobs
from preau.core.scope import acting_as
from preau.finances import operations
from preau.finances.enums import SlipKind, SlipState
from preau.finances.models import SplitShare, Statement
from preau.notifications.models import OutboxMail
from preau.people.models import GuardianLink, Student
from tests.factories import (
    as_owner,
    confirm,
    make_account,
    make_link,
    make_student,
    make_switch,
)
from tests.finances.billed import slip_of
from tests.finances.ledger import (
    AT,
    OCTOBER,
    Home,
    issue,
    make_entry,
    make_home,
    make_payer,
    open_period,
    press,
)
from tests.notifications.servers import Mailbox, serving

CLAIRE = "claire@courriel.example"
database = pytest.mark.django_db


def charge(home: Home, cents: int = 4250, student: Student | None = None) -> None:
    child = student or home.leo
    make_entry(home.daycare, cents, date(2026, 10, 12), student=child, payer=home.claire_pays)


def told() -> list[tuple[str, str, str]]:
    """Whom the outbox writes to, in which state, and of what."""
    with as_owner():
        rows = OutboxMail.objects.order_by("created_at", "recipient")
        return [(row.recipient, row.state, row.subject) for row in rows]


@pytest.fixture
def home() -> Home:
    return make_home()


@database
def test_a_new_statement_is_told_to_its_payer_alone(home: Home) -> None:
    charge(home)
    statement = issue(home.claire_pays)
    subject = "Un nouvel état de compte du service de garde est arrivé"
    assert told() == [(CLAIRE, "queued", subject)]
    with as_owner():
        mail = OutboxMail.objects.get()
    assert mail.topic == f"statement:{statement.pk}"
    assert (mail.account_id, mail.student_ids, mail.right) == (
        home.claire.pk,
        [home.leo.pk],
        "finances",
    )
    assert mail.is_paced
    assert issue(home.claire_pays) is None
    assert len(told()) == 1


@database
def test_of_separated_parents_each_is_told_of_its_own(home: Home) -> None:
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
    made = {issue(home.claire_pays).pk, issue(home.jean_pays).pk}
    with as_owner():
        rows = OutboxMail.objects.order_by("recipient")
        assert [row.recipient for row in rows] == [CLAIRE, "jean@courriel.example"]
        assert {row.topic for row in rows} == {f"statement:{number}" for number in made}


@database
@pytest.mark.parametrize("language", ["fr-ca", "en"])
def test_a20_no_amount_number_or_name_is_in_the_mail(
    home: Home, settings: Settings, language: str
) -> None:
    settings.PREAU_URL = "https://portail.example"
    with as_owner():
        type(home.claire).objects.filter(pk=home.claire.pk).update(language=language)
    charge(home)
    issue(home.claire_pays)
    consent(home)
    deposit(home, slip_of(home.claire_pays))
    with as_owner():
        mails = list(OutboxMail.objects.all())
    assert len(mails) == 2
    for mail in mails:
        assert mail.language == language
        link = r"\S+://\S+"
        seen = re.sub(r"<style.*?</style>|<[^>]+>|&#?\w+;", " ", mail.html, flags=re.DOTALL)
        for words in (mail.subject, re.sub(link, "", mail.text), re.sub(link, "", seen)):
            assert not re.search(r"[0-9$]", words), words
            for secret in ("Léo", "Tremblay", home.claire_pays.reference, "Jean"):
                assert secret not in words


@database
def test_a_statement_that_is_void_before_its_mail_left_is_never_told(home: Home) -> None:
    charge(home)
    statement = issue(home.claire_pays)
    with as_owner():
        OutboxMail.objects.update(state="sent")
    charge(home, 100)
    with acting_as(home.as_board):
        second = operations.replace_statement(
            actor=home.as_board, statement_id=statement.pk, press=press, at=AT
        )
        operations.void_statement(actor=home.as_board, statement_id=second.pk, press=press, at=AT)
    assert [state for _, state, _ in told()] == ["sent", "cancelled"]


@database
def test_what_is_undone_tells_nobody(home: Home) -> None:
    charge(home)
    period = open_period(home.daycare)

    def broken(words: object) -> bytes:
        raise RuntimeError

    with acting_as(home.as_board), pytest.raises(RuntimeError):
        operations.issue_statement(
            actor=home.as_board,
            period_id=period,
            payer_id=home.claire_pays.pk,
            press=broken,
            at=AT,
        )
    assert told() == []


@database
def test_who_may_not_read_it_is_not_told(home: Home) -> None:
    """A payer without authority, a hidden tile, an account that is nobody's on the file."""
    link = make_link(home.leo, "rejean@courriel.example", given="Réjean", has_authority=False)
    payer = make_payer(home.daycare, link)
    confirm(make_account("rejean@courriel.example"), home.leo)
    make_entry(home.daycare, 900, OCTOBER, student=home.leo, payer=payer)
    assert issue(payer) is not None
    make_switch(home.board, "tile.finances", False, home.school)
    charge(home)
    assert issue(home.claire_pays) is not None
    assert told() == []


@database
def test_a_statement_that_names_a_child_out_of_reach_is_not_told(home: Home) -> None:
    zoe = make_student(home.school, given="Zoé")
    with as_owner():
        GuardianLink.objects.create(
            board=home.board,
            student=zoe,
            guardian=home.claire_pays.guardian,
            email=home.claire.email,
        )
        home.claire_pays.pupils.create(board=home.board, student=zoe)
    charge(home, student=zoe)
    assert issue(home.claire_pays) is not None
    assert told() == []


def consent(home: Home) -> None:
    with acting_as(home.as_claire):
        operations.consent_to_slips(actor=home.as_claire, payer_id=home.claire_pays.pk, at=AT)


def deposit(home: Home, *deposits: operations.Deposit) -> operations.Deposited:
    with acting_as(home.as_board):
        return operations.deposit_slips(actor=home.as_board, deposits=deposits, at=AT)


@database
def test_slips_of_a_deposit_are_told_once_to_who_consented(home: Home) -> None:
    consent(home)
    done = deposit(
        home,
        slip_of(home.claire_pays),
        slip_of(home.claire_pays, number="A-2", state=SlipState.AMENDED),
        slip_of(home.claire_pays, number="R-1", kind=SlipKind.RECEIPT),
        slip_of(home.jean_pays, number="A-3"),
    )
    assert (done.online, len(done.to_post)) == (3, 1)
    assert told() == [(CLAIRE, "queued", "De nouveaux relevés et reçus sont arrivés")]
    deposit(home, slip_of(home.claire_pays))
    assert len(told()) == 1
    deposit(home, slip_of(home.claire_pays, number="R-2", kind=SlipKind.RECEIPT))
    assert told()[-1][2] == "Un nouveau reçu est arrivé"


@contextmanager
def working() -> Iterator[None]:
    """The real worker, in a thread of its own."""
    stop = threading.Event()
    worker = threading.Thread(target=jobs.run_worker, args=(stop,))
    worker.start()
    try:
        yield
    finally:
        stop.set()
        worker.join(20)


def comes(condition: Callable[[], object]) -> bool:
    end = time.monotonic() + 20
    while not condition() and time.monotonic() < end:
        time.sleep(0.05)
    return bool(condition())


def states() -> list[str]:
    with as_owner():
        return list(OutboxMail.objects.order_by("recipient").values_list("state", flat=True))


@pytest.mark.usefixtures("committed")
def test_through_the_worker_a_mail_leaves_unless_its_right_died(settings: Settings) -> None:
    home = make_home()
    with as_owner():
        link = GuardianLink.objects.get(guardian=home.claire_pays.guardian)
    fees = make_payer(home.fees, link)
    charge(home)
    make_entry(home.daycare, 300, OCTOBER, student=home.leo, payer=home.jean_pays)
    make_entry(home.fees, 300, OCTOBER, student=home.leo, payer=fees)
    issue(home.claire_pays)
    issue(home.jean_pays)
    issue(fees)
    with as_owner():
        judged = GuardianLink.objects.get(guardian=home.jean_pays.guardian)
        judged.restrictions.create(board=home.board, right="finances", starts_on=AT.date())
        assert Statement.objects.count() == 3
    connection.close()
    box = Mailbox()
    with serving(box) as port:
        settings.SMTP_URL = f"smtp://127.0.0.1:{port}"
        with working():
            assert comes(lambda: "queued" not in states())
    assert states() == ["sent", "sent", "cancelled"]
    assert box.recipients == [CLAIRE, CLAIRE]
    assert {message["Subject"] for message in box.messages} == {
        "Un nouvel état de compte du service de garde est arrivé",
        "Un nouvel état de compte des frais scolaires est arrivé",
    }
