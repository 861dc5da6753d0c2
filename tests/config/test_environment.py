"""The environment that `make` prepares: when it is made again, and what it says when it cannot."""

import stat
import subprocess
import sys
from pathlib import Path

import pytest

from scripts import environment


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with its locks, an empty environment, and nothing run for real."""
    (tmp_path / "requirements").mkdir()
    for lock in ("base", "dev", "uv"):
        (tmp_path / "requirements" / f"{lock}.txt").write_text(f"{lock}==1\n")
    (tmp_path / "pyproject.toml").touch()
    binaries = tmp_path / ".venv" / "bin"
    binaries.mkdir(parents=True)
    (binaries / "python").symlink_to(sys.executable)
    monkeypatch.setattr(environment, "ROOT", str(tmp_path))
    monkeypatch.setattr(environment, "VENV", str(tmp_path / ".venv"))
    monkeypatch.setattr(environment, "BIN", str(binaries))
    monkeypatch.setattr(environment, "PYTHON", str(binaries / "python"))
    return tmp_path


@pytest.fixture
def installed(project: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The locks that were installed, in order."""
    names: list[str] = []
    packages = str(project)

    def run(command: list[str]) -> None:
        names.append(Path(command[-1]).stem)

    monkeypatch.setattr(environment, "_run", run)
    monkeypatch.setattr(environment, "_uv", lambda: "uv")
    monkeypatch.setattr(subprocess, "check_output", lambda *_, **__: packages)
    return names


def test_an_unchanged_lock_is_installed_once(installed: list[str]) -> None:
    environment.main("base")
    environment.main("base")
    assert installed == ["base"]


def test_a_changed_lock_is_installed_again(project: Path, installed: list[str]) -> None:
    environment.main("base")
    (project / "requirements" / "base.txt").write_text("base==2\n")
    environment.main("base")
    assert installed == ["base", "base"]


def test_what_tests_need_holds_what_running_needs(installed: list[str]) -> None:
    environment.main("dev")
    environment.main("base")
    assert installed == ["dev"]


def test_what_running_needs_is_not_enough_for_tests(installed: list[str]) -> None:
    environment.main("base")
    environment.main("dev")
    assert installed == ["base", "dev"]


def test_a_failed_install_is_tried_again(
    installed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as failing:
        failing.setattr(environment, "_run", lambda command: environment._stop("no network"))
        with pytest.raises(SystemExit):
            environment.main("base")
    environment.main("base")
    assert installed == ["base"]


def test_the_command_runs_from_any_folder(project: Path, installed: list[str]) -> None:
    environment.main("base")
    command = project / ".venv" / "bin" / "preau"
    assert command.stat().st_mode & stat.S_IXOTH
    assert (project / "preau.pth").read_text() == f"{project}\n"


def test_a_python_that_cannot_make_environments_names_the_package(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(environment.shutil, "which", lambda name: None)
    monkeypatch.setattr(environment.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(SystemExit):
        environment._make_venv()
    assert "apt install python3-venv" in capsys.readouterr().err


def test_an_old_python_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(environment, "OLDEST", (99, 0))
    with pytest.raises(SystemExit):
        environment.main("base")
    assert "Préau demande Python" in capsys.readouterr().err
