"""The sentences: one for each rule the code tells, none to spare, French typography."""

import re
from pathlib import Path

import pytest
from django.utils import translation

import preau.exchange
from preau.exchange.messages import RULES, text_of
from preau.exchange.tables import ONEROSTER_11, ONEROSTER_12, OWN, SDS

SOURCES = [
    path
    for path in Path(preau.exchange.__file__).parent.rglob("*.py")
    if path.name != "messages.py"
]
VALUES = dict.fromkeys(re.findall(r"%\((\w+)\)s", " ".join(RULES.values())), 7)


def test_every_sentence_is_told_somewhere() -> None:
    code = "\n".join(path.read_text(encoding="utf-8") for path in SOURCES)
    made = {f"{start}_{end}" for start in ("duplicate", "held") for end in ("fiche", "code")}
    made |= {"status_bulk", "modified_bulk"}
    assert {rule for rule in RULES if f'"{rule}"' not in code} <= made


def test_every_rule_that_is_told_has_a_sentence() -> None:
    told = re.compile(r'(?:Stop|PhotoRefused|\.error|\.warning|\.notice)\(\s*"([a-z0-9_]+)"')
    for path in SOURCES:
        assert set(told.findall(path.read_text(encoding="utf-8"))) <= set(RULES), path


@pytest.mark.parametrize("rule", RULES)
def test_french_typography(rule: str) -> None:
    with translation.override("fr-ca"):
        text = text_of(rule, VALUES)
    assert text.endswith((".", "?"))
    assert "'" not in text
    assert not re.search(r" [:;?!%»]|« |\u202f", text)


def test_the_document_names_every_rule_file_and_column() -> None:
    """docs/import.md is what a school's technician holds; it must not lag behind."""
    text = (Path(__file__).resolve().parents[2] / "docs" / "import.md").read_text(encoding="utf-8")
    documented = set(re.findall(r"^\| `(\w+)` \| ", text, re.MULTILINE))
    assert documented == set(RULES)
    for table in (*ONEROSTER_11, *ONEROSTER_12, *SDS, *OWN):
        assert f"`{table.name}`" in text
        for column in (*table.columns, *table.beside):
            assert column.name in text, (table.name, column.name)


@pytest.mark.parametrize(
    ("language", "one", "several"),
    [("fr-ca", "(1 ligne)", "(2 lignes)"), ("en", "(1 row)", "(2 rows)")],
)
def test_rows_are_counted_in_words(language: str, one: str, several: str) -> None:
    with translation.override(language):
        assert one in text_of("no_number", {"count": 1})
        assert several in text_of("no_number", {"count": 2})


def test_no_sentence_leaves_the_plural_to_the_reader() -> None:
    assert not [rule for rule, text in RULES.items() if re.search(r"\(s\)|\)s lignes", text)]
