"""What a paper is made of, what tells it from another, and how its making fails."""

import hashlib
import json
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


def fingerprint_of(document: Document) -> str:
    """One text for documents that are printed alike: data, day, pictures and every template."""
    said = json.dumps(dict(document.data), sort_keys=True, ensure_ascii=False, default=str)
    digest = hashlib.sha256(f"{document.dated.isoformat()}{said}".encode())
    for folder in (shared_templates(), document.template.parent):
        for source in sources_in(folder):
            digest.update(source.name.encode() + source.read_bytes())
    for name, image in sorted(document.images.items()):
        digest.update(name.encode() + image)
    return digest.hexdigest()


def shared_templates() -> Path:
    """Where what papers share is."""
    return Path(__file__).parent / "templates"


def sources_in(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.typ"))


class DocumentFailed(Exception):
    """A paper could not be made; the message is one sentence for the people of the school."""
