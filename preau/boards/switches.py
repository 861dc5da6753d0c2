"""What a school and its body show: the switches of one child's school, read as one set.

A tile shows unless the body or the school turned it off or dates it later. A rule that discloses
more (teachers, averages) asks for the school's own yes, and the body must not say no.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from preau.boards.enums import DEFAULTS, SwitchKey


class SwitchRow(NamedTuple):
    """One row that bears on a school: its own (`of_school`) or its body's."""

    key: str
    is_on: bool
    visible_from: datetime | None
    of_school: bool


@dataclass(frozen=True)
class Switches:
    """The rows that bear on one school."""

    rows: tuple[SwitchRow, ...]

    def is_on(self, key: SwitchKey, *, at: datetime) -> bool:
        """True when the tile or rule is in force at `at`."""
        rows = [row for row in self.rows if row.key == key]
        if not DEFAULTS[key] and not any(row.of_school and row.is_on for row in rows):
            return False
        return all(row.is_on and (not row.visible_from or row.visible_from <= at) for row in rows)

    def opens_at(self, key: SwitchKey, *, at: datetime) -> datetime | None:
        """When a tile that is not shown yet will be; None when it is shown or turned off."""
        rows = [row for row in self.rows if row.key == key]
        later = [r.visible_from for r in rows if r.visible_from and r.visible_from > at]
        return max(later) if later and all(row.is_on for row in rows) else None


def switches_from(rows: Iterable[Mapping[str, object]]) -> Switches:
    """Switches from the JSON objects of a query: key, on, from (ISO 8601 or null), school."""
    return Switches(
        tuple(
            SwitchRow(
                key=str(row["key"]),
                is_on=bool(row["on"]),
                visible_from=datetime.fromisoformat(str(row["from"])) if row["from"] else None,
                of_school=bool(row["school"]),
            )
            for row in rows
        )
    )
