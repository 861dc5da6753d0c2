"""A26: what people wrote cannot make the composer of papers read, fetch or run anything."""

import dataclasses
import re
from pathlib import Path

import pytest

from preau.core.documents import render
from preau.finances.documents import data as finances
from preau.results.documents import data as results
from preau.results.documents.context import Recipient, TermNotes
from tests.house.test_repository import FILES
from tests.papers.pdf import Tags, words_of
from tests.papers.samples import report_card, statement

TEMPLATES = [path for path in FILES if path.suffix == ".typ"]
HOSTILE = [
    '#read("/etc/passwd")',
    '#image("/etc/passwd")',
    '#import "@preview/cetz:0.3.0": canvas',
    '"); #panic(read("/core/page.typ")',
    '#link("http://127.0.0.1:1/")[ici]',
    "$sum$ *gras* `#eval` <l> @l \\ #sys.inputs.data",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_a26_a_report_card_prints_hostile_words_as_words(text: str) -> None:
    card = report_card(count=1, general_comment=text, next_step=text, year=text)
    subject = dataclasses.replace(card.subjects[0], title=text, teacher=text, comments=(text,))
    card = dataclasses.replace(
        card,
        pupil=dataclasses.replace(card.pupil, full_name=text),
        recipient=Recipient(text, (text,)),
        subjects=(subject,),
        other_competencies=(TermNotes(text, (text,)),),
    )
    content = render(results.document_of(card))
    said = words_of(content).replace(" ", "")
    assert said.count(text.replace(" ", "")) >= 9
    assert "root:x:" not in said
    assert b"/URI" not in content
    assert text in Tags(content).title


@pytest.mark.parametrize("text", HOSTILE)
def test_a26_a_statement_prints_hostile_words_as_words(text: str) -> None:
    given = statement(entries=1, how_to_pay=text, notes=(text,), mark=text, reference=text)
    entry = dataclasses.replace(given.entries[0], label=text, child=text)
    payer = dataclasses.replace(given.payer, name=text, address_lines=(text,))
    content = render(
        finances.document_of(dataclasses.replace(given, entries=(entry,), payer=payer))
    )
    said = words_of(content).replace(" ", "")
    assert said.count(text.replace(" ", "")) >= 7
    assert "root:x:" not in said
    assert b"/URI" not in content


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_a26_no_template_fetches_a_package_or_reads_text_as_code(template: Path) -> None:
    source = template.read_text("utf-8")
    assert not re.search(r'"@|\beval\b|\bplugin\b|mode:', source)
    assert not re.search(r'\bread\(|image\("|\binclude\b', source)


def test_a26_there_are_templates() -> None:
    assert len(TEMPLATES) >= 3
