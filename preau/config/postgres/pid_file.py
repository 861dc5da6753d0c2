"""What PostgreSQL's own `postmaster.pid` tells, and whether it still tells the truth."""

import os
import socket
from dataclasses import dataclass
from pathlib import Path

# Above every system's highest process number: PostgreSQL finds nobody there, and goes on to
# its own check of the shared memory before it takes the folder.
NOBODY = 2**31 - 1


@dataclass(frozen=True)
class Server:
    pid: int
    port: int
    socket_dir: Path | None
    status: str

    @property
    def is_ready(self) -> bool:
        return self.status == "ready"


def live_server(data: Path) -> Server | None:
    """The server of this folder, or None when it is stopped, dead or another process."""
    server = read_pid_file(data)
    if server is None or not _serves(server, data):
        return None
    return server


def read_pid_file(data: Path) -> Server | None:
    try:
        lines = (data / "postmaster.pid").read_text("utf-8", "surrogateescape").split("\n")
    except OSError:
        return None
    lines += [""] * (8 - len(lines))
    if not lines[0].strip().isdigit():
        return None
    return Server(
        pid=int(lines[0]),
        port=int(lines[3]) if lines[3].strip().isdigit() else 0,
        socket_dir=Path(lines[4]) if lines[4].strip() else None,
        status=lines[7].strip(),
    )


def clear_stale(data: Path) -> None:
    """Let a dead server's file not stop the next start, even if its number now is another's.

    To be called under the start lock, when `live_server` found nobody.
    """
    path = data / "postmaster.pid"
    server = read_pid_file(data)
    if server is None:
        path.unlink(missing_ok=True)
    elif is_process(server.pid):
        _, rest = path.read_text("utf-8", "surrogateescape").split("\n", 1)
        path.write_text(f"{NOBODY}\n{rest}", "utf-8", "surrogateescape")


def is_process(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        return True
    return True


def _serves(server: Server, data: Path) -> bool:
    if not is_process(server.pid):
        return False
    try:
        # A server's working folder is its data folder.
        return Path(f"/proc/{server.pid}/cwd").samefile(data)
    except FileNotFoundError:
        # Just ended, or a system without /proc.
        return not Path("/proc/self").exists() and _answers(server)
    except PermissionError:
        return _answers(server)


def _answers(server: Server) -> bool:
    if server.socket_dir is None:
        return False
    with socket.socket(socket.AF_UNIX) as client:
        client.settimeout(2)
        try:
            client.connect(str(server.socket_dir / f".s.PGSQL.{server.port}"))
        except (BlockingIOError, TimeoutError):
            return True
        except OSError:
            return False
    return True
