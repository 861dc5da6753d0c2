"""Looks that leave a trace: accounts, a statement, a paper."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from preau.core.actors import FamilyActor
from preau.core.enums import Act
from preau.core.journal import record
from preau.finances.access import (
    accounts_of_child,
    visible_account,
    visible_accounts,
    visible_paper,
    visible_slip,
    visible_statement,
)
from preau.finances.models import SlipPaper, StatementPaper
from preau.finances.queries import (
    AccountRow,
    ConsentRow,
    DeclarationRow,
    ReceivedRow,
    SlipRow,
    StatementPage,
    consent_of,
    declarations_of,
    payments_since,
    slips_of,
)
from preau.people.queries import ChildRow

# A settled declaration is shown for a season, then it is only history.
_SHOWN_FOR = timedelta(days=90)


@dataclass(frozen=True)
class AccountFile:
    """An account and what happened since its last statement."""

    account: AccountRow
    received: list[ReceivedRow]
    declared: list[DeclarationRow]

    @property
    def is_received(self) -> bool:
        """Payments received since cover what the last statement asked."""
        last = self.account.last
        return last is not None and last.balance > 0 >= self.left_to_pay

    @property
    def left_to_pay(self) -> int:
        """Cents that the last statement asks, less payments received since; never more."""
        balance = self.account.last.balance if self.account.last else 0
        return min(balance, balance - sum(row.cents for row in self.received))


def see_accounts(*, actor: FamilyActor, child: ChildRow, at: datetime) -> list[AccountFile]:
    """The accounts that concern a child that `visible_child` found; journalled."""
    record(actor=actor, act=Act.STATEMENTS_SEEN, student_ids=[child.id], board_id=child.board_id)
    return _files(accounts_of_child(visible_accounts(actor, at), child), at)


def see_account(*, actor: FamilyActor, payer_id: int, at: datetime) -> AccountFile:
    """An account in full; journalled. Raises NotVisible."""
    account = visible_account(actor, payer_id, at)
    _journal(actor, Act.STATEMENTS_SEEN, account, {"payer": payer_id})
    return _files([account], at)[0]


def _files(accounts: Sequence[AccountRow], at: datetime) -> list[AccountFile]:
    payer_ids = [account.id for account in accounts]
    received = payments_since(payer_ids)
    declared = declarations_of(payer_ids, since=at - _SHOWN_FOR)
    return [
        AccountFile(
            account,
            [row for row in received if row.payer_id == account.id],
            [row for row in declared if row.payer_id == account.id],
        )
        for account in accounts
    ]


@dataclass(frozen=True)
class SlipFile:
    """The slips of an account, and whether they come online."""

    account: AccountRow
    slips: list[SlipRow]
    consent: ConsentRow | None


def see_slips(*, actor: FamilyActor, payer_id: int, at: datetime) -> SlipFile:
    """Slips and consent; journalled. Raises NotVisible."""
    account = visible_account(actor, payer_id, at)
    _journal(actor, Act.STATEMENTS_SEEN, account, {"slips": payer_id})
    return SlipFile(account, slips_of(payer_id), consent_of(payer_id))


def see_statement(
    *, actor: FamilyActor, statement_id: int, at: datetime
) -> tuple[StatementPage, AccountFile]:
    """One statement, as it was written, and its account; journalled. Raises NotVisible."""
    page, account = visible_statement(actor, statement_id, at)
    _journal(actor, Act.STATEMENT_OPENED, account, {"statement": statement_id})
    return page, _files([account], at)[0]


def take_paper(*, actor: FamilyActor, statement_id: int, at: datetime) -> StatementPaper:
    """The PDF of a statement, about to be sent; journalled. Raises NotVisible."""
    paper = visible_paper(actor, statement_id, at)
    details = {"statement": statement_id}
    record(actor=actor, act=Act.DOWNLOADED, board_id=paper.board_id, details=details)
    return paper


def take_slip(*, actor: FamilyActor, slip_id: int, at: datetime) -> SlipPaper:
    """A slip, about to be sent; journalled. Raises NotVisible."""
    paper = visible_slip(actor, slip_id, at)
    record(actor=actor, act=Act.DOWNLOADED, board_id=paper.board_id, details={"slip": slip_id})
    return paper


def _journal(
    actor: FamilyActor, act: Act, account: AccountRow, details: dict[str, str | int]
) -> None:
    record(
        actor=actor,
        act=act,
        student_ids=account.student_ids,
        board_id=account.board_id,
        details=details,
    )
