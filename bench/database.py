"""A private PostgreSQL for a bench, durable as in production, and its database begun again."""

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from preau.config.env import apply, child_environment
from preau.config.postgres import Cluster, find_binaries
from preau.config.postgres.roles import prepare_database


@dataclass(frozen=True)
class Bench:
    """A folder, a connection that makes databases, and the address of their owner."""

    place: Path
    admin: psycopg.Connection[tuple[object, ...]]
    owner: str

    def keep_as(self, template: str) -> None:
        """The database as it stands is what the following ones begin with."""
        _leave()
        self.admin.execute(f"ALTER DATABASE preau RENAME TO {template}")

    def begin_again(self, template: str = "empty") -> None:
        """A fresh copy in place of the database before, and a checkpoint."""
        _leave()
        self.admin.execute("DROP DATABASE IF EXISTS preau WITH (FORCE)")
        statement = f"CREATE DATABASE preau TEMPLATE {template} OWNER preau_owner"
        self.admin.execute(statement)
        self.admin.execute("CHECKPOINT")


def _leave() -> None:
    from django.db import connection  # noqa: PLC0415  (settings are chosen below)

    connection.close()
    connection.close_pool()


@contextmanager
def migrated_database() -> Iterator[Bench]:
    """Start a server, migrate, keep the empty database as « empty », set Django up; then stop."""
    with tempfile.TemporaryDirectory(prefix="preau-bench-") as name:
        place = Path(name)
        with Cluster(place / "pg", find_binaries(None)) as cluster:
            urls = prepare_database(cluster, "preau")
            apply(
                PREAU_MODE="production",
                PREAU_SECRET_KEY="bench" * 12,
                PREAU_DATA=name,
                DATABASE_URL=urls.app,
                OWNER_DATABASE_URL=urls.owner,
                DJANGO_SETTINGS_MODULE="preau.config.settings.production",
            )
            subprocess.run(
                [sys.executable, "-m", "django", "migrate", "--verbosity=0"],
                env=child_environment(PREAU_AS_OWNER="1"),
                check=True,
            )
            import django  # noqa: PLC0415  (settings are chosen above)

            django.setup()
            with psycopg.connect(cluster.admin_url(), autocommit=True) as admin:
                bench = Bench(place, admin, urls.owner)
                bench.keep_as("empty")
                yield bench
