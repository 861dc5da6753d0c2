"""A statement as a paper: its template stands beside its words."""

from pathlib import Path

from preau.core.documents import Document, render
from preau.finances.documents.context import Statement
from preau.finances.documents.data import to_data

TEMPLATE = Path(__file__).parent / "statement.typ"


def document_of(statement: Statement) -> Document:
    """What the press takes. The same words give the same bytes."""
    return Document(TEMPLATE, to_data(statement), statement.issued_on)


def print_now(statement: Statement) -> bytes:
    """The PDF, made in this process. Raises DocumentFailed."""
    return render(document_of(statement))
