"""The locks: complete, hashed, agreeing, and silent about where packages come from."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))
PIN = re.compile(r"^([a-z0-9-]+)==(\S+)(?: ; .+)? \\$")
HASH = re.compile(r"^    --hash=sha256:[0-9a-f]{64}( \\)?$")


def pins(name: str) -> dict[str, str]:
    lines = (ROOT / "requirements" / f"{name}.txt").read_text("utf-8").splitlines()
    return {found[1]: found[2] for line in lines if (found := PIN.match(line))}


def named(requirements: list[str]) -> set[str]:
    return {re.split(r"[\[<>=~! ]", text)[0].lower() for text in requirements}


def test_there_are_three() -> None:
    assert [lock.stem for lock in LOCKS] == ["base", "dev", "uv"]


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.stem)
def test_every_line_is_a_pin_or_a_hash(lock: Path) -> None:
    lines = lock.read_text("utf-8").splitlines()
    assert [line for line in lines if not (PIN.match(line) or HASH.match(line))] == []


def test_tests_run_on_the_versions_that_people_run() -> None:
    dev = pins("dev")
    assert {name: dev.get(name) for name in pins("base")} == pins("base")


def test_the_locks_hold_what_the_project_asks_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    assert named(project["project"]["dependencies"]) <= set(pins("base"))
    assert named(project["dependency-groups"]["dev"]) <= set(pins("dev"))
