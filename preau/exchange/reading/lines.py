"""A table's bytes as rows: encoding, separator, line ends, quotes.

UTF-8 with commas is the rule. A byte-order mark, CRLF, a missing last line break, semicolons and
windows-1252 (the habits of a French Excel) are read and told.
"""

import codecs
import csv
import io
from collections.abc import Iterator
from typing import Any

from preau.exchange.errors import Stop
from preau.exchange.package import Member
from preau.exchange.package.meter import MeteredStream
from preau.exchange.reading.rows import CELL, Block, Wording, grouped
from preau.exchange.reading.sheets import Sheet, sheets

_LINE = 1_048_576
_UTF8_MARK = b"\xef\xbb\xbf"
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")


def blocks(member: Member, file: str, wording: Wording) -> Iterator[Block | Sheet]:
    """The rows after the header, by block; `wording.header` is filled before the first.

    Raises Stop when the quotes are broken or a cell holds a line break.
    """
    csv.field_size_limit(CELL)
    with member.open() as raw:
        text = _decoded(raw, file, wording)
        first = text.readline(CELL)
        if not first.strip():
            raise Stop("empty_file", file=file, line=1)
        wording.has_crlf = first.endswith("\r\n")
        wording.separator = _separator(first)
        wording.header = next(_rows([first], wording, file))
        cut = grouped if wording.has_returns else sheets
        for block in cut(text, file, wording):
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


def wording_of(member: Member, file: str) -> Wording:
    """utf-8, or windows-1252 when the bytes are no UTF-8."""
    for encoding in ("utf-8", "cp1252"):
        decoder = codecs.getincrementaldecoder(encoding)()
        has_returns = False
        try:
            with member.open() as stream:
                while chunk := stream.read(1 << 20):
                    if stream.count == len(chunk) and chunk.startswith(_UTF16_MARKS):
                        raise Stop("utf16", file=file, line=1)
                    decoder.decode(chunk)
                    has_returns = has_returns or b"\r" in chunk
                decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            continue
        return Wording(encoding, has_returns=has_returns)
    raise Stop("undecodable", file=file)
