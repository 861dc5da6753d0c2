"""The heaviest reads, planned once a connection instead of once a request.

Django binds values on its own side, so that the server plans every statement anew; a statement over
many protected tables takes longer to plan than to run. Here the values travel apart and the plan is
kept. The guard of reads and the counters of tests see these statements like any other.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, cast

import psycopg
from django.db import connection

_PLACE = re.compile(r"%(?:\((\w+)\)s|%)")


class _PreparedCursor(psycopg.RawCursor[Any]):
    def execute(self, query: Any, params: Any = None, **options: Any) -> Any:
        text, names = _numbered(query)
        values = [_given(params[name]) for name in names]
        return super().execute(text, values, prepare=True, **options)


def one_value(sql: str, values: Mapping[str, Any]) -> Any:
    """The only value of the only row of a SELECT. A value's type must show from where it stands."""
    connection.ensure_connection()
    raw = cast(Any, connection.connection)
    raw.prepare_threshold = raw.prepare_threshold or 1
    with cast(Any, connection)._prepare_cursor(_PreparedCursor(raw)) as cursor:
        cursor.execute(sql, values)
        return cursor.fetchone()[0]


def _given(value: Any) -> Any:
    """Ids go as the text of an array: the driver would name their type, and so a plan, by size."""
    if isinstance(value, list) and all(isinstance(one, int) for one in value):
        return f"{{{','.join(map(str, value))}}}"
    return value


@lru_cache(maxsize=64)
def _numbered(sql: str) -> tuple[str, list[str]]:
    """The statement as the server reads it: `%(name)s` is `$1`; and the names in that order.

    The driver reads a statement as long as these again at each request.
    """
    names: dict[str, int] = {}

    def place(found: re.Match[str]) -> str:
        name = found[1]
        return f"${names.setdefault(name, len(names) + 1)}" if name else "%"

    return _PLACE.sub(place, sql), list(names)
