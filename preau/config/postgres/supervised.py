"""The starter's side of `supervisor.py`: launch a command that cannot outlive us."""

import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

from preau.config.postgres.identity import ENVIRONMENT, Identity

INTERPRETER = (sys.executable, "-I", "-S", str(Path(__file__).with_name("supervisor.py")))
# Longer than everything the supervisor may wait for after its patience is spent.
MARGIN = 8.0


class Supervised:
    def __init__(
        self,
        command: list[str],
        *,
        identity: Identity,
        log: int,
        patience: float,
        kept_open: tuple[int, ...] = (),
    ) -> None:
        uid, gid = identity.drop_to or (-1, -1)
        self._patience = patience
        self._starter = os.getpid()
        self._process = subprocess.Popen(
            [*INTERPRETER, str(patience), str(uid), str(gid), *identity.prefix, *command],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            env=ENVIRONMENT,
            cwd="/",
            start_new_session=True,
            pass_fds=kept_open,
        )
        # Zero when the command could not even be launched: the log says why.
        self.pid = int(self._first_line() or 0)

    @property
    def is_ours(self) -> bool:
        """False in a child forked after the start: it must not stop its parent's server."""
        return os.getpid() == self._starter

    def is_alive(self) -> bool:
        return self._process.poll() is None

    def wait(self, timeout: float) -> int:
        return self._process.wait(timeout)

    def _first_line(self) -> bytes:
        if self._process.stdout is None:
            return b""
        with self._process.stdout as answer:
            return answer.readline()

    def stop(self) -> None:
        if not self.is_ours:
            return
        if self._process.stdin:
            with suppress(OSError):
                self._process.stdin.close()
        try:
            self._process.wait(self._patience + MARGIN)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
