"""Payments received answer what parents declared: by the bank's reference, else by the date."""

from datetime import datetime

from django.db import connection

# One payment answers one declaration: the same reference first, then the same payer and day where
# only one declaration and one payment are left to match.
_BY_REFERENCE = """
UPDATE finances_paymentdeclaration d SET state = 'settled', ended_at = %(at)s, entry_id = m.entry_id
FROM (
  SELECT DISTINCT ON (d.id) d.id, e.id AS entry_id
  FROM finances_paymentdeclaration d
  JOIN finances_posting p ON p.payer_id = d.payer_id AND p.kind = 'payment'
  JOIN finances_entry e ON e.id = p.entry_id AND e.ended_at IS NULL
  WHERE d.board_id = (SELECT preau_board()) AND d.state = 'declared'
    AND e.bank_reference <> '' AND e.bank_reference = upper(translate(d.bank_reference, ' -', ''))
    AND NOT EXISTS (SELECT FROM finances_paymentdeclaration o WHERE o.entry_id = e.id)
  ORDER BY d.id, e.id
) m WHERE d.id = m.id
"""
_BY_DAY = """
UPDATE finances_paymentdeclaration d SET state = 'settled', ended_at = %(at)s, entry_id = m.entry_id
FROM (
  SELECT min(d.id) AS id, min(e.id) AS entry_id
  FROM finances_paymentdeclaration d
  JOIN finances_posting p ON p.payer_id = d.payer_id AND p.kind = 'payment'
  JOIN finances_entry e ON e.id = p.entry_id AND e.ended_at IS NULL AND e."on" = d.paid_on
  WHERE d.board_id = (SELECT preau_board()) AND d.state = 'declared'
    AND NOT EXISTS (SELECT FROM finances_paymentdeclaration o WHERE o.entry_id = e.id)
  GROUP BY d.payer_id, d.paid_on
  HAVING count(DISTINCT d.id) = 1 AND count(DISTINCT e.id) = 1
) m WHERE d.id = m.id
"""


def settle_declarations(*, at: datetime) -> int:
    """Settle what the payments of the body in scope answer. How many declarations."""
    with connection.cursor() as cursor:
        cursor.execute(_BY_REFERENCE, {"at": at})
        settled = cursor.rowcount
        cursor.execute(_BY_DAY, {"at": at})
        return int(settled + cursor.rowcount)
