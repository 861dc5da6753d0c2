"""The suite's database: migrated once as the owner, copied for each worker, used as preau_app."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.signals import request_started
from django.db import connection
from django.dispatch import receiver
from psycopg import sql

from preau.config.env import child_environment

TEMPLATE_LOCK = 7_430_917


def _admin(dbname: str = "postgres") -> psycopg.Connection:
    socket = os.environ["PREAU_TEST_SOCKET"]
    return psycopg.connect(host=socket, user="postgres", dbname=dbname, autocommit=True)


def _roles(connection: psycopg.Connection) -> None:
    for name, options in (
        ("preau_owner", "LOGIN CREATEROLE CREATEDB"),
        ("preau_app", "LOGIN NOINHERIT"),
        ("preau_test", "LOGIN NOINHERIT"),
    ):
        exists = connection.execute("SELECT FROM pg_roles WHERE rolname = %s", [name]).fetchone()
        if exists is None:
            connection.execute(sql.SQL(f"CREATE ROLE {{}} {options}").format(sql.Identifier(name)))
    connection.execute("GRANT preau_owner, preau_app TO preau_test")
    connection.execute("ALTER ROLE preau_test SET role = 'preau_app'")


def _template(connection: psycopg.Connection) -> str:
    name = f"preau_template_{os.environ['PREAU_TEST_RUN']}"
    connection.execute("SELECT pg_advisory_lock(%s)", [TEMPLATE_LOCK])
    try:
        found = connection.execute("SELECT FROM pg_database WHERE datname = %s", [name])
        # A row without columns is an empty tuple.
        if found.fetchone() is None:
            _roles(connection)
            identifier = sql.Identifier(name)
            connection.execute(sql.SQL("CREATE DATABASE {} OWNER preau_owner").format(identifier))
            _migrate(name)
    finally:
        connection.execute("SELECT pg_advisory_unlock(%s)", [TEMPLATE_LOCK])
    return name


def _migrate(name: str) -> None:
    url = f"postgresql://preau_owner@/{name}?host={os.environ['PREAU_TEST_SOCKET']}"
    subprocess.run(
        [sys.executable, "-m", "django", "migrate", "--skip-checks", "--verbosity=0"],
        env=child_environment(
            OWNER_DATABASE_URL=url,
            PREAU_AS_OWNER="1",
            DJANGO_SETTINGS_MODULE="preau.config.settings.test",
        ),
        check=True,
    )


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    name = settings.DATABASES["default"]["NAME"]
    with _admin() as connection:
        template = _template(connection)
        connection.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {} OWNER preau_owner").format(
                sql.Identifier(name), sql.Identifier(template)
            )
        )
    yield
    with _admin() as connection:
        connection.execute(
            sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
        )


NEAR_THE_DATABASE = {"accounts", "boards", "core", "exchange", "house", "notifications", "people"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What touches the database runs once more on the other PostgreSQL: marked here."""
    here = Path(__file__).parent
    for item in items:
        fixtures = set(getattr(item, "fixturenames", ()))
        uses_it = item.get_closest_marker("django_db") or "committed" in fixtures
        if uses_it and item.path.relative_to(here).parts[0] in NEAR_THE_DATABASE:
            item.add_marker("database")


@pytest.fixture(autouse=True)
def _clean_cache() -> None:
    cache.clear()


@receiver(request_started)
def close_the_scope(**_: object) -> None:
    """In a test all requests share one transaction; in life a scope ends with its own."""
    if connection.connection is not None and connection.in_atomic_block:
        with suppress(psycopg.Error):
            connection.connection.execute(
                "SELECT set_config('role', 'preau_app', false),"
                " set_config('preau.account', '', false),"
                " set_config('preau.students', '', false), set_config('preau.links', '', false),"
                " set_config('preau.denied', '', false), set_config('preau.board', '', false)"
            )
