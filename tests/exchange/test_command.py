"""The command: what it prints, and its exit code."""

import io
import json
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result
from django.db import connection

from preau.boards.models import Board
from preau.exchange.command import import_roster_command
from preau.exchange.terminal import Bar
from preau.people.models import Student
from tests.exchange.packages import PackageFiles
from tests.factories import as_owner

pytestmark = pytest.mark.django_db


def command(*words: object) -> Result:
    return CliRunner().invoke(import_roster_command, [str(word) for word in words])


@pytest.fixture
def folder(roster: PackageFiles, tmp_path: Path) -> Path:
    return roster.folder(tmp_path / "package")


def test_applied(board: Board, folder: Path) -> None:
    result = command(folder, "--board", "864000")
    assert result.exit_code == 0, result.output
    assert "Élèves" in result.output
    assert "Appliqué" in result.output
    again = command(folder, "--board", "864000")
    assert again.exit_code == 0
    assert "Rien à changer" in again.output


def test_json(board: Board, folder: Path) -> None:
    result = command(folder, "--board", "864000", "--json", "--dry-run")
    assert result.exit_code == 0
    report: dict[str, Any] = json.loads(result.stdout)
    assert report["applied"] is False
    assert report["dry_run"] is True
    assert report["tables"]["students"] == {"added": 3, "changed": 0, "ended": 0}
    assert report["files"]["users.csv"] == 6
    with as_owner():
        assert not Student.objects.exists()


def test_refused(board: Board, roster: PackageFiles, tmp_path: Path) -> None:
    roster.change("users", "leo", role="pupille")
    result = command(roster.folder(tmp_path / "p"), "--board", "864000")
    assert result.exit_code == 1
    assert "users.csv:2 role" in result.output
    assert "[unknown_role]" in result.output
    assert "Refusé" in result.output
    assert "Compte rendu complet" in result.output


def test_removals_need_a_yes(board: Board, roster: PackageFiles, tmp_path: Path) -> None:
    command(roster.folder(tmp_path / "p"), "--board", "864000")
    roster.remove("users", "noe").remove("enrollments", "e4")
    roster.change("users", "marc", agentSourcedIds="leo,zoe")
    refused = command(roster.folder(tmp_path / "q"), "--board", "864000")
    assert refused.exit_code == 1
    assert "--accept-removals" in refused.output
    accepted = command(tmp_path / "q", "--board", "864000", "--accept-removals")
    assert accepted.exit_code == 0
    assert "Liens de garde qui disparaissent" in accepted.output


@pytest.mark.parametrize(
    "words",
    [
        ("--board", "864"),
        ("--board", "999999"),
        (),
        ("--board", "864000", "--format", "xml"),
        ("--board", "864000", "--encore"),
    ],
)
def test_misused(board: Board, folder: Path, words: tuple[str, ...]) -> None:
    result = command(folder, *words)
    assert result.exit_code == 2
    assert "Traceback" not in result.output


def test_a_path_that_is_not_there(board: Board, tmp_path: Path) -> None:
    assert command(tmp_path / "rien", "--board", "864000").exit_code == 2


def test_a_new_body_comes_with_its_roster(board: Board, folder: Path) -> None:
    trial = command(folder, "--board", "990001", "--create-board", "École d’essai", "--dry-run")
    assert trial.exit_code == 0
    assert not Board.objects.filter(code="990001").exists()

    made = command(folder, "--board", "990001", "--create-board", "École d’essai")
    assert made.exit_code == 0, made.output
    new = Board.objects.get(code="990001")
    assert (new.name, new.kind, new.is_subscribed) == ("École d’essai", "other", True)
    assert new.roster_at is not None


def test_a_new_body_needs_a_name(board: Board, folder: Path) -> None:
    assert command(folder, "--board", "990001", "--create-board", "  ").exit_code == 2
    assert not Board.objects.filter(code="990001").exists()


def test_a_refused_roster_makes_no_body(board: Board, roster: PackageFiles, tmp_path: Path) -> None:
    roster.change("users", "leo", role="pupille")
    path = roster.folder(tmp_path / "p")
    assert command(path, "--board", "990001", "--create-board", "Essai").exit_code == 1
    assert not Board.objects.filter(code="990001").exists()


def test_another_import_under_way(board: Board, folder: Path) -> None:
    """The lock of the first is held by another connection."""
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(7430918, %s)", [board.pk % 2**31])
        result = command(folder, "--board", "864000")
        # The server frees what a closed connection held when it comes to it: too late for the next.
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock_all()")
    finally:
        other.close()
    assert result.exit_code == 1
    assert "en cours" in result.output


def test_the_exit_code_inside_another_command(board: Board, folder: Path) -> None:
    """The `preau` command hands its words over without click's own ending."""
    run = import_roster_command.main
    assert run([str(folder), "--board", "864000"], standalone_mode=False) == 0
    with pytest.raises(click.UsageError):
        run([str(folder), "--board", "1"], standalone_mode=False)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_the_bar_is_drawn_on_a_terminal_only() -> None:
    terminal, pipe = Terminal(), io.StringIO()
    for stream in (terminal, pipe):
        bar = Bar(stream)
        bar("users.csv", 50, 100)
        bar("links", 1, 2)
        bar.clear()
    assert "users.csv" in terminal.getvalue()
    assert "█" in terminal.getvalue()
    assert terminal.getvalue().endswith("\r\x1b[2K")
    assert pipe.getvalue() == ""
