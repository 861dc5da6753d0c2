"""Cutting whole portions gives the rows, lines and refusals of the csv reader, to the letter."""

import csv
import io
from collections.abc import Iterator
from random import Random

import pytest

from preau.exchange.errors import Stop
from preau.exchange.reading import sheets
from preau.exchange.reading.rows import CELL, Block, Wording, grouped
from preau.exchange.reading.sheets import Sheet

HEADER = ["a", "b", "c"]
REGULAR = "".join(f"id-{n},Zoé {n},\n" for n in range(40))
CASES = {
    "nothing": "",
    "regular": REGULAR,
    "no last break": REGULAR.removesuffix("\n"),
    "identifiers alone": "".join(f"id-{n},x,y\n" for n in range(40)),
    "blank line": REGULAR + "\n" + REGULAR,
    "blank row": REGULAR + ",,\n" + REGULAR,
    "blank row first": ",,\n" + REGULAR,
    "too wide": REGULAR + "1,2,3,4\n" + REGULAR,
    "too narrow": REGULAR + "1,2\n" + REGULAR,
    "wide then narrow": REGULAR + "1,2,3,4\n1,2\n" + REGULAR,
    "quotes": REGULAR + '"a,b",x,"l’""autre"""\n' * 9 + REGULAR,
    "a quote inside": REGULAR + 'a"b,x,y\n' + REGULAR,
    "a break in a cell": REGULAR + '"a\nb",x,y\n' + REGULAR,
    "a quote left open": REGULAR + '"a,x,y\n' + REGULAR,
    "signs after a quote": REGULAR + '"a"b,x,y\n' + REGULAR,
    "separators of Unicode": "a\u2028b,\x85,\x0b\n" * 9,
    "a cell too long": REGULAR + f"{'x' * 70_000},y,z\n" + REGULAR,
}


@pytest.fixture(params=[5, 64, 1 << 19], autouse=True)
def portion(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "_PORTION", request.param)
    csv.field_size_limit(CELL)


def wording() -> Wording:
    found = Wording("utf-8", has_returns=False)
    found.header = HEADER
    return found


def rows_of(blocks: Iterator[Block | Sheet]) -> list[object]:
    """Every row with its line, then the refusal if there is one."""
    found: list[object] = []
    try:
        for block in blocks:
            rows = zip(*block.columns, strict=True) if isinstance(block, Sheet) else block.rows
            found += [(n, list(row)) for n, row in zip(block.lines, rows, strict=True)]
    except Stop as stop:
        # What stood in the same block before the fault is lost with it, however it was cut.
        return [(stop.rule, stop.line)]
    return found


def stream_of(text: str) -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BytesIO(text.encode()), "utf-8", newline="")


def both(text: str) -> tuple[list[object], list[object]]:
    by_portion = rows_of(sheets.sheets(stream_of(text), "f", wording()))
    by_row = rows_of(grouped(io.StringIO(text, newline=""), "f", wording()))
    return by_portion, by_row


@pytest.mark.parametrize("case", CASES)
def test_a_case_is_read_as_the_csv_reader_does(case: str) -> None:
    by_portion, by_row = both(CASES[case])
    assert by_portion == by_row


def test_any_text_is_read_as_the_csv_reader_does() -> None:
    random = Random(11)
    for _ in range(300):
        signs = random.choices('ab,\n"é ', weights=(9, 9, 9, 4, random.randrange(2), 1, 1), k=90)
        by_portion, by_row = both("".join(signs))
        assert by_portion == by_row, "".join(signs)


def test_a_regular_portion_is_cut_at_once() -> None:
    first = next(sheets.sheets(stream_of(REGULAR), "f", wording()))
    assert isinstance(first, Sheet)
    assert not first.has_only_identifiers
