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
class TileFacts:
    """The answer before the click. `state`: "" or "alert"."""

    answer: str
    badge: str = ""
    state: str = ""


@dataclass(frozen=True)
class Tile:
    """A domain's tile. `facts` runs one statement whatever the number of children."""

    key: SwitchKey
    title: str | Promise
    icon: str
    facts: Callable[[Sequence[TileSubject], datetime], Mapping[int, TileFacts]]
