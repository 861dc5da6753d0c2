"""The repository keeps its own rules: sizes, names, no host in a lock, one reader of environ."""

import ast
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FORBIDDEN_NAMES = {"utils", "helpers", "services", "managers", "signals"}
LIMITS = ((".py", 400), (".html", 180), (".css", 250), (".js", 250))


def tracked() -> list[Path]:
    names = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.splitlines()
    return [ROOT / name for name in names if (ROOT / name).is_file()]


FILES = tracked()
FILES = [p for p in FILES if "migrations" not in p.parts]
MODULES = [p for p in FILES if p.suffix == ".py"]


@pytest.mark.parametrize(("suffix", "most"), LIMITS)
def test_files_stay_readable(suffix: str, most: int) -> None:
    allowed = {p: 600 if "tests" in p.parts else most for p in FILES if p.suffix == suffix}
    long = {
        str(p.relative_to(ROOT)): len(p.read_text().splitlines())
        for p, lines in allowed.items()
        if len(p.read_text().splitlines()) > lines
    }
    assert not long


def test_functions_stay_readable() -> None:
    long = []
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef) and (node.end_lineno or 0) - node.lineno >= 50:
                long.append(f"{path.relative_to(ROOT)}:{node.lineno} {node.name}")
    assert not long


def test_no_module_is_a_drawer() -> None:
    assert not [p for p in MODULES if p.stem in FORBIDDEN_NAMES and "preau" in p.parts]


def test_the_environment_is_read_in_one_place() -> None:
    readers = {
        str(p.relative_to(ROOT))
        for p in MODULES
        if p.is_relative_to(ROOT / "preau") and re.search(r"os\.(environ|getenv)", p.read_text())
    }
    assert readers <= {"preau/config/env.py"}


def test_the_language_and_the_zone_are_changed_in_one_place() -> None:
    changes = r"translation\.(?:override|activate)|timezone\.(?:override|activate)"
    changers = {
        str(p.relative_to(ROOT))
        for p in MODULES
        if p.is_relative_to(ROOT / "preau") and re.search(changes, p.read_text())
    }
    assert changers == {"preau/core/wording.py"}


def test_locks_name_no_host() -> None:
    locks = [p for p in FILES if p.parent.name == "requirements" or p.name.endswith(".lock")]
    assert locks
    for path in locks:
        text = path.read_text()
        assert "://" not in text, path
        assert not re.search(r"^\s*--(extra-)?index-url", text, re.MULTILINE), path
    for path in locks:
        if path.suffix == ".txt":
            assert "--hash=sha256:" in path.read_text(), path


def test_nothing_points_outside_the_repository() -> None:
    outside = re.compile(r"\.\./shared/(design|spec|spikes|hooks)|/(?:home|Users|root|work)/")
    hits = [
        str(p.relative_to(ROOT))
        for p in FILES
        if p.suffix in {".py", ".md", ".toml", ".html", ".txt", ".yml", ".sh", ""}
        and outside.search(p.read_text(errors="ignore"))
    ]
    assert not hits
