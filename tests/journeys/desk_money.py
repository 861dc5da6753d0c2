"""What a school and its daycare do to accounts, for a family made for one journey."""

import os
import subprocess
import sys
from datetime import date, timedelta

from django.utils import timezone

from preau.core.actors import BoardActor
from preau.core.clock import today
from preau.core.scope import acting_as
from preau.finances import operations
from preau.finances.enums import EntryKind
from preau.finances.models import Issuer, PayerAccount
from preau.finances.operations import print_now
from preau.people.models import GuardianLink
from tests.factories import as_owner, make_switch
from tests.finances.billed import slip_of
from tests.finances.ledger import make_entry, make_issuer, make_payer


def open_account(*, student: int, email: str, kind: str = "daycare", shows: bool = True) -> int:
    """A guardian becomes the payer of a pupil."""
    with as_owner():
        link = GuardianLink.objects.select_related("guardian", "student__school__board").get(
            student=student, email=email
        )
    school = link.student.school
    with as_owner():
        issuer = Issuer.objects.filter(school=school, kind=kind).first()
    if issuer is None:
        issuer = make_issuer(school, kind, how_to_pay="Au site de votre banque.")
        if kind == "daycare":
            make_switch(school.board, "rule.show_payments", shows, school)
    return make_payer(issuer, link, link.student).pk


def charge(
    *, payer: int, cents: int, back: int = 3, label: str = "Service de garde, 5 jours"
) -> None:
    account = _account(payer)
    with as_owner():
        student = account.pupils.select_related("student").first().student
    make_entry(account.issuer, cents, _day(back), student=student, payer=account, label=label)


def receive(*, payer: int, cents: int, back: int = 0) -> None:
    """The bank's file says it."""
    account = _account(payer)
    make_entry(
        account.issuer,
        -cents,
        _day(back),
        payer=account,
        kind=EntryKind.PAYMENT,
        label="Paiement reçu",
    )
    actor = BoardActor(account.board_id)
    with acting_as(actor):
        operations.settle_declarations(at=timezone.now())


def generate(*, payer: int, back: int = 1, due: int = 20, is_dry: bool = False) -> str:
    """Close the period that ended some days ago, by the command; what it said."""
    with as_owner():
        issuer = PayerAccount.objects.select_related("issuer__school__board").get(pk=payer).issuer
    ends_on = _day(back)
    told = subprocess.run(
        [
            *(sys.executable, "-P", "-m", "preau", "statements", "generate"),
            *("--board", issuer.school.board.code, "--school", issuer.school.source_id),
            *("--kind", issuer.kind, "--period-end", ends_on.isoformat()),
            *("--due", (ends_on + timedelta(days=due)).isoformat()),
            *(["--dry-run"] if is_dry else []),
        ],
        # As at a terminal: the command finds the database of the demonstration by itself.
        env={name: value for name, value in os.environ.items() if name != "DATABASE_URL"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert told.returncode == 0, told.stdout + told.stderr
    return told.stdout


def void_last(*, payer: int) -> None:
    account = _account(payer)
    actor = BoardActor(account.board_id)
    with acting_as(actor):
        last = account.statements.filter(voided_at=None).latest("number")
        operations.void_statement(
            actor=actor, statement_id=last.pk, press=print_now, at=timezone.now()
        )


def deposit_slip(*, payer: int, state: str = "original") -> None:
    account = _account(payer)
    actor = BoardActor(account.board_id)
    with acting_as(actor):
        operations.deposit_slips(
            actor=actor, deposits=[slip_of(account, state=state)], at=timezone.now()
        )


def _account(payer: int) -> PayerAccount:
    with as_owner():
        return PayerAccount.objects.select_related("issuer").get(pk=payer)


def _day(back: int) -> date:
    return today() - timedelta(days=back)
