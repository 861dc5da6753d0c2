"""What a paper is made of, and how its making fails."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Document:
    """A paper to make. `template` is a `.typ` file; whatever is in `data` is printed as text.

    `dated` is the PDF's own date, so that the same document has the same bytes on any day.
    `images` are PNG or JPEG, which the template asks for by their name.
    """

    template: Path
    data: Mapping[str, Any]
    dated: date
    images: Mapping[str, bytes] = field(default_factory=dict)


class DocumentFailed(Exception):
    """A paper could not be made; the message is one sentence for the people of the school."""
