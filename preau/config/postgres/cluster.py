"""One private PostgreSQL server: `Cluster(folder, binaries)`.

Whoever starts the server owns it: it stops at `stop()`, at the end of the `with` block, or
when the starting process ends in any way, SIGKILL included (`supervisor.py`). A second
process that starts the same folder adopts the running server: its `stop()` then leaves the
server alone, and it must expect to lose it when the owner ends.
"""

import os
import signal
import time
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import quote

from preau.config.postgres.binaries import Binaries
from preau.config.postgres.errors import PostgresError
from preau.config.postgres.folder import (
    SUPERUSER,
    create_data,
    failure,
    matching_binaries,
    new_log,
    open_folder,
    start_lock,
)
from preau.config.postgres.identity import Identity, choose_identity
from preau.config.postgres.pid_file import Server, clear_stale, live_server
from preau.config.postgres.socket_folder import (
    claim_socket_folder,
    release_socket_folder,
    socket_folder,
)
from preau.config.postgres.supervised import Supervised

START_LIMIT = 90.0
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "60",
    # An import holds a lock for each of its temporary tables and their parts: some 850.
    "max_locks_per_transaction": "512",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "jit": "off",
    "logging_collector": "off",
    # The journal of the server must not repeat the values of a pupil's file.
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
}
FRAGILE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class Cluster:
    def __init__(
        self,
        folder: Path,
        binaries: Binaries,
        port: int = 5432,
        *,
        durable: bool = True,
        patience: float = 4.0,
    ) -> None:
        """`durable=False` trades safety at a power cut for speed: tests only.

        `patience` is how long, in seconds, a fast shutdown may take before an immediate one,
        after which PostgreSQL recovers from its journal at the next start.
        """
        self.folder = folder.absolute()
        self.binaries = binaries
        self._port = port
        self._durable = durable
        self._patience = patience
        self._server: Server | None = None
        self._supervised: Supervised | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def port(self) -> int:
        return self._server.port if self._server else self._port

    @property
    def socket_dir(self) -> Path:
        if self._server and self._server.socket_dir:
            return self._server.socket_dir
        return socket_folder(self.folder, self._port)

    @property
    def is_owner(self) -> bool:
        """Whether this object started the server, and so will stop it."""
        return self._supervised is not None and self._supervised.is_ours

    def is_running(self) -> bool:
        server = live_server(self.data)
        return server is not None and server.is_ready

    def conninfo(self, dbname: str, user: str) -> dict[str, str]:
        return {
            "host": str(self.socket_dir),
            "port": str(self.port),
            "dbname": dbname,
            "user": user,
        }

    def url(self, dbname: str, user: str) -> str:
        host, user, dbname = (quote(p, safe="") for p in (str(self.socket_dir), user, dbname))
        return f"postgresql://{user}@/{dbname}?host={host}&port={self.port}"

    def admin_url(self, db: str = "postgres") -> str:
        return self.url(db, SUPERUSER)

    def start(self) -> None:
        if self._supervised and self._supervised.is_alive():
            return
        open_folder(self.folder)
        try:
            with start_lock(self.folder, START_LIMIT) as lock:
                if not self._adopt():
                    self._start_own(lock)
        except OSError as error:
            raise failure(
                self.folder, f"PostgreSQL n’a pas pu être lancé ({error.strerror})."
            ) from error

    def stop(self) -> None:
        supervised, self._supervised = self._supervised, None
        server, self._server = self._server, None
        if supervised is None or not supervised.is_ours:
            return
        supervised.stop()
        if server:
            self._stop_unsupervised(server)
        self._tidy_socket_folder()

    def _adopt(self) -> bool:
        deadline = time.monotonic() + START_LIMIT
        while server := live_server(self.data):
            if server.is_ready:
                self._server = _reachable(server, self.data)
                return True
            if time.monotonic() > deadline:
                raise PostgresError(
                    f"Un serveur PostgreSQL (processus {server.pid}) occupe {self.data} sans être "
                    "prêt\u00a0: arrêtez-le, puis recommencez."
                )
            time.sleep(0.05)
        clear_stale(self.data)
        return False

    def _start_own(self, lock: int) -> None:
        self.binaries = matching_binaries(self.data, self.binaries)
        identity = choose_identity(self.folder, self.binaries)
        if not self.data.exists():
            create_data(self.folder, self.binaries, identity, durable=self._durable, lock=lock)
        self._supervised = self._launch(identity)
        try:
            self._server = self._wait_until_ready(self._supervised)
        except BaseException:
            self.stop()
            raise

    def _launch(self, identity: Identity) -> Supervised:
        log = new_log(self.folder)
        try:
            return Supervised(
                [self.binaries.postgres, "-D", str(self.data), *self._options(identity)],
                identity=identity,
                log=log,
                patience=self._patience,
            )
        finally:
            os.close(log)

    def _options(self, identity: Identity) -> list[str]:
        where = str(claim_socket_folder(self.folder, self._port, identity.owner))
        settings = SETTINGS | ({} if self._durable else FRAGILE)
        settings |= {
            "port": str(self._port),
            "unix_socket_directories": '"{}"'.format(where.replace('"', '""')),
        }
        return [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]

    def _wait_until_ready(self, supervised: Supervised) -> Server:
        deadline = time.monotonic() + START_LIMIT
        while time.monotonic() < deadline:
            server = live_server(self.data)
            if server and server.pid == supervised.pid and server.is_ready:
                return server
            if not supervised.is_alive():
                raise failure(self.folder, "PostgreSQL n’a pas démarré.")
            time.sleep(0.02)
        raise failure(
            self.folder, f"PostgreSQL n’est pas prêt après {START_LIMIT:.0f}\u00a0secondes."
        )

    def _stop_unsupervised(self, started: Server) -> None:
        """Stop the server ourselves when its supervisor was killed before it."""
        for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
            if not self._still_runs(started):
                return
            os.kill(started.pid, number)
            deadline = time.monotonic() + self._patience
            while self._still_runs(started) and time.monotonic() < deadline:
                time.sleep(0.05)

    def _still_runs(self, started: Server) -> bool:
        server = live_server(self.data)
        return server is not None and server.pid == started.pid

    def _tidy_socket_folder(self) -> None:
        with suppress(PostgresError, OSError), start_lock(self.folder, patience=0):
            if live_server(self.data) is None:
                release_socket_folder(self.folder, self._port)


def _reachable(server: Server, data: Path) -> Server:
    if server.socket_dir is None:
        raise PostgresError(
            f"Le serveur PostgreSQL (processus {server.pid}) qui occupe {data} n’a pas de socket "
            "Unix\u00a0: arrêtez-le, puis relancez Préau, qui démarrera le sien."
        )
    return server
