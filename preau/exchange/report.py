"""What an import did or would do: the diff by table, and messages by file, line, column, rule."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

# Where reports are written, in the data folder.
REPORTS = "reports"


class Severity(StrEnum):
    ERROR = "error"
    WARNING = "warning"
    NOTICE = "notice"


@dataclass(frozen=True)
class Message:
    """One finding, in the reader's language. `count` rows share it, the first at `line`."""

    severity: Severity
    file: str
    line: int | None
    column: str
    rule: str
    text: str
    count: int = 1


@dataclass(frozen=True)
class Diff:
    """Rows of one table that an import adds, changes or ends."""

    added: int = 0
    changed: int = 0
    ended: int = 0

    @property
    def total(self) -> int:
        return self.added + self.changed + self.ended

    def __add__(self, other: "Diff") -> "Diff":
        return Diff(
            self.added + other.added, self.changed + other.changed, self.ended + other.ended
        )


@dataclass(frozen=True)
class ImportReport:
    """The outcome. `applied` is False for a dry run and for a refusal."""

    board: str
    applied: bool
    dry_run: bool
    tables: Mapping[str, Diff]
    links_lost: int
    errors: int
    warnings: int
    messages: tuple[Message, ...]
    report_path: Path | None
    files: Mapping[str, int] = field(default_factory=dict)
    # Of the files of money, by kind of account: cents charged, cents received.
    sums: Mapping[str, tuple[int, int]] = field(default_factory=dict)

    @property
    def refused(self) -> bool:
        return self.errors > 0

    @property
    def changes(self) -> int:
        return sum(diff.total for diff in self.tables.values())

    def as_json(self) -> dict[str, Any]:
        """Plain values for `json.dumps`, keys stable."""
        return {
            "board": self.board,
            "applied": self.applied,
            "dry_run": self.dry_run,
            "refused": self.refused,
            "changes": self.changes,
            "files": dict(self.files),
            "tables": {name: asdict(diff) for name, diff in self.tables.items()},
            "sums": {
                account: {"charged_cents": owed, "received_cents": paid}
                for account, (owed, paid) in self.sums.items()
            },
            "links_lost": self.links_lost,
            "errors": self.errors,
            "warnings": self.warnings,
            "messages": [asdict(message) for message in self.messages],
            "report": str(self.report_path) if self.report_path else None,
        }
