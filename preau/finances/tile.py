"""The tile « Finances »: the balance of each account that concerns a child, and what is to pay.

An account is its payer's: one of several children shows the same amount on each, and is one line
of « À faire » for all. The line goes with what a parent declared, and with payments received
since that cover the balance, where the school shows them. Should the next statement still ask for
it, the line is back: what answered the last one answers no other.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

from django.utils.translation import gettext_lazy

from preau.boards.enums import SwitchKey
from preau.boards.tiles import Rows, Tile, TileFacts, TileSubject, TodoItem
from preau.core.money import money
from preau.core.wording import date_day
from preau.core.wording import gettext as _
from preau.core.zone import instant, local_day
from preau.finances.enums import AccountKind

_QUESTION = """
SELECT p.student_id, a.id AS payer, i.kind, s.balance, s.ends_on, s.due_on, s.is_declared,
       s.left_to_pay
FROM finances_payerpupil p
JOIN finances_payeraccount a ON a.id = p.payer_id
JOIN finances_issuer i ON i.id = a.issuer_id
LEFT JOIN LATERAL (
  SELECT t.balance_cents AS balance, t.ends_on, t.due_on,
         EXISTS (SELECT FROM finances_paymentdeclaration d
                 WHERE d.payer_id = a.id AND d.declared_at > t.issued_at
                   AND (d.state = 'declared' OR d.state = 'settled' AND NOT EXISTS (
                     SELECT FROM finances_posting r WHERE r.payer_id = a.id
                       AND r.statement_id IS NULL AND r.kind = 'returned' AND r."on" >= d.paid_on))
                ) AS is_declared,
         t.balance_cents + least(0, (SELECT sum(g.amount_cents) FROM finances_posting g
           WHERE g.payer_id = a.id AND g.statement_id IS NULL)) AS left_to_pay
  FROM finances_statement t WHERE t.payer_id = a.id AND t.voided_at IS NULL
  ORDER BY t.number DESC LIMIT 1
) s ON true
WHERE p.student_id = ANY (%(students)s)
ORDER BY p.student_id, i.kind DESC, a.id
"""


def values(subjects: Sequence[TileSubject], at: datetime) -> Mapping[str, Any]:
    return {"students": [s.student_id for s in subjects]}


def answer(subjects: Sequence[TileSubject], at: datetime, rows: Rows) -> Mapping[int, TileFacts]:
    """No tile for a child of whom this parent pays no account."""
    today = local_day(at)
    accounts: dict[int, list[Mapping[str, Any]]] = {}
    for row in rows:
        accounts.setdefault(row["student_id"], []).append(row)
    return {student: _facts(told, today) for student, told in accounts.items()}


def _facts(rows: Sequence[Mapping[str, Any]], today: date) -> TileFacts:
    told = [row for row in rows if row["ends_on"]]
    if not told:
        return TileFacts(answer=_("Premier état de compte à venir"))
    owed = [row for row in told if row["balance"] > 0]
    waiting = [row for row in owed if not row["is_declared"] and row["left_to_pay"] > 0]
    is_late = any(_day(row["due_on"]) < today for row in waiting)
    return TileFacts(
        answer=_said(told),
        badge=_("En retard") if is_late else "" if waiting else _answered(owed),
        state="alert" if is_late else "",
        # One account's answer holds its day.
        as_of=min(_day(row["ends_on"]) for row in told) if len(told) > 1 else None,
        todo=tuple(_todo(row, today) for row in waiting),
    )


def _answered(owed: Sequence[Mapping[str, Any]]) -> str:
    """What was said or received of all that is owed; nothing where nothing is."""
    if any(row["left_to_pay"] > 0 for row in owed):
        return _("Paiement déclaré")
    return _("Paiement reçu depuis") if owed else ""


def _said(told: Sequence[Mapping[str, Any]]) -> str:
    """« 42,50 $ au 31 octobre »; of several accounts, « École 42,50 $ · Garde 118,00 $ »."""
    last = max(_day(row["ends_on"]) for row in told)
    if len(told) == 1:
        values = {"amount": money(told[0]["balance"]), "day": date_day(last)}
        return _("%(amount)s au %(day)s") % values
    return " · ".join(f"{_short(row['kind'])} {money(row['balance'])}" for row in told)


def _short(kind: str) -> str:
    return _("École") if kind == AccountKind.FEES else _("Garde")


def _todo(row: Mapping[str, Any], today: date) -> TodoItem:
    due = _day(row["due_on"])
    detail = (
        _("Il reste %(amount)s, au plus tard le %(day)s")
        if row["left_to_pay"] < row["balance"]
        else _("%(amount)s, au plus tard le %(day)s")
    )
    values = {"amount": money(row["left_to_pay"]), "day": date_day(due)}
    return TodoItem(
        kind="statement",
        key=row["payer"],
        title=_("État de compte à payer : %(account)s")
        % {"account": str(AccountKind(row["kind"]).label).lower()},
        detail=detail % values,
        late=_("En retard") if due < today else "",
        due=instant(due, time(23, 59)),
    )


def _day(value: str) -> date:
    return date.fromisoformat(value)


TILE = Tile(
    key=SwitchKey.TILE_FINANCES,
    title=gettext_lazy("Finances"),
    icon="receipt-text",
    question=_QUESTION,
    values=values,
    answer=answer,
)
