"""Refusals of an import. Each carries what a technician needs to mend the package."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from preau.exchange.report import ImportReport


class RosterRefused(Exception):
    """The package was refused and nothing was changed; `report` says why."""

    def __init__(self, report: "ImportReport") -> None:
        # The rules alone: a message may hold a value of the file, and this line reaches journals.
        rules = {item.rule for item in report.messages if item.severity == "error"}
        super().__init__(f"roster refused: {report.errors} error(s): {', '.join(sorted(rules))}")
        self.report = report


class Stop(Exception):
    """One finding that ends the import where it stands; it becomes a message of the report."""

    def __init__(
        self,
        rule: str,
        *,
        file: str = "",
        line: int | None = None,
        column: str = "",
        values: Mapping[str, object] | None = None,
    ) -> None:
        super().__init__(rule)
        self.rule = rule
        self.file = file
        self.line = line
        self.column = column
        self.values = dict(values or {})


class BoardUnknown(Exception):
    """No school body has this code."""
