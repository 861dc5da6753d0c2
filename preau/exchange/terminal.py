"""A progress bar on a terminal; silence anywhere else."""

import sys
import time
from typing import TextIO

_WIDTH = 28
_EVERY = 0.1


class Bar:
    """Redraws one line on the error output; a pipe or a file sees nothing of it."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stderr
        self._shown = self._stream.isatty()
        self._drawn_at = 0.0
        self._stage = ""

    def __call__(self, stage: str, done: int, total: int) -> None:
        now = time.monotonic()
        if not self._shown or (stage == self._stage and now - self._drawn_at < _EVERY):
            return
        self._stage, self._drawn_at = stage, now
        filled = _WIDTH * done // total if total else 0
        line = f"[{'█' * filled}{'·' * (_WIDTH - filled)}] {stage}"
        self._stream.write(f"\r\x1b[2K{line}")
        self._stream.flush()

    def clear(self) -> None:
        """Leave the line clean for what follows."""
        if self._shown:
            self._stream.write("\r\x1b[2K")
            self._stream.flush()
