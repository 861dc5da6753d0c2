"""Checks a block of rows column by column. Each distinct value is looked at once per block.

Rows that break a rule stay in: the package is refused at the end, when all has been told.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from preau.core.text import mask
from preau.exchange.findings import Findings
from preau.exchange.reading.header import Layout
from preau.exchange.reading.rows import Block
from preau.exchange.reading.sheets import Sheet
from preau.exchange.report import Severity
from preau.exchange.tables import Column, Table
from preau.exchange.tables.cells import Read, Text, all_identifiers, are_short, identifier

EMPTY = Read("", "required")


@dataclass
class Grouped:
    """A rule told once for a whole column."""

    line: int
    count: int = 0


@dataclass(frozen=True)
class Checked:
    """Rows by column. `is_verbatim`: every cell is as in the file, where none needs escaping."""

    lines: Sequence[int]
    values: dict[str, Sequence[str]]
    is_verbatim: bool


class Checker:
    """Turns blocks of one file into the columns of its temporary table."""

    def __init__(self, table: Table, layout: Layout, findings: Findings) -> None:
        self.rows = 0
        self.ragged = 0
        # Columns in which something stands.
        self.filled: set[str] = set()
        self._keys: set[int] = set()
        self._table = table
        self._layout = layout
        self._findings = findings
        self._grouped: dict[tuple[str, str, Severity], Grouped] = {}

    def checked(self, block: Block | Sheet) -> Checked:
        """The rows of a block that can be kept."""
        lines, cells = self._cells(block)
        known = isinstance(block, Sheet) and block.has_only_identifiers
        self.rows += len(lines)
        values: dict[str, Sequence[str]] = {}
        for column in (*self._table.columns, *self._table.beside):
            position = self._layout.positions[column.to]
            if position is None:
                values[column.to] = [""] * len(lines)
            elif known and column.cell is identifier and are_short(cells[position]):
                values[column.to] = self._filled(column, cells[position], lines)
            else:
                values[column.to] = self._read(column, cells[position], lines)
        as_read = isinstance(block, Sheet) and all(
            values[name] is cells[place]
            for name, place in self._layout.positions.items()
            if place is not None
        )
        for derived in self._table.derived:
            values[derived.to] = list(map(derived.compute, *(values[name] for name in derived.of)))
        self._keys.update(map(hash, values.get("sid", ())))
        return Checked(lines, values, as_read and known)

    @property
    def may_repeat(self) -> bool:
        """False when no identifier came twice; a look at the rows decides in doubt."""
        return len(self._keys) < self.rows

    def finish(self) -> None:
        """Tell the rules that were counted by column."""
        for (name, rule, severity), found in self._grouped.items():
            self._findings.add(
                severity,
                rule,
                self._table.name,
                line=found.line,
                column=name,
                count=found.count,
            )

    def _cells(self, block: Block | Sheet) -> tuple[Sequence[int], Sequence[Sequence[str]]]:
        if isinstance(block, Sheet):
            return block.lines, block.columns
        lines, rows = self._regular(block)
        return lines, list(zip(*rows, strict=True)) or [()] * self._layout.width

    def _regular(self, block: Block) -> tuple[list[int], list[list[str]]]:
        width = self._layout.width
        if set(map(len, block.rows)) == {width} and not self._has_blank(block.rows):
            return block.lines, block.rows
        kept = []
        for line, row in zip(block.lines, block.rows, strict=True):
            if not any(cell.strip() for cell in row):
                self._count("", "blank_row", Severity.WARNING, line)
            elif len(row) != width:
                self.ragged += 1
                self._findings.error(
                    "ragged",
                    self._table.name,
                    line=line,
                    values={"found": len(row), "expected": width},
                )
            else:
                kept.append((line, row))
        return [line for line, _ in kept], [row for _, row in kept]

    @staticmethod
    def _has_blank(rows: list[list[str]]) -> bool:
        return any(not row[0] and not any(row) for row in rows)

    def _filled(self, column: Column, cells: Sequence[str], lines: Sequence[int]) -> Sequence[str]:
        if any(cells):
            self.filled.add(column.to)
        if column.required and "" in cells:
            self._tell(column, "", EMPTY, cells, lines)
        return cells

    def _read(self, column: Column, cells: Sequence[str], lines: Sequence[int]) -> Sequence[str]:
        if column.cell is identifier and all_identifiers(cells):
            self.filled.add(column.to)
            return cells
        if isinstance(column.cell, Text) and cells and column.cell.keeps(cells):
            return self._filled(column, cells, lines)
        distinct = set(cells)
        if distinct - {""}:
            self.filled.add(column.to)
        odd = {value: read for value in distinct if (read := column.cell(value)) is not None}
        if column.required:
            odd.update({value: EMPTY for value in distinct if not value.strip()})
        if not odd:
            return cells
        for value, read in odd.items():
            if read.rule:
                self._tell(column, value, read, cells, lines)
        return [odd[cell].value if cell in odd else cell for cell in cells]

    def _tell(
        self, column: Column, value: str, read: Read, cells: Sequence[str], lines: Sequence[int]
    ) -> None:
        shown = mask(value) if column.personal else value[:60]
        for line, cell in zip(lines, cells, strict=True):
            if cell != value:
                continue
            if read.grouped:
                self._count(column.name, read.rule, read.severity, line)
                continue
            self._findings.add(
                read.severity,
                read.rule,
                self._table.name,
                line=line,
                column=column.name,
                values={"value": shown},
            )

    def _count(self, name: str, rule: str, severity: Severity, line: int) -> None:
        found = self._grouped.setdefault((name, rule, severity), Grouped(line))
        found.line = min(found.line, line)
        found.count += 1
