import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from preau.config.postgres import Binaries, Cluster
from preau.config.postgres.binaries import system_binaries, wheel_binaries


def short_base() -> str:
    """Memory where there is plenty, for clusters are copied often; else the usual /tmp."""
    memory = Path("/dev/shm")
    if os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > 2**30:
        return str(memory)
    return "/tmp"


def binaries_named(origin: str) -> Binaries:
    found = system_binaries() if origin == "system" else wheel_binaries()
    if not found:
        pytest.skip(f"no PostgreSQL of the {origin} on this machine")
    return found[0]


@pytest.fixture(autouse=True)
def _clean_cache() -> None:
    """Instead of the suite's own: these tests need no Django."""


@pytest.fixture(params=["system", "wheel"])
def each_binaries(request: pytest.FixtureRequest) -> Binaries:
    return binaries_named(request.param)


@pytest.fixture(scope="session")
def binaries() -> Binaries:
    return (system_binaries() or wheel_binaries())[0]


@pytest.fixture
def root() -> Iterator[Path]:
    """A folder with a short path, reachable by every account; nobody works in it at the end."""
    folder = Path(tempfile.mkdtemp(prefix="preau-", dir=short_base()))
    folder.chmod(0o755)
    try:
        yield folder
        assert processes_of(folder) == []
    finally:
        for process in processes_of(folder):
            process.kill()
        shutil.rmtree(folder)


@pytest.fixture
def folder(root: Path) -> Path:
    return root / "db"


@pytest.fixture(scope="session")
def created_once(binaries: Binaries) -> Iterator[Path]:
    """A cluster that was created, started and stopped, to copy rather than create again."""
    folder = Path(tempfile.mkdtemp(prefix="preau-", dir=short_base()))
    try:
        with Cluster(folder, binaries, durable=False):
            pass
        yield folder
    finally:
        shutil.rmtree(folder)


@pytest.fixture
def cluster(folder: Path, created_once: Path, binaries: Binaries) -> Iterator[Cluster]:
    """A stopped cluster that already has its data."""
    shutil.copytree(created_once, folder)
    cluster = Cluster(folder, binaries, durable=False)
    yield cluster
    cluster.stop()


def processes_of(folder: Path) -> list[psutil.Process]:
    """Every process that works in this folder or has it among its arguments."""
    return [p for p in psutil.process_iter() if p.pid != os.getpid() and _concerns(p, folder)]


def _concerns(process: psutil.Process, folder: Path) -> bool:
    words = []
    with suppress(psutil.Error):
        words += process.cmdline()
    with suppress(psutil.Error):
        words.append(process.cwd())
    return any(word == str(folder) or word.startswith(f"{folder}/") for word in words)
