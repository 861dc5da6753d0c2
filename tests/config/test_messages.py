"""The compiled catalogues are committed: they must be those of their sources."""

import re
from pathlib import Path

import polib
import pytest

LOCALE = Path(__file__).parents[2] / "preau" / "locale"
SOURCES = sorted(LOCALE.glob("*/LC_MESSAGES/*.po"))


def translations(catalogue: "polib.POFile | polib.MOFile") -> dict[tuple[str, str], object]:
    return {
        (entry.msgctxt or "", entry.msgid): entry.msgstr_plural or entry.msgstr
        for entry in catalogue.translated_entries()
    }


def test_there_is_an_english_catalogue() -> None:
    assert LOCALE / "en" / "LC_MESSAGES" / "django.po" in SOURCES


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.parts[-3])
def test_the_compiled_catalogue_is_current(source: Path) -> None:
    compiled = polib.mofile(str(source.with_suffix(".mo")))
    assert translations(compiled) == translations(polib.pofile(str(source))), "run: make messages"


# A plain space there lets a line break before the sign; an hour is written by preau.core.wording.
LOOSE = re.compile(r"(?<=\S) :(?=\s|$|%)|« | »")


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.parts[-3])
def test_no_french_sign_stands_apart_from_its_word(source: Path) -> None:
    texts = [t for e in polib.pofile(str(source)) for t in (e.msgid, e.msgid_plural)]
    assert [text for text in texts if LOOSE.search(text)] == []
