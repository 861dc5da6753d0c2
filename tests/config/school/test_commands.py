"""The words of the commands: what is missing or contradicts itself is misuse, before anything."""

import pytest
from click.testing import CliRunner

from preau.config.cli import main

PUBLISH = "messages publish --board 864000 --title T --file {file}"


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("close-school --board 864000 --on 2026-11-19", "--school ou --all"),
        ("close-school --board 864000 --on 2026-11-19 --all --school s1", "--school ou --all"),
        ("close-school --board 864000 --all --on demain", "--on"),
        ("close-school --board 864000 --all --on 2026-11-19 --reopen --note x", "--reopen"),
        ("close-school --all --on 2026-11-19", "--board"),
        ("absences", "--board"),
        ("absences decide 12 --accept", "--board"),
        ("absences --board 864000 decide 12", "--accept ou --refuse"),
        ("absences decide 12 --board 864000 --accept --refuse", "--accept ou --refuse"),
        ("absences decide 12 --board 864000 --refuse", "--reason"),
        ("absences decide X12 --board 864000 --accept", "M12"),
        ("messages", "--board"),
        ("messages withdraw --board 864000", "NUMÉRO"),
        ("messages answer 1 --board 864000", "--text"),
        (PUBLISH, "--school ou --all"),
        (f"{PUBLISH} --all", "--author ou --signature"),
        (f"{PUBLISH} --all --author a --signature b", "--author ou --signature"),
        (f"{PUBLISH} --all --author a --exclude 05", "level="),
        (f"{PUBLISH} --all --author a --category autre", "--category"),
        ("messages publish --board 864000 --title T --file /nulle-part --all", "--file"),
    ],
)
def test_a_misuse_is_exit_code_2(line: str, sentence: str, tmp_path) -> None:
    file = tmp_path / "lettre.txt"
    file.write_text("Bonjour")
    done = CliRunner().invoke(main, line.format(file=file).split())
    assert done.exit_code == 2, done.output
    assert sentence in done.output


@pytest.mark.parametrize("name", ["close-school", "absences", "messages"])
def test_each_says_what_it_is_for(name: str) -> None:
    done = CliRunner().invoke(main, [name, "--help"])
    assert done.exit_code == 0
    assert "--board" in done.output
