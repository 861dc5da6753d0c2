"""One import under way: whose, when, by which plan, and the SQL it runs."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection

from preau.exchange.findings import Findings
from preau.exchange.manifest import Plan
from preau.exchange.report import Diff, Severity

_FETCHED = 2000


@dataclass
class Run:
    """The state of one import, inside its transaction and its body's scope."""

    board_id: int
    at: datetime
    plan: Plan
    findings: Findings
    tables: dict[str, Diff] = field(default_factory=dict)
    # Files of which rows had to be left out: what refers to them cannot be judged.
    torn: set[str] = field(default_factory=set)
    # Files in which an identifier may stand twice.
    repeating: set[str] = field(default_factory=set)
    # Columns of each file in which something stands: the others need no look.
    filled: dict[str, frozenset[str]] = field(default_factory=dict)

    # By kind of account: cents charged, cents received.
    sums: dict[str, tuple[int, int]] = field(default_factory=dict)

    def execute(self, statement: str, **values: Any) -> int:
        """Run a statement with :board, :at and `values`; the number of rows it touched."""
        with connection.cursor() as cursor:
            cursor.execute(statement, self._values(values))
            return int(cursor.rowcount)

    def rows(self, statement: str, **values: Any) -> Iterator[tuple[Any, ...]]:
        """The rows of a query, fetched by portions."""
        with connection.cursor() as cursor:
            cursor.execute(statement, self._values(values))
            while portion := cursor.fetchmany(_FETCHED):
                yield from portion

    def one(self, statement: str, **values: Any) -> tuple[Any, ...]:
        """The only row of a query."""
        return next(self.rows(statement, **values))

    def table(self, name: str, query: str, **values: Any) -> None:
        """A temporary table made from a query, with statistics for the planner."""
        self.execute(f"CREATE TEMP TABLE {name} ON COMMIT DROP AS {query}", **values)
        self.execute(f"ANALYZE {name}")

    def tell(
        self,
        severity: Severity,
        rule: str,
        file: str,
        query: str,
        *,
        column: str = "",
        fixed: Mapping[str, object] | None = None,
        names: tuple[str, ...] = (),
        **values: Any,
    ) -> int:
        """One finding for each row of `query`: the line, then the values called `names`."""
        told = 0
        for line, *found in self.rows(query, **values):
            self.findings.add(
                severity,
                rule,
                file,
                line=line,
                column=column,
                values={**(fixed or {}), **dict(zip(names, found, strict=True))},
            )
            told += 1
        return told

    def add(self, name: str, diff: Diff) -> None:
        self.tables[name] = self.tables.get(name, Diff()) + diff

    def add_sum(self, account: str, owed: int, paid: int) -> None:
        before = self.sums.get(account, (0, 0))
        self.sums[account] = (before[0] + owed, before[1] + paid)

    def _values(self, values: Mapping[str, object]) -> dict[str, Any]:
        return {"board": self.board_id, "at": self.at, **values}
