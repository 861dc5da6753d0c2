"""Statements of the months gone by, made as a school makes them; what parents said meanwhile.

The month under way is left open: `preau statements generate` closes it while somebody looks.
"""

from datetime import date, datetime, time, timedelta

from preau.core.actors import BoardActor
from preau.core.errors import Refused
from preau.core.scope import acting_as
from preau.core.zone import local_day
from preau.demo.acts.cast import Cast
from preau.demo.acts.papers import pdf
from preau.demo.daily.homework import QUEBEC
from preau.demo.money.accounts import EMILY, ISABELLE
from preau.demo.money.files import month_ends
from preau.finances import operations
from preau.finances.enums import AccountKind, SlipKind
from preau.finances.models import Issuer, PayerAccount, PaymentDeclaration, Slip, SlipConsent
from preau.finances.queries import payers_due
from preau.notifications.operations import cancel_mails

DUE = timedelta(days=20)


def make_statements(cast: Cast, at: datetime) -> None:
    """The statements of two months, a declared payment, a slip delivered online."""
    ends = month_ends(cast.roster.year, local_day(at))
    for code in cast.boards:
        body = cast.body(code)
        with acting_as(body):
            issuers = list(Issuer.objects.values_list("id", flat=True).order_by("id"))
            for issuer_id in issuers:
                for ends_on in ends:
                    _close(body, issuer_id, ends_on, at)
    if ends:
        _declare(cast, ends[-1], at)
        _slip(cast, at)


def _close(body: BoardActor, issuer_id: int, ends_on: date, at: datetime) -> None:
    when = min(at, datetime.combine(ends_on + timedelta(days=3), time(9, 30), QUEBEC))
    due = payers_due(issuer_id, ends_on)
    if not due:
        return
    try:
        period = operations.open_period(
            actor=body, issuer_id=issuer_id, ends_on=ends_on, due_on=ends_on + DUE, at=when
        )
    except Refused:
        # A visitor made statements of a later day, or with another due date: they stand.
        return
    for one in due:
        made = operations.issue_statement(
            actor=body,
            period_id=period.pk,
            payer_id=one.payer_id,
            press=operations.print_now,
            at=when,
        )
        if made is not None:
            # Mails of weeks ago would arrive today.
            operations.unannounce_statement(actor=body, statement=made)
    operations.close_period(actor=body, period_id=period.pk, at=when)


def _declare(cast: Cast, ends_on: date, at: datetime) -> None:
    """Emily paid her daycare; the bank's file has not come yet."""
    parent = cast.parent(EMILY, cast.child(EMILY, 0))
    if parent is None:
        return
    with acting_as(parent):
        payer = PayerAccount.objects.filter(issuer__kind=AccountKind.DAYCARE).first()
        if payer is None or PaymentDeclaration.objects.filter(payer=payer).exists():
            return
        paid_on = min(local_day(at), ends_on + timedelta(days=18))
        said = operations.Said(paid_on, f"TD-{paid_on:%y%m%d}-4471")
        operations.declare_payment(actor=parent, payer_id=payer.pk, said=said, at=at)


def _slip(cast: Cast, at: datetime) -> None:
    """Isabelle consented last winter, and had her slip online."""
    child = cast.child(ISABELLE, 0)
    parent, body = cast.parent(ISABELLE, child), cast.body(child.body)
    if parent is None:
        return
    with acting_as(parent):
        payer = PayerAccount.objects.filter(issuer__kind=AccountKind.DAYCARE).first()
        known = SlipConsent.objects.exists() or Slip.objects.exists()
        if payer is None or known:
            return
        operations.consent_to_slips(actor=parent, payer_id=payer.pk, at=at - timedelta(days=300))
    year = local_day(at).year - 1
    content = pdf(f"Relevé 24, {year}", ["Exemplaire de démonstration, sans numéro personnel."])
    deposit = operations.Deposit(
        line=2,
        file="releve.pdf",
        content=content,
        reference=payer.reference,
        kind=SlipKind.RL24,
        year=year,
        number=f"D{payer.pk}",
    )
    with acting_as(body):
        operations.deposit_slips(actor=body, deposits=[deposit], at=at - timedelta(days=270))
        cancel_mails(actor=body, topic="slips")
