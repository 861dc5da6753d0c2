"""The heaviest reads, planned once a connection instead of once a request.

Django binds values on its own side, so that the server plans every statement anew; a statement over
many protected tables takes longer to plan than to run. Here the values travel apart and the plan is
kept. The guard of reads and the counters of tests see these statements like any other.
"""

from collections.abc import Mapping
from typing import Any, cast

import psycopg
from django.db import connection


class _PreparedCursor(psycopg.Cursor[Any]):
    def execute(self, query: Any, params: Any = None, **options: Any) -> Any:
        return super().execute(query, params, prepare=True, **options)


def one_value(sql: str, values: Mapping[str, Any]) -> Any:
    """The only value of the only row of a SELECT. A value's type must show from where it stands."""
    connection.ensure_connection()
    raw = cast(Any, connection.connection)
    raw.prepare_threshold = raw.prepare_threshold or 1
    with cast(Any, connection)._prepare_cursor(_PreparedCursor(raw)) as cursor:
        cursor.execute(sql, values)
        return cursor.fetchone()[0]
