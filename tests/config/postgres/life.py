"""The life of one cluster in a process of its own, told in lines of JSON.

Run as `python life.py FOLDER BIN`: start, say what was found, wait for a line (`stop`, or
`fork` for a child that outlives us and tries to stop the server), stop. A refusal is told
as `{"refused": sentence}`.
"""

import copy
import json
import os
import signal
import sys
import time
from pathlib import Path

import psycopg

from preau.config.postgres import Cluster, PostgresError, find_binaries

FACTS = """
    SELECT version(), current_setting('server_encoding'), lower('ÉŒ'),
           (SELECT system_identifier::text FROM pg_control_system()),
           pg_postmaster_start_time()::text
"""


def main() -> None:
    # Under `nohup` a suite hands down that it ignores this one.
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
    cluster = Cluster(Path(sys.argv[1]), find_binaries(Path(sys.argv[2])), durable=False)
    try:
        cluster.start()
    except PostgresError as refusal:
        tell(refused=str(refusal))
        return
    tell(**facts_of(cluster))
    if sys.stdin.readline().strip() == "fork":
        leave_a_child(cluster)
        tell(running=cluster.is_running())
        sys.stdin.readline()
    cluster.stop()
    tell(running=cluster.is_running())


def facts_of(cluster: Cluster) -> dict[str, object]:
    with psycopg.connect(cluster.admin_url()) as connection:
        row = connection.execute(FACTS).fetchone()
    assert row
    version, encoding, lowered, identifier, started = row
    pid = int((cluster.data / "postmaster.pid").read_text().split()[0])
    return {
        "version": version,
        "encoding": encoding,
        "lowered": lowered,
        "identifier": identifier,
        "started": started,
        "owner": cluster.is_owner,
        "server_uid": Path(f"/proc/{pid}").stat().st_uid,
    }


def leave_a_child(cluster: Cluster) -> None:
    """A forked child inherits the pipe to the supervisor; it sleeps with it for a minute."""
    reader, writer = os.pipe()
    if os.fork() == 0:
        # A copy, so that our own hold on the pipe stays.
        copy.copy(cluster).stop()
        os.write(writer, b".")
        for handle in (0, 1, 2):
            os.close(handle)
        time.sleep(60)
        os._exit(0)
    os.read(reader, 1)


def tell(**facts: object) -> None:
    print(json.dumps(facts), flush=True)


if __name__ == "__main__":
    main()
