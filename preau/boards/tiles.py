"""What a tile is: a title, an icon, a switch, a question, and how it reads the answer.

The questions of all the tiles of a page go to the database in one statement, whatever the number
of tiles and of children; each tile reads its own rows, and no domain knows another.
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple

from django.utils.functional import Promise

from preau.boards.enums import SwitchKey
from preau.core.prepared import one_value

# Of one tile: each row by the names of its columns, as JSON has them (instants are ISO 8601).
Rows = Sequence[Mapping[str, Any]]
_NAMED = re.compile(r"%\((\w+)\)s")


class TileSubject(NamedTuple):
    """The child a tile answers for."""

    student_id: int
    board_id: int
    school_id: int | None


@dataclass(frozen=True)
class TodoItem:
    """Something that awaits the parent: one line and one button in « À faire ».

    `kind` names the page that solves it; items of one kind and `key` are one line for the siblings.
    Lines are ordered by urgency ("late" first), then `due`. `tells_of` is the kind of another line
    that this one is the word of: where that line stands, the two are one.
    """

    kind: str
    key: int
    title: str
    detail: str = ""
    late: str = ""
    due: datetime | None = None
    tells_of: str = ""


class TileFacts(NamedTuple):
    """The answer before the click. `state`: "" or "alert".

    `as_of`: the instant or the day of what is said, shown as « En date du … ». `day` and `day_line`
    stand in the child's header (« Jour 5 », « 8 h 05 Français »).
    """

    answer: str
    badge: str = ""
    state: str = ""
    as_of: datetime | date | None = None
    todo: tuple[TodoItem, ...] = ()
    day: str = ""
    day_line: str = ""


Facts = Mapping[int, TileFacts]


@dataclass(frozen=True, eq=False)
class Tile:
    """A domain's tile. `question` is one SELECT for all the children, with the named `values`.

    `values` holds all that varies: it is adapted by the driver, never written into the question.
    """

    key: SwitchKey
    title: str | Promise
    icon: str
    question: str
    values: Callable[[Sequence[TileSubject], datetime], Mapping[str, Any]]
    answer: Callable[[Sequence[TileSubject], datetime, Rows], Facts]


def ask(asked: Sequence[tuple[Tile, Sequence[TileSubject]]], at: datetime) -> dict[Tile, Facts]:
    """What each tile answers of its own children; one statement for all of them."""
    questions = [(tile, subjects) for tile, subjects in asked if subjects]
    if not questions:
        return {}
    values = {
        f"{number}_{name}": value
        for number, (tile, subjects) in enumerate(questions)
        for name, value in tile.values(subjects, at).items()
    }
    answers = json.loads(one_value(_statement(tuple(tile for tile, _ in questions)), values))
    return {
        tile: tile.answer(subjects, at, rows or ())
        for (tile, subjects), rows in zip(questions, answers, strict=True)
    }


@lru_cache(maxsize=64)
def _statement(tiles: tuple[Tile, ...]) -> str:
    """One array of rows a tile; the names of its values are its own."""
    own = (_NAMED.sub(rf"%({number}_\1)s", tile.question) for number, tile in enumerate(tiles))
    arrays = ", ".join(f"(SELECT json_agg(t) FROM ({question}) t)" for question in own)
    return f"SELECT json_build_array({arrays})::text"
