"""The private database of the demonstration, for as long as a command needs it."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from preau.config.env import Env, apply
from preau.config.postgres import Cluster, find_binaries
from preau.config.postgres.roles import prepare_database

NAME = "preau"
OTHER_ENDS_WITHIN = 15.0


def cluster_folder(data: Path) -> Path:
    return data / "postgres"


@contextmanager
def demo_database(env: Env) -> Iterator[Cluster]:
    """Start the database, or use the one that already runs, and point this process at it."""
    cluster = Cluster(cluster_folder(env.data_dir), find_binaries(env.pg_bin))
    with cluster:
        point_at(cluster)
        yield cluster


@contextmanager
def own_demo_database(env: Env) -> Iterator[Cluster]:
    """The same, but waits for a server left by another command to end, to depend on nobody."""
    cluster = Cluster(cluster_folder(env.data_dir), find_binaries(env.pg_bin))
    deadline = time.monotonic() + OTHER_ENDS_WITHIN
    with cluster:
        while not cluster.is_owner and time.monotonic() < deadline:
            time.sleep(0.2)
            if not cluster.is_running():
                cluster.start()
        point_at(cluster)
        yield cluster


def point_at(cluster: Cluster) -> None:
    urls = prepare_database(cluster, NAME)
    apply(DATABASE_URL=urls.app, OWNER_DATABASE_URL=urls.owner)
