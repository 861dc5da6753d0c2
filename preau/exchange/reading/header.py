"""The header of a table against its declaration: where each column stands, and what is amiss."""

import difflib
from collections.abc import Sequence
from dataclasses import dataclass

from preau.exchange.findings import Findings
from preau.exchange.tables import Column, Table


@dataclass(frozen=True)
class Layout:
    """The width of the file's rows, and the position of each column read (None when absent)."""

    width: int
    positions: dict[str, int | None]

    @property
    def order(self) -> tuple[str, ...]:
        """The columns read, in the order of the file."""
        found = {place: name for name, place in self.positions.items() if place is not None}
        return tuple(found[place] for place in sorted(found))


def layout_of(table: Table, header: Sequence[str], findings: Findings) -> Layout | None:
    """Where the columns stand; None, with errors told, when the file cannot be read."""
    names = [name.strip() for name in header]
    spelled = {
        name.lower(): name
        for name in (*table.header, *table.ignored, *(c.name for c in table.beside))
    }
    standard = [spelled.get(name.lower(), name) for name in names]
    if _twice(table, standard, findings):
        return None
    _tell_case(table, names, standard, findings)
    _tell_order(table, standard, findings)
    _tell_extra(table, standard, findings)
    return _positions(table, standard, findings)


def _twice(table: Table, names: Sequence[str], findings: Findings) -> bool:
    doubles = sorted({name for name in names if name and names.count(name) > 1})
    for name in doubles:
        findings.error("column_twice", table.name, line=1, column=name[:60])
    return bool(doubles)


def _tell_case(
    table: Table, names: Sequence[str], standard: Sequence[str], findings: Findings
) -> None:
    for name, right in zip(names, standard, strict=True):
        if name != right:
            findings.warning(
                "column_case", table.name, line=1, column=right, values={"found": name[:60]}
            )


def _tell_order(table: Table, names: Sequence[str], findings: Findings) -> None:
    known = [name for name in names if name in table.header]
    if known != [name for name in table.header if name in known]:
        findings.warning("column_order", table.name, line=1)


def _tell_extra(table: Table, names: Sequence[str], findings: Findings) -> None:
    expected = {*table.header, *table.ignored, *(column.name for column in table.beside)}
    for name in names:
        if name in expected or name.startswith("metadata."):
            continue
        if not name:
            findings.warning("column_empty", table.name, line=1)
            continue
        near = difflib.get_close_matches(name, [n for n in table.header if n not in names], 1)
        findings.warning(
            "column_near" if near else "column_extra",
            table.name,
            line=1,
            column=name[:60],
            values={"near": near[0] if near else ""},
        )


def _positions(table: Table, names: list[str], findings: Findings) -> Layout | None:
    positions: dict[str, int | None] = {}
    complete = True
    for column in (*table.columns, *table.beside):
        position = names.index(column.name) if column.name in names else None
        if position is None:
            complete &= _tell_missing(table, column, findings)
        positions[column.to] = position
    missing = [n for n in table.header if n not in names and n not in _read(table)]
    if missing:
        findings.warning(
            "columns_missing", table.name, line=1, values={"columns": ", ".join(missing)}
        )
    return Layout(len(names), positions) if complete else None


def _read(table: Table) -> set[str]:
    return {column.name for column in table.columns}


def _tell_missing(table: Table, column: Column, findings: Findings) -> bool:
    if column in table.beside:
        return True
    if column.required:
        findings.error("column_missing", table.name, line=1, column=column.name)
        return False
    findings.warning("column_absent", table.name, line=1, column=column.name)
    return True
