"""Tests whose rows are really committed, for what only shows between connections and processes."""

import os
from collections.abc import Iterator

import psycopg
import pytest
from django.db import connections
from pytest_django import DjangoDbBlocker

# What the migrations wrote: every other table is empty when a test begins.
_SEEDED = {
    "auth_permission",
    "boards_board",
    "django_content_type",
    "django_migrations",
    "notifications_pace",
}


def owner_connection() -> psycopg.Connection:
    """The owner's own connection, beside Django's."""
    return psycopg.connect(os.environ["OWNER_DATABASE_URL"], autocommit=True)


@pytest.fixture
def committed(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The database without a test's transaction; the owner deletes afterwards what was written."""
    with owner_connection() as owner:
        boards = [row[0] for row in owner.execute("SELECT id FROM boards_board").fetchall()]
    with django_db_blocker.unblock():
        yield
        connections.close_all()
    with owner_connection() as owner:
        empty(owner)
        owner.execute("DELETE FROM boards_board WHERE id <> ALL (%s)", [boards])
        owner.execute("UPDATE boards_board SET is_subscribed = false, roster_at = NULL, email = ''")


def empty(owner: psycopg.Connection) -> None:
    """Delete the rows of all tables that the migrations left empty.

    By name and not through their keys alone: the references of a roster are no foreign keys, so
    CASCADE does not follow them.
    """
    names = owner.execute(
        "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND NOT relispartition"
        " AND relnamespace = 'public'::regnamespace"
    ).fetchall()
    tables = sorted({name for (name,) in names} - _SEEDED)
    asked = " UNION ALL ".join(
        f"SELECT '{table}' WHERE EXISTS (SELECT FROM {table})" for table in tables
    )
    written = [row[0] for row in owner.execute(asked).fetchall()]
    if written:
        owner.execute(f"TRUNCATE {', '.join(written)} CASCADE")
