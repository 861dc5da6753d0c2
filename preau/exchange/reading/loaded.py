"""COPY of a table's rows into its temporary table, while they are being read."""

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

from preau.exchange.findings import Findings
from preau.exchange.loading.stage import PREFIX
from preau.exchange.package import Member
from preau.exchange.reading.checked import Checker
from preau.exchange.reading.header import layout_of
from preau.exchange.reading.lines import Wording, blocks, encoding_of
from preau.exchange.tables import Table

_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
Progress = Callable[[int], None]


@dataclass(frozen=True)
class Loaded:
    """Rows kept of a file, whether none had to be left out, whether an identifier may repeat."""

    rows: int
    is_whole: bool
    may_repeat: bool


def load(table: Table, member: Member, findings: Findings, progress: Progress) -> Loaded | None:
    """Read one file into its temporary table; None when its header is unfit."""
    wording = Wording(encoding_of(member, table.name))
    source = blocks(member, table.name, wording)
    first = next(source, None)
    layout = layout_of(table, wording.header, findings)
    if layout is None:
        return None
    checker = Checker(table, layout, findings)
    with transaction.atomic(), connection.cursor() as cursor:
        if first is not None:
            names = ", ".join(f'"{name}"' for name in table.fields)
            statement = f"COPY {PREFIX}{table.raw} (line, {names}) FROM STDIN"
            with cursor.copy(statement) as copy:
                for block in itertools.chain([first], source):
                    copy.write(_encoded(checker.columns(block)))
                    progress(wording.position)
        cursor.execute(f"ANALYZE {PREFIX}{table.raw}")
    checker.finish()
    wording.tell(findings, table.name)
    if first is None:
        findings.warning("no_row", table.name, line=1)
    return Loaded(checker.rows, checker.ragged == 0, checker.may_repeat)


def _encoded(columns: Sequence[Sequence[str]]) -> bytes:
    """Rows in the text format of COPY."""
    width, height = len(columns), len(columns[0])
    if not height:
        return b""
    text = "\n".join(map("\t".join, zip(*columns, strict=True)))
    clean = (
        "\\" not in text
        and "\r" not in text
        and text.count("\t") == (width - 1) * height
        and text.count("\n") == height - 1
    )
    if not clean:
        rows: Any = zip(*columns, strict=True)
        text = "\n".join("\t".join(cell.translate(_ESCAPES) for cell in row) for row in rows)
    return f"{text}\n".encode()
