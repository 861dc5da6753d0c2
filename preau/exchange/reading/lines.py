"""A table's bytes as rows: encoding, separator, line ends, quotes.

UTF-8 with commas is the rule. A byte-order mark, CRLF, a missing last line break, semicolons and
windows-1252 (the habits of a French Excel) are read and told.

A file without any quote or carriage return is cut into cells by portions, all at once; any portion
that is not perfectly regular, and any other file, goes through the csv reader row by row.
"""

import codecs
import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from preau.exchange.errors import Stop
from preau.exchange.findings import Findings
from preau.exchange.package import Member
from preau.exchange.package.meter import MeteredStream
from preau.exchange.tables.cells import IDENTIFIER_SIGNS

BLOCK = 4000
_PORTION = 1 << 19
_CELL = 65_536
_LINE = 1_048_576
_UTF8_MARK = b"\xef\xbb\xbf"
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True)
class Block:
    """Rows in a row, with the line on which each begins."""

    lines: list[int]
    rows: list[list[str]]


@dataclass(frozen=True)
class Sheet:
    """The same by column, for rows that all have the width of the header.

    `has_only_identifiers`: no cell holds a sign that an identifier could not.
    """

    lines: range
    text: str
    columns: list[list[str]]
    has_only_identifiers: bool


class Wording:
    """How one file is written, found while it is read."""

    def __init__(self, encoding: str, *, is_plain: bool = False) -> None:
        self.encoding = encoding
        self.is_plain = is_plain
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


def blocks(member: Member, file: str, wording: Wording) -> Iterator[Block | Sheet]:
    """The rows after the header, by block; `wording.header` is filled before the first.

    Raises Stop when the quotes are broken or a cell holds a line break.
    """
    csv.field_size_limit(_CELL)
    with member.open() as raw:
        text = _decoded(raw, file, wording)
        first = text.readline(_CELL)
        if not first.strip():
            raise Stop("empty_file", file=file, line=1)
        wording.has_crlf = first.endswith("\r\n")
        wording.separator = _separator(first)
        wording.header = next(_rows([first], wording, file))
        found = _sheets(text, file, wording) if wording.is_plain else _grouped(text, file, wording)
        for block in found:
            wording.position = raw.count
            yield block
        wording.has_last_break = raw.last in (b"\n", b"\r")


def _decoded(raw: MeteredStream, file: str, wording: Wording) -> io.TextIOWrapper:
    stream = io.BufferedReader(_Guarded(raw, file), 1 << 18)
    wording.has_mark = stream.peek(4).startswith(_UTF8_MARK)
    if wording.has_mark:
        stream.read(3)
    return io.TextIOWrapper(stream, encoding=wording.encoding, errors="strict", newline="")


def _separator(header: str) -> str:
    return ";" if header.count(";") > header.count(",") else ","


def _rows(lines: list[str], wording: Wording, file: str) -> Iterator[list[str]]:
    try:
        yield from csv.reader(lines, delimiter=wording.separator, strict=True)
    except csv.Error as error:
        raise Stop("quotes", file=file, line=1) from error


class _Guarded(io.RawIOBase):
    """A member's bytes by portions that hold a line break and no nul, so that no line fills the
    memory and nothing reaches the database that it cannot hold."""

    def __init__(self, raw: MeteredStream, file: str) -> None:
        self._raw = raw
        self._file = file
        self._since_break = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        view = memoryview(buffer)
        size = self._raw.readinto(view)
        data = bytes(view[:size])
        if b"\0" in data:
            raise Stop("nul", file=self._file)
        last = max(data.rfind(b"\n"), data.rfind(b"\r"))
        self._since_break = size - last if last >= 0 else self._since_break + size
        if self._since_break > _LINE:
            raise Stop("line_long", file=self._file, values={"limit": _LINE})
        return size


def _sheets(text: io.TextIOWrapper, file: str, wording: Wording) -> Iterator[Block | Sheet]:
    line = 2
    rest = ""
    while True:
        portion = text.read(_PORTION)
        whole, found, rest = (rest + portion).rpartition("\n")
        if not portion and rest:
            whole, found, rest = rest, "\n", ""
        if found:
            count = whole.count("\n") + 1
            sheet = _sheet(whole + "\n", range(line, line + count), wording)
            if sheet:
                yield sheet
            else:
                yield from _grouped(io.StringIO(whole, newline=""), file, wording, line=line)
            line += count
        if not portion:
            return


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
        last = text.rfind("\n", start, start + _CELL)
        if last < 0:
            return True
        start = last + 1
    return False


def _grouped(text: Iterable[str], file: str, wording: Wording, *, line: int = 2) -> Iterator[Block]:
    reader = csv.reader(text, delimiter=wording.separator, strict=True)
    before = line - 1
    while True:
        rows: list[list[str]] = []
        try:
            for row in reader:
                rows.append(row)
                if len(rows) == BLOCK:
                    break
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


def wording_of(member: Member, file: str) -> Wording:
    """utf-8, or windows-1252 when the bytes are no UTF-8; plain without quotes and returns."""
    for encoding in ("utf-8", "cp1252"):
        decoder = codecs.getincrementaldecoder(encoding)()
        is_plain = True
        try:
            with member.open() as stream:
                while chunk := stream.read(1 << 20):
                    if stream.count == len(chunk) and chunk.startswith(_UTF16_MARKS):
                        raise Stop("utf16", file=file, line=1)
                    decoder.decode(chunk)
                    is_plain = is_plain and b'"' not in chunk and b"\r" not in chunk
                decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            continue
        return Wording(encoding, is_plain=is_plain)
    raise Stop("undecodable", file=file)
