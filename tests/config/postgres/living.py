"""Start `life.py` in another process, under any account, and hear what it tells."""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import psycopg
import pytest

from preau.config.postgres import Binaries

ORDINARY_UID = 65534
LIFE = Path(__file__).with_name("life.py")
REPOSITORY = LIFE.parents[3]
IMPORTS = f"{REPOSITORY}:{Path(psycopg.__file__).parents[1]}"

need_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root may become another account")


class Living:
    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self.process = process
        self.first = self.hear()

    def hear(self) -> dict[str, Any]:
        assert self.process.stdout
        told: dict[str, Any] = json.loads(self.process.stdout.readline() or "{}")
        return told

    def say(self, word: str) -> dict[str, Any]:
        assert self.process.stdin
        self.process.stdin.write(f"{word}\n")
        self.process.stdin.flush()
        return self.hear()


@contextmanager
def living(*launches: list[str]) -> Iterator[list[Living]]:
    """Every launch at once; whoever is still there at the end is killed."""
    processes = [
        subprocess.Popen(launch, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd="/")
        for launch in launches
    ]
    try:
        yield [Living(process) for process in processes]
    finally:
        for process in processes:
            process.kill()
            process.communicate()


def life(folder: Path, binaries: Binaries, *, uid: int | None = None, path: str = "") -> list[str]:
    python = sys.executable if uid is None else python_for(uid)
    environment = [shutil.which("env") or "env", f"PYTHONPATH={IMPORTS}"]
    environment += [f"PATH={path or os.environ['PATH']}", "PYTHONDONTWRITEBYTECODE=1"]
    return [*become(uid), *environment, python, str(LIFE), str(folder), str(binaries.bin)]


def become(uid: int | None) -> list[str]:
    if uid is None:
        return []
    setpriv = shutil.which("setpriv")
    if setpriv is None:
        pytest.skip("setpriv (util-linux) is absent: no way to become an ordinary user")
    return [setpriv, f"--reuid={uid}", f"--regid={uid}", "--clear-groups"]


@cache
def python_for(uid: int) -> str:
    """A Python that this account may run and that can import what the tests need."""
    version = f"python3.{sys.version_info.minor}"
    for python in (sys.executable, f"/usr/bin/{version}", f"/usr/local/bin/{version}"):
        trial = [*become(uid), "env", f"PYTHONPATH={IMPORTS}", python, "-c"]
        trial += ["import psycopg, preau.config.postgres.cluster"]
        if subprocess.run(trial, capture_output=True, check=False, cwd="/").returncode == 0:
            return python
    pytest.skip(f"account {uid} reaches no {version} with psycopg and this repository")


def within(seconds: float, is_true: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + seconds
    while not is_true():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True
