"""Fees whose amount is a dated tariff: late fees, and what a returned payment costs."""

from datetime import date

from django.db import connection, transaction

from preau.core.actors import BoardActor
from preau.finances.enums import EntryKind, FeeKind
from preau.finances.errors import NoTariff
from preau.finances.models import Entry, Issuer, Tariff
from preau.finances.operations.generate import locked_issuer
from preau.finances.operations.post import post_entries

LABELS = {
    FeeKind.LATE: ("Frais de retard", "Late fee"),
    FeeKind.NSF: ("Frais d’effet retourné", "Returned payment fee"),
}


def tariff_on(issuer_id: int, fee: FeeKind, on: date) -> int:
    """The amount in force on a day, in cents. Raises NoTariff."""
    rows = Tariff.objects.filter(issuer_id=issuer_id, fee=fee, starts_on__lte=on)
    amount = rows.order_by("-starts_on").values_list("amount_cents", flat=True).first()
    if amount is None:
        raise NoTariff
    return amount


# Whose last standing statement is past due and still owed, counting what was received since.
_LATE = """
SELECT s.payer_id, s.id FROM finances_statement s
WHERE s.issuer_id = %(issuer)s AND s.voided_at IS NULL AND s.due_on < %(on)s
  AND s.number = (SELECT max(x.number) FROM finances_statement x
                  WHERE x.payer_id = s.payer_id AND x.voided_at IS NULL)
  AND s.balance_cents + coalesce((
    SELECT sum(p.amount_cents) FROM finances_posting p
    WHERE p.payer_id = s.payer_id AND p.statement_id IS NULL
      AND (p.amount_cents < 0 OR p.kind = 'returned') AND p."on" <= %(on)s), 0) > 0
  AND NOT EXISTS (SELECT FROM finances_entry e WHERE e.board_id = s.board_id
                  AND e.source_id = 'preau:late:' || s.id)
ORDER BY s.payer_id
"""


@transaction.atomic
def charge_late_fees(*, actor: BoardActor, issuer_id: int, on: date) -> int:
    """A late fee for each statement past due and not paid by a day, once a statement. How many.

    Raises NotVisible, NoTariff.
    """
    issuer = locked_issuer(actor, issuer_id)
    amount = tariff_on(issuer.pk, FeeKind.LATE, on)
    with connection.cursor() as cursor:
        cursor.execute(_LATE, {"issuer": issuer.pk, "on": on})
        late = cursor.fetchall()
    entries = [
        _fee(issuer, FeeKind.LATE, f"preau:late:{statement_id}", on, amount, payer_id=payer_id)
        for payer_id, statement_id in late
    ]
    return _add(entries)


@transaction.atomic
def charge_nsf_fee(*, actor: BoardActor, entry_id: int) -> bool:
    """What a returned payment costs whoever owes it, once an entry, at the tariff of its day.

    False when it is charged already. Raises NotVisible, NoTariff.
    """
    returned = Entry.objects.get(
        pk=entry_id, board_id=actor.board_id, kind=EntryKind.RETURNED, ended_at=None
    )
    issuer = locked_issuer(actor, returned.issuer_id)
    source_id = f"preau:nsf:{returned.pk}"
    if Entry.objects.filter(board_id=actor.board_id, source_id=source_id).exists():
        return False
    amount = tariff_on(issuer.pk, FeeKind.NSF, returned.on)
    fee = _fee(
        *(issuer, FeeKind.NSF, source_id, returned.on, amount),
        payer_id=returned.payer_id,
        student_id=returned.student_id,
    )
    return bool(_add([fee]))


def _fee(
    issuer: Issuer, fee: FeeKind, source_id: str, on: date, amount: int, **whose: int | None
) -> Entry:
    """`whose`: `payer_id`, else the `student_id` whose rule shares it."""
    label, label_en = LABELS[fee]
    return Entry(
        board_id=issuer.board_id,
        source_id=source_id,
        issuer=issuer,
        **whose,
        kind=EntryKind(fee.value),
        on=on,
        label=label,
        label_en=label_en,
        amount_cents=amount,
    )


def _add(entries: list[Entry]) -> int:
    Entry.objects.bulk_create(entries)
    post_entries([entry.pk for entry in entries])
    return len(entries)
