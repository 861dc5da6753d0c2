"""The web server: granian, with one process that listens and workers that answer."""

import copy
import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.conf import settings
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

from preau.config.process import die_with_parent, require_free_port
from preau.config.static_files import gather_static_files

KILL_AFTER = 4


@dataclass(frozen=True)
class Listening:
    host: str
    port: int
    workers: int
    threads: int


def serve(listening: Listening, *, parent: int | None = None) -> None:
    """Until SIGINT or SIGTERM. Django must be set up, with no connection open: workers fork."""
    require_free_port(listening.host, listening.port)
    gather_static_files()
    if parent is not None:
        die_with_parent(parent)
    server = Server(
        "preau.config.wsgi:application",
        address=listening.host,
        port=listening.port,
        interface=Interfaces.WSGI,
        workers=listening.workers,
        blocking_threads=listening.threads,
        respawn_failed_workers=parent is None,
        workers_kill_timeout=KILL_AFTER,
        websockets=False,
        # A demonstration says where it is by itself; its failures are told like any other's.
        log_level=LogLevels.info if parent is None else LogLevels.error,
        log_dictconfig=copy.deepcopy(settings.LOGGING),
        # A proxy in front keeps the addresses that are asked for, if anybody needs them.
        log_access=False,
    )
    server.serve(target_loader=partial(load_application, os.getpid()), wrap_loader=False)


def load_application(main: int) -> Callable[..., Any]:
    """In a worker: the application, which ends with the process that listens."""
    die_with_parent(main)
    from preau.config.wsgi import application  # noqa: PLC0415

    return application
