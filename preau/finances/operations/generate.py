"""Statements: a period is closed, then each payer's statement is made in one transaction.

A number, the postings that a statement takes and its PDF are written together, under the lock of
the issuer's row, which holds the last number: whatever dies in between leaves nothing, and who
begins again goes on with the payers that have no statement of the period yet.
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Min

from preau.core.actors import BoardActor
from preau.core.enums import Act
from preau.core.errors import NotVisible
from preau.core.files.made import made_pdf
from preau.core.files.store import store
from preau.core.journal import record
from preau.core.zone import local_day
from preau.finances.documents.context import Statement as Words
from preau.finances.documents.kept import to_json
from preau.finances.errors import (
    DueTooSoon,
    PeriodDiffers,
    PeriodNotOver,
    PeriodOutOfOrder,
)
from preau.finances.models import (
    Issuer,
    PayerAccount,
    Posting,
    Statement,
    StatementPaper,
    StatementPeriod,
)
from preau.finances.operations.announcing import announce_statement
from preau.finances.operations.content import draft

# Makes the PDF of a statement; the batch has most of them made beforehand, in other processes.
Press = Callable[[Words], bytes]


@transaction.atomic
def open_period(
    *, actor: BoardActor, issuer_id: int, ends_on: date, due_on: date, at: datetime
) -> StatementPeriod:
    """The period that ends on a day, begun after the last one, or the one already begun.

    Raises NotVisible, PeriodNotOver, DueTooSoon, PeriodOutOfOrder, PeriodDiffers.
    """
    issuer = locked_issuer(actor, issuer_id)
    if ends_on > local_day(at):
        raise PeriodNotOver(ends_on)
    if due_on < ends_on:
        raise DueTooSoon
    last = issuer.periods.order_by("-ends_on").first()
    if last is not None and last.ends_on == ends_on:
        if last.due_on != due_on:
            raise PeriodDiffers(last.due_on)
        return last
    if last is not None and last.ends_on > ends_on:
        raise PeriodOutOfOrder(last.ends_on)
    period = StatementPeriod.objects.create(
        board_id=actor.board_id,
        issuer=issuer,
        starts_on=_after(last, issuer, ends_on),
        ends_on=ends_on,
        due_on=due_on,
        opened_at=at,
    )
    record(actor=actor, act=Act.STATEMENTS_GENERATED, details={"period": period.pk})
    return period


def _after(last: StatementPeriod | None, issuer: Issuer, ends_on: date) -> date:
    """The day after the last period; of the first one, the day of the first open posting."""
    if last is not None:
        return last.ends_on + timedelta(days=1)
    open_ones = Posting.objects.filter(payer__issuer=issuer, statement=None, on__lte=ends_on)
    first: date | None = open_ones.aggregate(first=Min("on"))["first"]
    return first or ends_on.replace(day=1)


@transaction.atomic
def issue_statement(
    *, actor: BoardActor, period_id: int, payer_id: int, press: Press, at: datetime
) -> Statement | None:
    """Make the statement of one payer; None when it is there already, or says nothing.

    Raises NotVisible, and whatever the press raises: nothing is then written, and no number taken.
    """
    period = _period(actor, period_id)
    issuer = locked_issuer(actor, period.issuer_id)
    if Statement.objects.filter(payer_id=payer_id, period=period, voided_at=None).exists():
        return None
    return issue(actor, period, payer_of(issuer, payer_id), press, at)


@transaction.atomic
def close_period(*, actor: BoardActor, period_id: int, at: datetime) -> None:
    """Every payer has its statement. Raises NotVisible."""
    period = _period(actor, period_id)
    StatementPeriod.objects.filter(pk=period.pk, closed_at=None).update(closed_at=at)


def issue(
    actor: BoardActor,
    period: StatementPeriod,
    payer: PayerAccount,
    press: Press,
    at: datetime,
    replaces: Statement | None = None,
) -> Statement | None:
    """The next statement of a payer whose issuer is locked; its payer is told in one mail."""
    issuer = payer.issuer
    made = draft(
        period=period,
        payer=payer,
        number=issuer.last_number + 1,
        opening=opening_of(payer.pk),
        replaces=replaces.number if replaces else 0,
    )
    if made.is_empty:
        return None
    issuer.last_number += 1
    issuer.save(update_fields=["last_number"])
    words = made.statement
    statement = Statement.objects.create(
        board_id=issuer.board_id,
        issuer=issuer,
        period=period,
        payer=payer,
        number=issuer.last_number,
        issued_at=at,
        ends_on=period.ends_on,
        due_on=period.due_on,
        opening_cents=words.previous_balance,
        charges_cents=words.totals.charges,
        payments_cents=words.totals.payments,
        credits_cents=words.totals.credits,
        adjustments_cents=words.totals.adjustments,
        balance_cents=words.balance,
        student_ids=list(made.student_ids),
        content=to_json(words),
        replaces=replaces,
    )
    Posting.objects.filter(id__in=made.posting_ids).update(statement=statement)
    keep_paper(statement, words, press, at)
    announce_statement(actor=actor, statement=statement, payer=payer, at=at)
    return statement


def opening_of(payer_id: int) -> int:
    """The balance that a payer's next statement carries."""
    standing = Statement.objects.filter(payer_id=payer_id, voided_at=None).order_by("-number")
    return standing.values_list("balance_cents", flat=True).first() or 0


def keep_paper(
    statement: Statement, words: Words, press: Press, at: datetime, *, is_void: bool = False
) -> None:
    """Print a statement and keep the paper beside it."""
    pdf = press(words)
    title, void = ("statement", "void") if words.language == "en" else ("etat-de-compte", "annule")
    paper = made_pdf(pdf, f"{title}-{words.number}{f'-{void}' if is_void else ''}.pdf")
    fields = {"board_id": statement.board_id, "statement": statement, "is_void": is_void}
    store(StatementPaper, [paper], at=at, **fields)


def locked_issuer(actor: BoardActor, issuer_id: int) -> Issuer:
    own = Issuer.objects.select_for_update(of=("self",)).filter(board_id=actor.board_id)
    issuer = own.select_related("school", "board").filter(pk=issuer_id).first()
    if issuer is None:
        raise NotVisible
    return issuer


def _period(actor: BoardActor, period_id: int) -> StatementPeriod:
    period = StatementPeriod.objects.filter(board_id=actor.board_id, pk=period_id).first()
    if period is None:
        raise NotVisible
    return period


def payer_of(issuer: Issuer, payer_id: int) -> PayerAccount:
    own = PayerAccount.objects.select_related("guardian", "issuer__school", "issuer__board")
    payer = own.filter(issuer=issuer, pk=payer_id).first()
    if payer is None:
        raise NotVisible
    return payer
