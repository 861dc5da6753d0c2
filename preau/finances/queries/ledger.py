"""What a ledger holds, in the scope of its body: open postings, balances, who pays. For jobs."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import connection

from preau.finances.enums import EntryKind


@dataclass(frozen=True)
class PayerDue:
    """What the next statement of one payer would come to."""

    payer_id: int
    name: str
    opening: int
    charges: int
    payments: int
    credits: int
    adjustments: int

    @property
    def balance(self) -> int:
        return self.opening + self.charges + self.payments + self.credits + self.adjustments


# The last statement that stands; a void one carries nothing.
_LAST = """
LEFT JOIN LATERAL (
  SELECT s.balance_cents FROM finances_statement s
  WHERE s.payer_id = a.id AND s.voided_at IS NULL ORDER BY s.number DESC LIMIT 1
) last ON true
"""
_SUMS = """
CROSS JOIN LATERAL (
  SELECT count(*) AS lines,
    coalesce(sum(p.amount_cents) FILTER (WHERE p.kind IN ('charge', 'nsf_fee', 'late_fee')), 0)
      AS charges,
    coalesce(sum(p.amount_cents) FILTER (WHERE p.kind = 'payment'), 0) AS payments,
    coalesce(sum(p.amount_cents) FILTER (WHERE p.kind = 'credit'), 0) AS credits,
    coalesce(sum(p.amount_cents) FILTER (WHERE p.kind IN ('adjustment', 'returned')), 0)
      AS adjustments
  FROM finances_posting p
  WHERE p.payer_id = a.id AND p.statement_id IS NULL AND p."on" <= %(ends_on)s
) sums
"""
_DUES = f"""
SELECT a.id, g.given_name || ' ' || g.family_name, coalesce(last.balance_cents, 0),
       sums.charges, sums.payments, sums.credits, sums.adjustments
FROM finances_payeraccount a JOIN people_guardian g ON g.id = a.guardian_id {_LAST} {_SUMS}
WHERE a.issuer_id = %(issuer)s AND a.id > %(after)s
  AND (sums.lines > 0 OR coalesce(last.balance_cents, 0) <> 0)
  AND NOT EXISTS (SELECT FROM finances_statement s JOIN finances_statementperiod d
                  ON d.id = s.period_id WHERE s.payer_id = a.id AND s.voided_at IS NULL
                  AND d.ends_on = %(ends_on)s)
ORDER BY a.id LIMIT %(limit)s
"""


def payers_due(
    issuer_id: int, ends_on: date, *, after: int = 0, limit: int | None = None
) -> list[PayerDue]:
    """The payers whose statement of a period is still to make: something moved, or is carried."""
    values: dict[str, int | date | None] = {
        "issuer": issuer_id,
        "ends_on": ends_on,
        "after": after,
        "limit": limit,
    }
    with connection.cursor() as cursor:
        cursor.execute(_DUES, values)
        return [PayerDue(*row) for row in cursor.fetchall()]


@dataclass(frozen=True)
class OpenPosting:
    """A posting as a line of the next statement."""

    id: int
    kind: EntryKind
    on: date
    label: str
    label_en: str
    quantity: Decimal | None
    unit: str
    is_voluntary: bool
    cents: int
    share: Decimal | None
    student_id: int | None
    child: str


_POSTINGS = """
SELECT p.id, p.kind, p."on", e.label, e.label_en, e.quantity, e.unit, e.is_voluntary,
       p.amount_cents, p.share, s.id,
       coalesce(coalesce(nullif(s.preferred_name, ''), s.given_name) || ' ' || s.family_name, '')
FROM finances_posting p JOIN finances_entry e ON e.id = p.entry_id
LEFT JOIN people_student s ON s.id = e.student_id
WHERE p.payer_id = %s AND p.statement_id IS NULL AND p."on" <= %s
ORDER BY p."on", e.id
"""


def open_postings(payer_id: int, ends_on: date) -> list[OpenPosting]:
    """What no statement holds yet, up to a day, by date."""
    with connection.cursor() as cursor:
        cursor.execute(_POSTINGS, [payer_id, ends_on])
        return [OpenPosting(row[0], EntryKind(row[1]), *row[2:]) for row in cursor.fetchall()]


def amounts_of(payer_id: int, ends_on: date) -> list[tuple[date, int]]:
    """Every dated amount of a payer that a statement of a day counts."""
    with connection.cursor() as cursor:
        cursor.execute(
            'SELECT "on", amount_cents FROM finances_posting'
            ' WHERE payer_id = %s AND (statement_id IS NOT NULL OR "on" <= %s)',
            [payer_id, ends_on],
        )
        return list(cursor.fetchall())


@dataclass(frozen=True)
class Sums:
    """Totals of an account kind, in cents: what is charged and what is received."""

    charged: int
    received: int


def sums_of(entry_ids: Iterable[int]) -> Sums:
    """What some entries add to what is owed, and take off it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(sum(amount_cents) FILTER (WHERE amount_cents > 0), 0),"
            " coalesce(sum(amount_cents) FILTER (WHERE amount_cents < 0), 0)"
            " FROM finances_entry WHERE id = ANY (%s)",
            [list(entry_ids)],
        )
        return Sums(*cursor.fetchone())
