"""A batch that writes a row for each item, for processes that may be killed."""

import os
import time
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection

from preau.core.batches import plans
from preau.core.batches.plans import Item
from preau.core.errors import Refused

_UNDONE = """
SELECT key FROM generate_series(%s::bigint + 1, %s::bigint) key
WHERE NOT EXISTS (SELECT FROM marks WHERE marks.key = key.key) ORDER BY key LIMIT %s
"""
tried: set[int] = set()


class Marks:
    def __init__(self, parameters: Mapping[str, Any]) -> None:
        self._parameters = parameters
        self._count = int(parameters["count"])

    def count(self) -> int:
        return len(self.undone(after=0, limit=1_000_000))

    def undone(self, *, after: int, limit: int) -> Sequence[Item]:
        with connection.cursor() as cursor:
            cursor.execute(_UNDONE, [after, self._count, limit])
            return [Item(key, f"no {key}") for (key,) in cursor.fetchall()]

    def make(self, item: Item) -> None:
        is_second = self._parameters.get("only_once") and item.key in tried
        tried.add(item.key)
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO marks VALUES (%s, %s)", [item.key, os.getpid()])
        if item.key in self._parameters.get("bad", ()) and not is_second:
            raise Refused(f"{item.key} ne va pas.")
        time.sleep(self._parameters.get("seconds", 0))


plans.declare("tests.marks", title=lambda: "Marques", plans=lambda _, given: [Marks(given)])
