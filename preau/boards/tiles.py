"""What a tile is: a title, an icon, a switch, and its facts for many children in one statement."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise

from preau.boards.enums import SwitchKey


@dataclass(frozen=True)
class TileSubject:
    """The child a tile answers for."""

    student_id: int
    board_id: int
    school_id: int | None


@dataclass(frozen=True)
class TodoItem:
    """Something that awaits the parent: one line and one button in « À faire ».

    `kind` names the page that solves it; items of one kind and `key` are one line for the siblings.
    Lines are ordered by urgency ("late" first), then `due`.
    """

    kind: str
    key: int
    title: str
    detail: str = ""
    late: str = ""
    due: datetime | None = None


@dataclass(frozen=True)
class TileFacts:
    """The answer before the click. `state`: "" or "alert".

    `as_of`: the instant of what is said, shown as « En date du … ». `day` and `day_line` stand
    in the child's header (« Jour 5 », « 8 h 05 Français »).
    """

    answer: str
    badge: str = ""
    state: str = ""
    as_of: datetime | None = None
    todo: tuple[TodoItem, ...] = ()
    day: str = ""
    day_line: str = ""


@dataclass(frozen=True)
class Tile:
    """A domain's tile. `facts` runs one statement whatever the number of children."""

    key: SwitchKey
    title: str | Promise
    icon: str
    facts: Callable[[Sequence[TileSubject], datetime], Mapping[int, TileFacts]]
