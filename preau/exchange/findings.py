"""Gathers findings while an import runs: all go to a report file, the first few stay in memory.

Personal values come in masked. The file is for a spreadsheet, so a cell that a spreadsheet would
take for a formula is written behind an apostrophe.
"""

import csv
import os
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any

from preau.exchange.errors import Stop
from preau.exchange.messages import text_of
from preau.exchange.report import Message, Severity

COLUMNS = ("severity", "file", "line", "column", "rule", "rows", "text")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def plain_cell(value: object) -> str:
    """A cell that no spreadsheet runs as a formula."""
    text = str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


class Findings:
    """Counts by severity, the first messages of each, and the report file."""

    def __init__(self, path: Path, *, shown: int) -> None:
        self.path = path
        self.counts: Counter[Severity] = Counter()
        self._shown = shown
        self._kept: dict[Severity, list[Message]] = {severity: [] for severity in Severity}
        self._stream: IO[str] | None = None
        self._writer: Any = None

    def error(self, rule: str, file: str = "", **where: Any) -> None:
        self._add(Severity.ERROR, rule, file, **where)

    def warning(self, rule: str, file: str = "", **where: Any) -> None:
        self._add(Severity.WARNING, rule, file, **where)

    def notice(self, rule: str, file: str = "", **where: Any) -> None:
        self._add(Severity.NOTICE, rule, file, **where)

    def stop(self, stop: Stop) -> None:
        """Take over the finding that ended the import."""
        self.error(stop.rule, stop.file, line=stop.line, column=stop.column, values=stop.values)

    def add(self, severity: Severity, rule: str, file: str, **where: Any) -> None:
        self._add(severity, rule, file, **where)

    def _add(
        self,
        severity: Severity,
        rule: str,
        file: str,
        *,
        line: int | None = None,
        column: str = "",
        values: Mapping[str, object] | None = None,
        count: int = 1,
    ) -> None:
        text = text_of(rule, {**(values or {}), "count": count})
        message = Message(severity, file, line, column, rule, text, count)
        self.counts[severity] += 1
        if len(self._kept[severity]) < self._shown:
            self._kept[severity].append(message)
        self._write(message)

    def _write(self, message: Message) -> None:
        if self._writer is None:
            self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            handle = os.open(self.path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
            self._stream = os.fdopen(handle, "w", encoding="utf-8", newline="")
            self._writer = csv.writer(self._stream)
            self._writer.writerow(COLUMNS)
        row = (
            message.severity,
            message.file,
            message.line or "",
            message.column,
            message.rule,
            message.count,
            message.text,
        )
        self._writer.writerow([plain_cell(value) for value in row])

    def close(self) -> Path | None:
        """Finish the report file; None when there was nothing to write."""
        if self._stream is None:
            return None
        self._stream.close()
        return self.path

    def shown(self) -> tuple[Message, ...]:
        """Errors first, then warnings, then notices: at most as many as a person reads."""
        every = [m for severity in Severity for m in self._kept[severity]]
        return tuple(every[: self._shown])
