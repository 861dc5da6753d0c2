"""A private, migrated database with the demonstration's families, for the benches."""

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from preau.config.env import apply, child_environment
from preau.config.postgres import Cluster, find_binaries
from preau.config.postgres.roles import prepare_database


@contextmanager
def demonstration() -> Iterator[Path]:
    """Django set up on loaded demonstration data, as the application's role; gone at the end."""
    with (
        tempfile.TemporaryDirectory(prefix="preau-bench-") as place,
        Cluster(Path(place) / "pg", find_binaries(None)) as cluster,
    ):
        urls = prepare_database(cluster, "preau")
        apply(
            PREAU_MODE="demo",
            PREAU_DATA=place,
            PREAU_LOG_LEVEL="ERROR",
            DATABASE_URL=urls.app,
            OWNER_DATABASE_URL=urls.owner,
            DJANGO_SETTINGS_MODULE="preau.config.settings.demo",
        )
        subprocess.run(
            [sys.executable, "-m", "django", "migrate", "--skip-checks", "--verbosity=0"],
            env=child_environment(PREAU_AS_OWNER="1"),
            check=True,
        )
        _load()
        _settle(urls.owner)
        yield Path(place)
        from django.db import connections  # noqa: PLC0415

        connections["default"].close_pool()


def _settle(owner_url: str) -> None:
    """What autovacuum does in the first minutes of any database that lives."""
    import psycopg  # noqa: PLC0415

    with psycopg.connect(owner_url, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")


def _load() -> None:
    import django  # noqa: PLC0415  (settings are chosen above)

    django.setup()
    from django.utils import timezone  # noqa: PLC0415

    from preau.config.memory import keep_what_started  # noqa: PLC0415
    from preau.config.static_files import gather_static_files  # noqa: PLC0415
    from preau.demo.load import load_demo  # noqa: PLC0415

    load_demo(at=timezone.now())
    gather_static_files()
    keep_what_started()
