"""Rows in the text format of COPY.

When every column of a file is kept as it stands, its lines go to the database as they are, each
behind its number: that format is then the file's own.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from preau.exchange.loading.stage import PREFIX
from preau.exchange.reading.checked import Checked
from preau.exchange.reading.header import Layout
from preau.exchange.reading.rows import Block
from preau.exchange.reading.sheets import Sheet
from preau.exchange.tables import Table

_ESCAPES = {"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t", ",": "\\,", ";": "\\;"}
_TRANSLATION = str.maketrans(_ESCAPES)


@dataclass(frozen=True)
class Written:
    """The columns of one COPY, and the sign between them."""

    table: str
    fields: tuple[str, ...]
    separator: str
    is_whole_file: bool

    @classmethod
    def of(cls, table: Table, layout: Layout, separator: str) -> "Written":
        """The file's own columns when all of them are kept and none is added."""
        order = layout.order
        if len(order) == layout.width and not table.derived:
            return cls(table.raw, order, separator, True)
        return cls(table.raw, table.fields, "\t", False)

    @property
    def statement(self) -> str:
        names = ", ".join(f'"{name}"' for name in self.fields)
        return (
            f"COPY {PREFIX}{self.table} (line, {names}) FROM STDIN (DELIMITER E'{self.separator}')"
        )

    def encoded(self, block: Block | Sheet, found: Checked) -> bytes:
        if self.is_whole_file and found.is_verbatim and isinstance(block, Sheet):
            lines = block.text[:-1].split("\n")
            numbered = map(f"%d{self.separator}%s".__mod__, zip(block.lines, lines, strict=True))
            return ("\n".join(numbered) + "\n").encode()
        columns = [list(map(str, found.lines)), *(found.values[name] for name in self.fields)]
        return self._joined(columns) if columns[0] else b""

    def _joined(self, columns: Sequence[Sequence[str]]) -> bytes:
        width, height = len(columns), len(columns[0])
        text = "\n".join(map(self.separator.join, zip(*columns, strict=True)))
        clean = (
            "\\" not in text
            and "\r" not in text
            and text.count(self.separator) == (width - 1) * height
            and text.count("\n") == height - 1
        )
        if not clean:
            rows: Any = zip(*columns, strict=True)
            text = "\n".join(
                self.separator.join(cell.translate(_TRANSLATION) for cell in row) for row in rows
            )
        return f"{text}\n".encode()
