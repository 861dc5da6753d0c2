"""Run one command for as long as the process that asked for it lives.

Started by `supervised.Supervised` as a separate process, by path and with the standard
library alone. Its standard input is a pipe whose other end only the starter holds: when it
closes (the starter stops the command, ends, or is killed, even by SIGKILL), the command
gets SIGINT, then SIGQUIT, then SIGKILL. For PostgreSQL these are the fast shutdown, the
immediate shutdown and the last resort.
"""

import os
import select
import signal
import socket
import subprocess
import sys

STOP_SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
PARENT_CHECK = 1.0
AFTER_QUIT = 6.0


def main(arguments: list[str]) -> int:
    patience, uid, gid, *command = arguments
    parent = os.getppid()
    alarms = _listen_to_signals()
    child = _launch(command, int(uid), int(gid))
    sys.stdout.write(f"{child.pid}\n")
    sys.stdout.flush()
    while child.poll() is None:
        if _is_over(alarms, parent):
            _end(child, float(patience))
    return 0 if child.returncode == 0 else 1


def _launch(command: list[str], uid: int, gid: int) -> "subprocess.Popen[bytes]":
    drop = uid >= 0
    return subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=sys.stderr,
        stderr=sys.stderr,
        user=uid if drop else None,
        group=gid if drop else None,
        extra_groups=[] if drop else None,
        umask=0o077,
    )


def _listen_to_signals() -> socket.socket:
    readable, writable = socket.socketpair()
    writable.setblocking(False)
    signal.set_wakeup_fd(writable.detach())
    for number in (*STOP_SIGNALS, signal.SIGCHLD):
        signal.signal(number, lambda *_: None)
    return readable


def _is_over(alarms: socket.socket, parent: int) -> bool:
    ready, _, _ = select.select([0, alarms.fileno()], [], [], PARENT_CHECK)
    if 0 in ready or os.getppid() != parent:
        return True
    return alarms.fileno() in ready and any(number in STOP_SIGNALS for number in alarms.recv(64))


def _end(child: "subprocess.Popen[bytes]", patience: float) -> None:
    for number, seconds in ((signal.SIGINT, patience), (signal.SIGQUIT, AFTER_QUIT)):
        child.send_signal(number)
        try:
            child.wait(seconds)
        except subprocess.TimeoutExpired:
            continue
        return
    child.kill()
    child.wait()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
