"""Cells of whole portions of a file at once, where every line is regular.

A portion without quotes is cut into columns. One with quotes, or with a line that is blank or of
another width, goes through the csv reader; and all that follows a quote left open, too.
"""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

from preau.exchange.reading.rows import CELL, Block, Wording, grouped
from preau.exchange.tables.cells import IDENTIFIER_SIGNS

_PORTION = 1 << 19


@dataclass(frozen=True)
class Sheet:
    """The same by column, for rows that all have the width of the header.

    `has_only_identifiers`: no cell holds a sign that an identifier could not.
    """

    lines: range
    text: str
    columns: list[list[str]]
    has_only_identifiers: bool


def sheets(text: io.TextIOWrapper, file: str, wording: Wording) -> Iterator[Block | Sheet]:
    """The rows of a file without carriage returns. Raises what `grouped` raises."""
    line, rest = 2, ""
    while portion := text.read(_PORTION):
        whole, found, rest = (rest + portion).rpartition("\n")
        if not found:
            continue
        count = whole.count("\n") + 1
        block = _block(f"{whole}\n", range(line, line + count), wording)
        if block is None:
            following = _lines(f"{whole}\n{rest}", text)
            yield from grouped(following, file, wording, line=line)
            return
        yield block
        line += count
    if rest:
        yield from grouped([rest], file, wording, line=line)


def _block(text: str, lines: range, wording: Wording) -> Block | Sheet | None:
    """The rows of whole lines; None when a row is not one line, or the quotes are broken."""
    if '"' not in text and (sheet := _sheet(text, lines, wording)):
        return sheet
    reader = csv.reader(io.StringIO(text), delimiter=wording.separator, strict=True)
    try:
        rows = list(reader)
    except csv.Error:
        return None
    return Block(list(lines), rows) if len(rows) == len(lines) else None


def _lines(begun: str, text: io.TextIOWrapper) -> Iterator[str]:
    """Lines of which the first were read already, the last of these perhaps in part."""
    *whole, last = begun.split("\n")
    yield from (f"{line}\n" for line in whole)
    if last := last + text.readline():
        yield last
    yield from text


def _sheet(text: str, lines: range, wording: Wording) -> Sheet | None:
    """The columns of lines that are all of the header's width; None when one is not, or blank."""
    width, separator = len(wording.header), wording.separator
    empty = separator * (width - 1) + "\n"
    if width < 2 or text.startswith(empty) or f"\n{empty}" in text or _has_long_line(text):
        return None
    bones = text.encode().translate(None, IDENTIFIER_SIGNS)
    regular = empty.encode() * len(lines)
    has_only_identifiers = bones == regular
    if not has_only_identifiers and _bare(bones, separator) != regular:
        return None
    cells = text[:-1].replace("\n", separator).split(separator)
    columns = [cells[place::width] for place in range(width)]
    return Sheet(lines, text, columns, has_only_identifiers)


def _bare(text: bytes, separator: str) -> bytes:
    """Separators and line breaks alone, in their order."""
    return text.translate(None, bytes(set(range(256)) - {10, ord(separator)}))


def _has_long_line(text: str) -> bool:
    start = 0
    while start < len(text):
        last = text.rfind("\n", start, start + CELL)
        if last < 0:
            return True
        start = last + 1
    return False
