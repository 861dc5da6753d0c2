"""What an import asks of its session, whatever the session did before."""

import psycopg
import pytest

from preau.exchange.steps import _BUFFERS
from tests.committed import owner_connection

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def test_a_temporary_table_that_was_rolled_back_refuses_no_import() -> None:
    """The server then holds to the size of temporary buffers that it has."""
    with owner_connection() as fresh:
        with fresh.transaction(force_rollback=True):
            fresh.execute("CREATE TEMP TABLE some_rows AS SELECT 1 AS one")
        with pytest.raises(psycopg.errors.InvalidParameterValue):
            fresh.execute("SELECT set_config('temp_buffers', '160MB', true)")
        fresh.execute(_BUFFERS)
    with owner_connection() as fresh, fresh.transaction():
        fresh.execute(_BUFFERS)
        assert fresh.execute("SHOW temp_buffers").fetchone() == ("160MB",)
