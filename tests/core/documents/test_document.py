"""What tells a paper from another: whatever changes what is printed, in any of its files."""

import dataclasses
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from preau.core.documents import Document, document, fingerprint_of
from preau.finances.documents.data import document_of as paper_of_statement
from preau.results.documents.data import document_of as paper_of_card
from tests.papers.samples import report_card, signature, statement

PAPERS: dict[str, Callable[[], Document]] = {
    "report card": lambda: paper_of_card(report_card()),
    "statement": lambda: paper_of_statement(statement()),
}


@pytest.fixture(params=PAPERS)
def paper(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch) -> Document:
    """A paper made from copies of its templates."""
    made = PAPERS[request.param]()
    shared = shutil.copytree(document.shared_templates(), tmp_path / "shared")
    own = shutil.copytree(made.template.parent, tmp_path / "own")
    monkeypatch.setattr(document, "shared_templates", lambda: shared)
    return dataclasses.replace(made, template=own / made.template.name)


def test_a_change_of_any_template_makes_another_paper(paper: Document, tmp_path: Path) -> None:
    seen = {fingerprint_of(paper)}
    assert fingerprint_of(paper) in seen
    sources = sorted(tmp_path.rglob("*.typ"))
    assert {source.name for source in sources} >= {"page.typ", paper.template.name}
    for source in sources:
        source.write_text(source.read_text("utf-8") + "\n// Otherwise.\n", "utf-8")
        assert fingerprint_of(paper) not in seen
        seen.add(fingerprint_of(paper))


def test_another_word_day_or_picture_makes_another_paper(paper: Document) -> None:
    others = (
        dataclasses.replace(paper, data={**paper.data, "title": "Autre"}),
        dataclasses.replace(paper, dated=date(2020, 1, 1)),
        dataclasses.replace(paper, images={"signature.png": signature()}),
        paper,
    )
    assert len({fingerprint_of(other) for other in others}) == len(others)
