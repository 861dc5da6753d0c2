"""Every component has an entry in the gallery."""

import re
from pathlib import Path

import preau.web.ui

KIT = Path(preau.web.ui.__file__).parent / "templates" / "ui"
MACRO = re.compile(r"{%-?\s*macro\s+([a-z]\w*)\(")
ENTRY = re.compile(r"entry\('([a-z_]+\.[a-z_]+)'")


def components() -> set[str]:
    return {
        f"{file.stem}.{name}"
        for file in KIT.glob("*.html")
        for name in MACRO.findall(file.read_text())
    }


def entries() -> set[str]:
    texts = (file.read_text() for file in (KIT / "gallery").glob("*.html"))
    return {name for text in texts for name in ENTRY.findall(text)}


def test_every_component_is_in_the_gallery():
    assert len(components()) > 30
    assert components() - entries() == set()


def test_the_gallery_shows_only_what_exists():
    assert entries() - components() == set()
