"""Telling payers that a paper of theirs is there: which account it is of, and nothing it says.

Each mail is written in the transaction that publishes the paper, for the payer alone, and leaves at
the rate of what goes out by the thousand. No amount, number or child's name is in it.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import connection

from preau.core.actors import BoardActor
from preau.finances.enums import AccountKind
from preau.finances.models import PayerAccount, Slip, Statement
from preau.notifications.operations import Draft, cancel_mails, queue_mails
from preau.people.enums import Right


def announce_statement(
    *, actor: BoardActor, statement: Statement, payer: PayerAccount, at: datetime
) -> int:
    """Queue the mail of a new statement to whoever reads it as its payer. How many."""
    drafts = _drafts(payer, statement.student_ids, "statement_published")
    return _queue(actor, drafts, at, topic_of(statement))


def unannounce_statement(*, actor: BoardActor, statement: Statement) -> int:
    """Cancel the mails of a statement that have not left. How many."""
    return cancel_mails(actor=actor, topic=topic_of(statement))


def announce_slips(*, actor: BoardActor, slips: Iterable[Slip], at: datetime) -> int:
    """Queue one mail a payer for the slips that a deposit delivered online. How many."""
    of_payers: dict[PayerAccount, list[Slip]] = {}
    for slip in slips:
        of_payers.setdefault(slip.payer, []).append(slip)
    drafts: list[Draft] = []
    for payer, own in of_payers.items():
        kinds = sorted({str(slip.kind) for slip in own})
        named = {student for slip in own for student in slip.student_ids}
        drafts += _drafts(payer, sorted(named), "slip_delivered", kinds=kinds)
    return _queue(actor, drafts, at, "slips")


def topic_of(statement: Statement) -> str:
    return f"statement:{statement.pk}"


def _drafts(
    payer: PayerAccount, named: Sequence[int], template: str, **words: object
) -> list[Draft]:
    """A mail an account that is the payer and may see every pupil that the paper names."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM preau_payer_readers(%s, %s)", [payer.pk, list(named)])
        readers = cursor.fetchall()
    context = words | {
        "is_daycare": payer.issuer.kind == AccountKind.DAYCARE,
        "school": payer.issuer.school.name,
        "payer_id": payer.pk,
    }
    return [
        Draft(
            to=email,
            template=template,
            language=language,
            context=context,
            account_id=account_id,
            student_ids=students,
            right=Right.FINANCES,
        )
        for account_id, email, language, students in readers
    ]


def _queue(actor: BoardActor, drafts: list[Draft], at: datetime, topic: str) -> int:
    if not drafts:
        return 0
    return len(queue_mails(actor=actor, drafts=drafts, at=at, topic=topic, paced=True))
