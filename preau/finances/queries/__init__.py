"""Reads about money: `family` for parents, `ledger` for the body's jobs."""

from preau.finances.queries.family import (
    AccountRow,
    ConsentRow,
    DeclarationRow,
    ReceivedRow,
    SlipRow,
    StatementPage,
    StatementRow,
    accounts_of_family,
    consent_of,
    declarations_of,
    payments_since,
    slips_of,
    statement_of_family,
)
from preau.finances.queries.ledger import PayerDue, payers_due

__all__ = [
    "AccountRow",
    "ConsentRow",
    "DeclarationRow",
    "PayerDue",
    "ReceivedRow",
    "SlipRow",
    "StatementPage",
    "StatementRow",
    "accounts_of_family",
    "consent_of",
    "declarations_of",
    "payers_due",
    "payments_since",
    "slips_of",
    "statement_of_family",
]
