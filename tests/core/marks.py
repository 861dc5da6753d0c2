"""A batch that writes a row for each item, for processes that may be killed."""

import os
import time
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from django.db import connection

from preau.core.actors import BoardActor
from preau.core.batches import plans
from preau.core.batches.plans import Item
from preau.core.documents import Document
from preau.core.errors import Refused

_UNDONE = """
SELECT key FROM generate_series(%s::bigint + 1, %s::bigint) key
WHERE NOT EXISTS (SELECT FROM marks WHERE marks.key = key.key) ORDER BY key LIMIT %s
"""
tried: set[int] = set()
closed: list[str] = []


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

    def close(self) -> None:
        closed.append("marks")


class Broken:
    def count(self) -> int:
        return 1

    def undone(self, *, after: int, limit: int) -> Sequence[Item]:
        raise RuntimeError

    def make(self, item: Item) -> None:
        raise NotImplementedError

    def close(self) -> None:
        closed.append("broken")


class Printed(Marks):
    """The same, on paper: kept as the number of its bytes."""

    def document(self, item: Item) -> Document:
        if item.key in self._parameters.get("unreadable", ()):
            raise Refused(f"{item.key} ne se lit pas.")
        template = "broken.typ" if item.key in self._parameters.get("bad", ()) else "paper.typ"
        folder = Path(self._parameters["folder"])
        return Document(folder / template, {"text": item.label}, date(2026, 11, 25))

    def keep(self, item: Item, pdf: bytes) -> None:
        if not pdf.startswith(b"%PDF-"):
            raise ValueError
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO marks VALUES (%s, %s)", [item.key, os.getpid()])


def _plans(_actor: BoardActor, given: Mapping[str, Any]) -> Sequence[plans.Making | plans.Printing]:
    if given.get("broken"):
        return [Broken()]
    return [Printed(given)] if given.get("folder") else [Marks(given)]


plans.declare("tests.marks", title=lambda: "Marques", plans=_plans)
