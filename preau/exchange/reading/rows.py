"""Rows as the csv reader gives them, and what is known of how their file is written."""

import csv
import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from preau.exchange.errors import Stop
from preau.exchange.findings import Findings

BLOCK = 4000
CELL = 65_536


@dataclass(frozen=True)
class Block:
    """Rows in a row, with the line on which each begins."""

    lines: list[int]
    rows: list[list[str]]


class Wording:
    """How one file is written, found while it is read."""

    def __init__(self, encoding: str, *, has_returns: bool) -> None:
        self.encoding = encoding
        self.has_returns = has_returns
        self.header: list[str] = []
        self.separator = ","
        self.has_mark = False
        self.has_crlf = False
        self.has_last_break = True
        self.position = 0

    def tell(self, findings: Findings, file: str) -> None:
        """Warn of every habit that had to be forgiven."""
        rules = {
            "encoding": self.encoding != "utf-8",
            "separator": self.separator != ",",
            "byte_order_mark": self.has_mark,
            "line_end": self.has_crlf,
            "last_break": not self.has_last_break,
        }
        for rule, found in rules.items():
            if found:
                findings.warning(rule, file, line=1 if rule != "last_break" else None)


def grouped(text: Iterable[str], file: str, wording: Wording, *, line: int = 2) -> Iterator[Block]:
    """The rows of `text`, the first on `line`, by block.

    Raises Stop when the quotes are broken or a cell holds a line break.
    """
    reader = csv.reader(text, delimiter=wording.separator, strict=True)
    before = line - 1
    while True:
        rows: list[list[str]] = []
        try:
            rows.extend(itertools.islice(reader, BLOCK))
        except csv.Error as error:
            raise Stop("quotes", file=file, line=line + len(rows)) from error
        if not rows:
            return
        # One line a row, unless a cell holds a line break: forbidden, and mostly an open quote.
        if reader.line_num + before != line + len(rows) - 1:
            raise Stop("line_break", file=file, line=_first_broken(rows, line))
        yield Block(list(range(line, line + len(rows))), rows)
        line += len(rows)


def _first_broken(rows: list[list[str]], line: int) -> int:
    broken = (i for i, row in enumerate(rows) if any("\n" in c or "\r" in c for c in row))
    return line + next(broken, 0)
