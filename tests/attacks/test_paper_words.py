"""What is written in a paper is printed as text: markup, code, orders to a terminal, odd signs."""

import dataclasses
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any

import pytest

from preau.core.documents import render
from preau.finances.documents import data as statements
from preau.results.documents import data as report_cards
from tests.papers.pdf import words_of
from tests.papers.samples import report_card, statement

HOSTILE = (
    '#read("/etc/passwd")',
    '#import "/data.json": *',
    '#eval("1+1") #sys.inputs #panic()',
    "*gras* _italique_ `code` $ sum_1 $ <label> @ref = Titre",
    "] #pagebreak() [ } { \\ \\u{41} // comment /* ouvert",
    "=1+1 %(page)s %s {0} {{ x }} {% y %}",
    "</text><script>x()</script> \"guillemet\" 'apostrophe'",
)
ODD = (
    "bas\x00niveau",
    "bip\x07 \x1b[31m rouge \x08",
    "tab\tligne\r\nautre\x0bsaut\x0c",
    "\x85\x9f\u2028\u2029",
    "\u202eenvers\u202c \u2066x\u2069 \u200b\u200d\ufeff",
    "\ufffe\uffff\U0010ffff",
    "\ue000\U000f0000",
    "e" + "\u0301" * 60,
    "\U0001f469\u200d\U0001f469\u200d\U0001f467 中文 العربية ไทย ᐃᓄᒃᑎᑐᑦ",
    "x" * 3000,
    "é" * 400,
    "\u2764\ufe0f \U0001f44d\U0001f3fd 1\ufe0f\u20e3 e\u20e3 \U0001f1e8\U0001f1e6",
    "\U0001f3f4\U000e0067\U000e0062\U000e007f \u25a1\ufe0f",
    "中\u0301 ท\u0e34\u0e49 हिन्दी தமிழ் မြန်မာ",
    "\u200d\ufe0f\u0301 \u20e3",
)


def filled(value: Any, said: str) -> Any:
    """The same paper with every free text replaced."""
    if isinstance(value, Enum | date | Decimal | bytes | bool | int | type(None)):
        return value
    if isinstance(value, str):
        return said
    if isinstance(value, tuple):
        return tuple(filled(one, said) for one in value)
    changed = {
        field.name: filled(getattr(value, field.name), said)
        for field in dataclasses.fields(value)
        if field.name != "language"
    }
    return dataclasses.replace(value, **changed)


PAPERS = {
    "statement": lambda said: statements.document_of(filled(statement(), said)),
    "report card": lambda said: report_cards.document_of(filled(report_card(), said)),
}


@pytest.mark.parametrize("words", HOSTILE)
@pytest.mark.parametrize("paper", PAPERS)
def test_a26_a30_markup_in_every_text_is_printed_as_it_is(paper: str, words: str) -> None:
    said = words_of(render(PAPERS[paper](words)))
    assert "root:" not in said
    assert " ".join(words.split()) in said


@pytest.mark.parametrize("words", ODD, ids=range(len(ODD)))
@pytest.mark.parametrize("paper", PAPERS)
def test_a26_an_odd_sign_in_every_text_stops_no_paper(paper: str, words: str) -> None:
    said = render(PAPERS[paper](words))
    assert said.startswith(b"%PDF-")


@pytest.mark.parametrize(
    "said", ["Bravo 1\ufe0f\u20e3 fois", "\U0001f44d\U0001f3fd 1\u20e3, 0\ufe0f\u20e3"]
)
def test_a_digit_lost_in_one_comment_is_lost_in_no_amount(said: str) -> None:
    """A digit in a box is a digit that no font has: no other of the paper is replaced with it."""
    given = dataclasses.replace(statement(), notes=(said,))
    usual = words_of(render(statements.document_of(dataclasses.replace(given, notes=()))))
    printed = words_of(render(statements.document_of(given)))
    assert "\u25a1" in printed
    for part in ("829,20 $", "17 novembre 2026", "128, rue Saint-Jean-Baptiste", "0004 5120 0731"):
        assert part in usual
        assert part in printed
