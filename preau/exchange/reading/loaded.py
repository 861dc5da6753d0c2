"""COPY of a table's rows into its temporary table, while they are being read."""

import itertools
from collections.abc import Callable
from dataclasses import dataclass

from django.db import connection, transaction

from preau.exchange.findings import Findings
from preau.exchange.loading.stage import PREFIX
from preau.exchange.package import Member
from preau.exchange.reading.checked import Checker
from preau.exchange.reading.header import layout_of
from preau.exchange.reading.lines import blocks, wording_of
from preau.exchange.reading.written import Written
from preau.exchange.tables import Table

Progress = Callable[[int], None]


@dataclass(frozen=True)
class Loaded:
    """Rows kept of a file, whether none had to be left out, whether an identifier may repeat.

    `filled`: the columns that are not empty throughout.
    """

    rows: int
    is_whole: bool
    may_repeat: bool
    filled: frozenset[str]


def load(table: Table, member: Member, findings: Findings, progress: Progress) -> Loaded | None:
    """Read one file into its temporary table; None when its header is unfit."""
    wording = wording_of(member, table.name)
    source = blocks(member, table.name, wording)
    first = next(source, None)
    layout = layout_of(table, wording.header, findings)
    if layout is None:
        return None
    checker = Checker(table, layout, findings)
    written = Written.of(table, layout, wording.separator)
    with transaction.atomic(), connection.cursor() as cursor:
        if first is not None:
            with cursor.copy(written.statement) as copy:
                for block in itertools.chain([first], source):
                    copy.write(written.encoded(block, checker.checked(block)))
                    progress(wording.position)
        cursor.execute(f"ANALYZE {PREFIX}{table.raw}")
    checker.finish()
    wording.tell(findings, table.name)
    if first is None:
        findings.warning("no_row", table.name, line=1)
    return Loaded(checker.rows, checker.ragged == 0, checker.may_repeat, frozenset(checker.filled))
