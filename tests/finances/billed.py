"""What the table of pages needs of money: one payer's statement, declaration and slip."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from preau.accounts.models import Account
from preau.core.actors import BoardActor, FamilyActor
from preau.core.scope import acting_as
from preau.demo.acts.papers import pdf
from preau.finances import operations
from preau.finances.enums import SlipKind
from preau.finances.models import PayerAccount, Slip, Statement
from preau.people.models import GuardianLink, Student
from tests.factories import as_owner
from tests.finances.ledger import issue, make_entry, make_issuer, make_payer

NOW = datetime(2026, 11, 5, 15, tzinfo=UTC)


@dataclass(frozen=True)
class Billed:
    payer: PayerAccount
    statement: Statement
    declared: int
    slip: Slip


def bill_of(student: Student, account: Account) -> Billed:
    """The daycare account of one of the pupil's parents."""
    issuer = make_issuer(student.school)
    with as_owner():
        link = GuardianLink.objects.select_related("guardian").get(
            student=student, email=account.email
        )
    payer = make_payer(issuer, link, student)
    make_entry(issuer, 4250, date(2026, 10, 12), student=student, payer=payer)
    statement = issue(payer)
    parent, body = FamilyActor(account.pk), BoardActor(student.board_id)
    with acting_as(parent):
        said = operations.Said(date(2026, 11, 4), "BNQ 12345")
        declared = operations.declare_payment(actor=parent, payer_id=payer.pk, said=said, at=NOW)
        operations.consent_to_slips(actor=parent, payer_id=payer.pk, at=NOW)
    with acting_as(body):
        operations.deposit_slips(actor=body, deposits=[slip_of(payer)], at=NOW)
        slip = Slip.objects.get(payer=payer)
    return Billed(payer, statement, declared, slip)


def slip_of(payer: PayerAccount, **fields: object) -> operations.Deposit:
    words = {
        "line": 2,
        "file": "releve-001.pdf",
        "content": press_slip(),
        "reference": payer.reference,
        "kind": SlipKind.RL24,
        "year": 2025,
        "number": "A-1",
        **fields,
    }
    return operations.Deposit(**words)  # type: ignore[arg-type]


def press_slip() -> bytes:
    return pdf("Relevé 24", ["2025"])
