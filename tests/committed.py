"""Tests whose rows are really committed, for what only shows between connections and processes."""

import os
from collections.abc import Iterator

import psycopg
import pytest
from django.db import connections
from pytest_django import DjangoDbBlocker

_EMPTIED = (
    "notifications_outboxmail, procrastinate_jobs, procrastinate_workers, core_attempt,"
    " core_journalentry, django_session, accounts_account, boards_school, boards_switch,"
    " people_student, people_guardian, people_guardianlink, results_work, results_workresult"
)


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
        owner.execute(f"TRUNCATE {_EMPTIED} CASCADE")
        owner.execute("DELETE FROM boards_board WHERE id <> ALL (%s)", [boards])
        owner.execute("UPDATE boards_board SET is_subscribed = false, roster_at = NULL, email = ''")
