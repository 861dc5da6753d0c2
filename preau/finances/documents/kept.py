"""The words of a statement as JSON, so that the page says for ever what the paper says."""

import dataclasses
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from preau.finances.documents.context import (
    AccountTitle,
    Ageing,
    EntryTitle,
    Issuer,
    Payer,
    Statement,
    StatementEntry,
    Totals,
)


def to_json(statement: Statement) -> dict[str, Any]:
    """Plain values; dates are ISO 8601, quantities text."""
    written: dict[str, Any] = _plain(dataclasses.asdict(statement))
    return written


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def from_json(kept: Mapping[str, Any]) -> Statement:
    """The statement that `to_json` wrote."""
    due, ageing = kept["due_on"], kept["ageing"]
    return Statement(
        **{
            **kept,
            "account": AccountTitle(kept["account"]),
            "issuer": Issuer(**_with_lines(kept["issuer"])),
            "payer": Payer(**_with_lines(kept["payer"])),
            "starts_on": date.fromisoformat(kept["starts_on"]),
            "ends_on": date.fromisoformat(kept["ends_on"]),
            "issued_on": date.fromisoformat(kept["issued_on"]),
            "due_on": date.fromisoformat(due) if due else None,
            "entries": tuple(_entry(entry) for entry in kept["entries"]),
            "totals": Totals(**kept["totals"]),
            "ageing": Ageing(**ageing) if ageing else None,
            "notes": tuple(kept["notes"]),
        }
    )


def _with_lines(kept: Mapping[str, Any]) -> dict[str, Any]:
    return {**kept, "address_lines": tuple(kept["address_lines"])}


def _entry(kept: Mapping[str, Any]) -> StatementEntry:
    quantity = kept["quantity"]
    return StatementEntry(
        **{
            **kept,
            "on": date.fromisoformat(kept["on"]),
            "kind": EntryTitle(kept["kind"]),
            "quantity": Decimal(quantity) if quantity is not None else None,
        }
    )
