"""The process that composes: it reads orders, answers, and ends when nobody is left to answer.

It knows no Django and no database. Orders are read in a thread, so that whoever sends one never
waits for an answer to be read first.
"""

import resource
import shutil
import signal
import sys
import tempfile
from multiprocessing.connection import Connection
from pathlib import Path
from queue import SimpleQueue
from threading import Thread

from preau.config.env import apply
from preau.core.documents.composer import Composed, Composer, ComposingFailed, Order

# (number of the order, what came out, memory at its highest in MiB)
Answer = tuple[int, Composed | str, int]
Orders = SimpleQueue[tuple[int, Order] | None]


def work(connection: Connection, parent: str, fonts: str) -> None:
    """Until the other end closes. `parent` is the folder of all workers' temporary files."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # One thread each: processes are what there are many of. No network: what a compiler might
    # fetch goes to a port that answers nobody.
    nobody = "http://127.0.0.1:9"
    apply(RAYON_NUM_THREADS="1", HTTPS_PROXY=nobody, HTTP_PROXY=nobody)
    orders: Orders = SimpleQueue()
    Thread(target=_read, args=(connection, orders), daemon=True).start()
    folder = Path(tempfile.mkdtemp(dir=parent))
    try:
        composer = Composer(folder, Path(fonts) if fonts else None)
        while (order := orders.get()) is not None:
            connection.send((order[0], _composed(composer, order[1]), _peak_mib()))
    except (BrokenPipeError, ConnectionResetError):
        pass
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _composed(composer: Composer, order: Order) -> Composed | str:
    try:
        return composer.compose(order)
    except (ComposingFailed, OSError) as error:
        return str(error)
    except BaseException as error:
        # The compiler's own panics are no Exception.
        if isinstance(error, SystemExit | KeyboardInterrupt):
            raise
        return f"{type(error).__name__}: {error}"


def _read(connection: Connection, orders: Orders) -> None:
    try:
        while True:
            orders.put(connection.recv())
    except (EOFError, OSError):
        orders.put(None)


def _peak_mib() -> int:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return int(peak >> (20 if sys.platform == "darwin" else 10))
