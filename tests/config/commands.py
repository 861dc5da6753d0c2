"""Runs the `preau` command as an operator would: another process, an environment of its own."""

import os
import re
import select
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import psutil

PREAU = [sys.executable, "-P", "-m", "preau"]
LIMIT = 60.0
NEEDED = ("PATH", "HOME", "LANG", "TMPDIR", "PREAU_PG_BIN")


def environment(**settings: str) -> dict[str, str]:
    """What the machine needs, and nothing of the suite's own settings."""
    machine = {name: os.environ[name] for name in NEEDED if name in os.environ}
    return {**machine, "PYTHONDONTWRITEBYTECODE": "1", **settings}


def run(*words: str, **settings: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*PREAU, *words],
        env=environment(**settings),
        cwd="/",
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=LIMIT,
        check=False,
    )


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Running:
    """A command that stays; `said` is all that it printed."""

    def __init__(self, *command: str, **settings: str) -> None:
        self.said = ""
        self.family: list[psutil.Process] = []
        self._process = subprocess.Popen(
            command,
            env=environment(**settings),
            cwd=Path(__file__).parents[2],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    @property
    def pid(self) -> int:
        return self._process.pid

    def wait_for(self, pattern: str, *, within: float = LIMIT) -> re.Match[str]:
        """Read until it says so; the processes it has started by then are remembered."""
        deadline = time.monotonic() + within
        while not (found := re.search(pattern, self.said)):
            assert time.monotonic() < deadline, self.said
            assert self._read(), f"ended without saying {pattern!r}:\n{self.said}"
        me = psutil.Process(self.pid)
        self.family = [me, *me.children(recursive=True)]
        return found

    def _read(self) -> bool:
        assert self._process.stdout is not None
        ready, _, _ = select.select([self._process.stdout], [], [], 0.2)
        if not ready:
            return True
        piece = os.read(self._process.stdout.fileno(), 65536)
        self.said += piece.decode()
        return bool(piece)

    def last_words(self) -> str:
        """All that it printed, once it has ended."""
        while self._read():
            pass
        return self.said

    def send(self, number: signal.Signals, *, to_group: bool = False) -> None:
        (os.killpg if to_group else os.kill)(self.pid, number)

    def wait(self, timeout: float) -> int:
        return self._process.wait(timeout)

    def still_alive(self, within: float) -> list[psutil.Process]:
        """Those of its processes that are left when the time is over."""
        _, alive = psutil.wait_procs(self.family, timeout=within)
        return [p for p in alive if p.is_running() and p.status() != psutil.STATUS_ZOMBIE]

    def end(self) -> None:
        """Whatever the test left: asked first, then killed."""
        if self._process.poll() is None:
            self._process.terminate()
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(LIMIT)
        for process in self.still_alive(within=0):
            process.kill()
        self._process.kill()
        self._process.wait(LIMIT)
        if self._process.stdout:
            self._process.stdout.close()
