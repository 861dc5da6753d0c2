"""The documents tell the truth: links lead somewhere; paths, settings and commands exist."""

import re
from pathlib import Path

import pytest

from preau.config.cli import main
from preau.config.limits import Limits
from tests.house.test_repository import FILES, ROOT

DOCUMENTS = [p for p in FILES if p.suffix == ".md"]
LINK = re.compile(r"\]\(([^)\s]+)\)")
TOP = "preau|tests|docs|scripts|requirements|bench"
NAMED = re.compile(rf"`((?:{TOP})/[\w./-]+)")
VARIABLE = re.compile(r"\b(?:PREAU_[A-Z_]+|[A-Z_]+_URL|DATABASE_URL)\b")
HEADING = re.compile(r"^#+\s+(.*)$", re.MULTILINE)
# Recipes name the files that their reader will write.
IN_RECIPES = {
    "preau/terms/",
    "tests/terms/",
    "preau/web/family/terms.py",
    "child_terms.html",
    "tests/exchange/test_locker.py",
}
# Read by the tests only, or set by Préau for its own children.
BESIDE_ENV = {"PREAU_TEST_SOCKET", "PREAU_TEST_RUN"}

each_document = pytest.mark.parametrize(
    "document", DOCUMENTS, ids=lambda p: str(p.relative_to(ROOT))
)


def anchor(heading: str) -> str:
    """The fragment that GitHub gives a heading."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-")


def test_there_are_documents() -> None:
    assert len(DOCUMENTS) >= 10


@each_document
def test_every_relative_link_leads_somewhere(document: Path) -> None:
    lost = []
    for link in LINK.findall(document.read_text()):
        if link.startswith(("https://", "http://", "mailto:")):
            continue
        path, _, fragment = link.partition("#")
        target = (document.parent / path).resolve() if path else document
        if not target.is_relative_to(ROOT) or not leads(target, fragment):
            lost.append(link)
    assert not lost


def leads(target: Path, fragment: str) -> bool:
    if not target.exists():
        return False
    return not fragment or fragment in map(anchor, HEADING.findall(target.read_text()))


@each_document
def test_every_path_named_exists(document: Path) -> None:
    names = set(NAMED.findall(document.read_text()))
    if document.parent.name == "recipes":
        names = {n for n in names if not any(word in n for word in IN_RECIPES)}
    assert not [name for name in sorted(names) if not (ROOT / name).exists()]


@each_document
def test_every_setting_named_is_read(document: Path) -> None:
    known = set(VARIABLE.findall((ROOT / "preau/config/env.py").read_text())) | BESIDE_ENV
    known |= {f"PREAU_LIMIT_{name.upper()}" for name in Limits.__dataclass_fields__}
    assert not set(VARIABLE.findall(document.read_text())) - known


@each_document
def test_every_make_target_named_exists(document: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = set(re.findall(r"(?:`|^)make ([a-z-]+)", document.read_text(), re.MULTILINE))
    assert named <= targets


@each_document
def test_every_sub_command_named_exists(document: Path) -> None:
    named = set(re.findall(r"(?:`|^|bin/)preau ([a-z][a-z-]+)", document.read_text(), re.MULTILINE))
    assert named <= set(main.commands)
