"""The lines for a person: alike findings once, and numbers in words, in both languages."""

from dataclasses import replace

import pytest
from django.utils import translation

from preau.exchange.report import Diff, ImportReport
from preau.exchange.summary import summary_lines
from tests.exchange.conftest import Run
from tests.exchange.packages import PackageFiles

NOTHING = ImportReport(
    board="864000",
    applied=True,
    dry_run=False,
    tables={},
    links_lost=0,
    errors=0,
    warnings=0,
    messages=(),
    report_path=None,
)


def outcome(language: str, **values: object) -> str:
    with translation.override(language):
        return list(summary_lines(replace(NOTHING, **values)))[-1]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("count", "french", "english"),
    [
        (1, "Refusé\u00a0: 1 erreur. Rien", "Refused: 1 error. Nothing"),
        (2, "Refusé\u00a0: 2 erreurs. Rien", "Refused: 2 errors. Nothing"),
    ],
)
def test_errors_are_counted_in_words(count: int, french: str, english: str) -> None:
    assert outcome("fr-ca", errors=count).startswith(french)
    assert outcome("en", errors=count).startswith(english)


@pytest.mark.parametrize(
    ("count", "trial", "applied", "english"),
    [
        (1, "1 changement serait fait", "1 changement.", "Applied: 1 change."),
        (2, "2 changements seraient faits", "2 changements.", "Applied: 2 changes."),
    ],
)
def test_changes_are_counted_in_words(count: int, trial: str, applied: str, english: str) -> None:
    tables = {"students": Diff(changed=count)}
    assert trial in outcome("fr-ca", tables=tables, dry_run=True)
    assert outcome("fr-ca", tables=tables).endswith(applied)
    assert outcome("en", tables=tables) == english


def test_what_is_said_of_every_file_is_one_line(run: Run, roster: PackageFiles) -> None:
    """Six files with CRLF: one line that says six; all six are in the report and in --json."""
    for name, data in roster.files().items():
        if name != "manifest.csv":
            roster.raw[name] = data.replace(b"\n", b"\r\n")
    report = run(roster, dry_run=True)
    told = [message for message in report.messages if message.rule == "line_end"]
    assert len(told) == 6
    with translation.override("fr-ca"):
        (line,) = (line for line in summary_lines(report) if "[line_end]" in line)
    assert line == "avertissement 6 fichiers — Les lignes se terminent par CRLF. [line_end]"


def test_what_is_said_of_one_file_keeps_its_place(run: Run, roster: PackageFiles) -> None:
    roster.raw["users.csv"] = roster.files()["users.csv"].rstrip(b"\n")
    report = run(roster, dry_run=True)
    (line,) = (line for line in summary_lines(report) if "[last_break]" in line)
    assert line.startswith("avertissement users.csv — ")


def test_rows_of_several_files_are_added_up(run: Run, roster: PackageFiles) -> None:
    for file in ("orgs", "enrollments"):
        for values in roster.tables[file]:
            values["status"] = "active"
    report = run(roster, dry_run=True)
    with translation.override("fr-ca"):
        (line,) = (line for line in summary_lines(report) if "[status_bulk]" in line)
    assert "2 fichiers status" in line
    assert "(8 lignes)" in line
