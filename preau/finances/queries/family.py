"""What a family reads of money, in its own scope: its accounts, what it was told, what it said.

The database shows only accounts whose payer is a guardian row of this account, and only papers of
which every pupil is in scope.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.utils.translation import gettext

from preau.finances.documents.context import Statement as Words
from preau.finances.documents.kept import from_json
from preau.finances.enums import AccountKind, DeclarationState, Delivery, SlipKind, SlipState


@dataclass(frozen=True)
class StatementRow:
    """A statement in a list. `ends_on` is the day of its balance."""

    id: int
    payer_id: int
    number: int
    ends_on: date
    due_on: date
    balance: int
    issued_at: datetime
    is_void: bool
    replaced_by: int | None

    def is_late(self, on: date) -> bool:
        return self.balance > 0 and self.due_on < on


@dataclass(frozen=True)
class AccountRow:
    """An account of a payer that this parent is, with its last statement that stands."""

    id: int
    board_id: int
    school_id: int
    school_name: str
    kind: AccountKind
    issuer_name: str
    issuer_phone: str
    issuer_email: str
    how_to_pay: str
    how_to_pay_en: str
    payer_name: str
    payer_number: str
    reference: str
    student_ids: tuple[int, ...]
    last_number: int | None
    statements: tuple[StatementRow, ...] = field(default=())

    @property
    def last(self) -> StatementRow | None:
        return next((row for row in self.statements if not row.is_void), None)

    @property
    def is_newer_hidden(self) -> bool:
        """A later statement names a child that this parent does not see here."""
        return self.last_number is not None and (
            self.last is None or self.last.number < self.last_number
        )


_ACCOUNTS = """
SELECT a.id, a.board_id, i.school_id, o.name, i.kind, i.name,
       coalesce(nullif(i.phone, ''), o.phone), coalesce(nullif(i.email, ''), o.email),
       i.how_to_pay, i.how_to_pay_en,
       g.given_name || ' ' || g.family_name, a.payer_number, a.reference,
       (SELECT array_agg(p.student_id ORDER BY p.student_id) FROM finances_payerpupil p
        WHERE p.payer_id = a.id), preau_last_statement(a.id)
FROM finances_payeraccount a
JOIN finances_issuer i ON i.id = a.issuer_id
JOIN boards_school o ON o.id = i.school_id
JOIN people_guardian g ON g.id = a.guardian_id
WHERE %(payer)s::bigint IS NULL OR a.id = %(payer)s
ORDER BY i.kind DESC, o.name, a.id
"""
_STATEMENTS = """
SELECT s.id, s.payer_id, s.number, s.ends_on, s.due_on, s.balance_cents, s.issued_at,
       s.voided_at IS NOT NULL,
       (SELECT r.number FROM finances_statement r WHERE r.replaces_id = s.id)
FROM finances_statement s WHERE s.payer_id = ANY (%s) ORDER BY s.payer_id, s.number DESC
"""


def accounts_of_family(payer_id: int | None = None) -> list[AccountRow]:
    """The accounts in scope with their statements, the newest first: two statements of SQL."""
    with connection.cursor() as cursor:
        cursor.execute(_ACCOUNTS, {"payer": payer_id})
        rows = cursor.fetchall()
        cursor.execute(_STATEMENTS, [[row[0] for row in rows]])
        told = [StatementRow(*row) for row in cursor.fetchall()]
    return [_account(row, [one for one in told if one.payer_id == row[0]]) for row in rows]


def _account(row: Sequence[Any], told: Sequence[StatementRow]) -> AccountRow:
    values = list(row)
    values[4], values[13] = AccountKind(row[4]), tuple(row[13] or ())
    return replace(AccountRow(*values), statements=tuple(told))


@dataclass(frozen=True)
class ReceivedRow:
    """A payment since the last statement: above zero received, below it taken back by the bank."""

    payer_id: int
    on: date
    cents: int

    @property
    def is_returned(self) -> bool:
        return self.cents < 0


def payments_since(payer_ids: Iterable[int]) -> list[ReceivedRow]:
    """Payments that no statement holds yet; none where the school does not show them."""
    return _rows(
        ReceivedRow,
        'SELECT payer_id, "on", -amount_cents FROM finances_posting WHERE payer_id = ANY (%s)'
        " AND kind IN ('payment', 'returned') AND statement_id IS NULL ORDER BY \"on\", id",
        list(payer_ids),
    )


@dataclass(frozen=True)
class DeclarationRow:
    id: int
    payer_id: int
    paid_on: date
    bank_reference: str
    said_cents: int | None
    state: DeclarationState
    declared_at: datetime
    is_mine: bool

    @property
    def can_retract(self) -> bool:
        return self.is_mine and self.state == DeclarationState.DECLARED

    @property
    def label(self) -> str:
        return str(DeclarationState(self.state).label)


def declarations_of(payer_ids: Iterable[int], *, since: datetime) -> list[DeclarationRow]:
    """What was declared for some accounts, the latest first; what was taken back is left out."""
    return _rows(
        DeclarationRow,
        "SELECT id, payer_id, paid_on, bank_reference, said_cents, state, declared_at,"
        " coalesce(account_id = preau_account(), false) FROM finances_paymentdeclaration"
        " WHERE payer_id = ANY (%s) AND state <> 'withdrawn'"
        " AND (state = 'declared' OR declared_at > %s) ORDER BY declared_at DESC, id DESC",
        list(payer_ids),
        since,
    )


@dataclass(frozen=True)
class StatementPage:
    """One statement as it was written, and whose account it is of."""

    row: StatementRow
    words: Words
    replaces: int | None


_ONE = """
SELECT s.id, s.payer_id, s.number, s.ends_on, s.due_on, s.balance_cents, s.issued_at,
       s.voided_at IS NOT NULL,
       (SELECT r.number FROM finances_statement r WHERE r.replaces_id = s.id), s.content,
       (SELECT o.number FROM finances_statement o WHERE o.id = s.replaces_id)
FROM finances_statement s WHERE s.id = %s
"""


def statement_of_family(statement_id: int) -> StatementPage | None:
    with connection.cursor() as cursor:
        cursor.execute(_ONE, [statement_id])
        row = cursor.fetchone()
    if row is None:
        return None
    *facts, content, replaces = row
    return StatementPage(StatementRow(*facts), from_json(_json(content)), replaces)


def _json(value: Any) -> Mapping[str, Any]:
    found: Mapping[str, Any] = json.loads(value) if isinstance(value, str) else value
    return found


@dataclass(frozen=True)
class ConsentRow:
    """A consent to take slips online that stands."""

    version: str
    given_at: datetime


def consent_of(payer_id: int) -> ConsentRow | None:
    found = _rows(
        ConsentRow,
        "SELECT version, given_at FROM finances_slipconsent"
        " WHERE payer_id = %s AND withdrawn_at IS NULL",
        payer_id,
    )
    return found[0] if found else None


@dataclass(frozen=True)
class SlipRow:
    """A slip; without `paper_id` it went by post."""

    id: int
    payer_id: int
    kind: SlipKind
    year: int
    number: str
    state: SlipState
    delivery: Delivery
    deposited_at: datetime
    paper_id: int | None
    last_state: SlipState

    @property
    def title(self) -> str:
        return str(SlipKind(self.kind).label)

    @property
    def mark(self) -> str:
        """« Modifié », « Annulé »; of a copy that another took the place of, « Remplacé »."""
        if self.last_state == SlipState.CANCELLED:
            return str(SlipState.CANCELLED.label)
        if self.state != self.last_state:
            return gettext("Remplacé")
        return "" if self.state == SlipState.ORIGINAL else str(SlipState(self.state).label)


def slips_of(payer_id: int) -> list[SlipRow]:
    """The slips of an account, the newest year first; cancelled and amended copies with them."""
    return _rows(
        SlipRow,
        "SELECT l.id, l.payer_id, l.kind, l.year, l.number, l.state, l.delivery, l.deposited_at,"
        " p.id, first_value(l.state) OVER (PARTITION BY l.kind, l.year, l.number"
        " ORDER BY l.deposited_at DESC, l.id DESC)"
        " FROM finances_slip l LEFT JOIN finances_slippaper p ON p.slip_id = l.id"
        " WHERE l.payer_id = %s ORDER BY l.year DESC, l.deposited_at DESC, l.id DESC",
        payer_id,
    )


def _rows(kind: Any, sql: str, *values: Any) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, list(values))
        return [kind(*row) for row in cursor.fetchall()]
