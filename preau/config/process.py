"""Processes: the port they want, the signals that stop them, the parent they must not outlive."""

import ctypes
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from preau.config.errors import PortTaken

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
PR_SET_PDEATHSIG = 1
PARENT_CHECK = 1.0


class Stopped(BaseException):
    """A signal asked this process to stop: not an error, and caught by no `except Exception`."""


def require_free_port(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as candidate:
        candidate.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            candidate.bind((host, port))
            candidate.listen(1)
        except OSError as error:
            raise PortTaken(
                f"Le port {port} de {host} ne peut pas être pris ({error.strerror})\u00a0: arrêtez "
                f"ce qui l’occupe, ou choisissez-en un autre, par exemple PORT={_other(port)}."
            ) from error


def _other(port: int) -> int:
    return port + 1 if port < 65535 else 8000


@contextmanager
def stopping_on_signal() -> Iterator[None]:
    """The first SIGINT, SIGTERM or SIGHUP raises Stopped here; those that follow are ignored."""

    def stop(number: int, frame: FrameType | None) -> None:
        _ignore_signals()
        raise Stopped(number)

    for number in STOP_SIGNALS:
        signal.signal(number, stop)
    try:
        yield
    finally:
        _ignore_signals()


def _ignore_signals() -> None:
    for number in STOP_SIGNALS:
        signal.signal(number, signal.SIG_IGN)


def die_with_parent(parent: int) -> None:
    """SIGTERM for this process when `parent` ends in any way, SIGKILL included."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    else:
        threading.Thread(target=_watch_parent, args=[parent], daemon=True).start()
    if os.getppid() != parent:
        os.kill(os.getpid(), signal.SIGTERM)


def _watch_parent(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(PARENT_CHECK)
    os.kill(os.getpid(), signal.SIGTERM)
