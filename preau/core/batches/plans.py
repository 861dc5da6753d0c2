"""What a domain says of a batch: how much there is to do, what comes next, how one item is done.

A kind of batch is declared under a name that stays, in the domain's `tasks.py`, so that any process
can take up what another began.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable

from preau.core.actors import BoardActor
from preau.core.documents import Document


@dataclass(frozen=True)
class Item:
    """One thing to do. Keys grow in the order of the work; `label` names it to the school."""

    key: int
    label: str


@runtime_checkable
class Plan(Protocol):
    """A step of a batch. Each method runs in a transaction, in the scope of the body.

    Whether an item is done is a row that `make` or `keep` writes: a batch taken up again asks
    `undone`, and nothing else.
    """

    def count(self) -> int:
        """How many items are left to do."""
        ...

    def undone(self, *, after: int, limit: int) -> Sequence[Item]:
        """The next items not done yet, with a key above `after`, in the order of their keys."""
        ...


@runtime_checkable
class Making(Plan, Protocol):
    """A step whose items are done by the database."""

    def make(self, item: Item) -> None: ...


@runtime_checkable
class Printing(Plan, Protocol):
    """A step whose items are papers: read here, composed in other processes, kept here."""

    def document(self, item: Item) -> Document: ...

    def keep(self, item: Item, pdf: bytes) -> None: ...


@runtime_checkable
class Holding(Protocol):
    """A step that holds processes from one page of items to the next, until it is over."""

    def close(self) -> None: ...


Plans = Callable[[BoardActor, Mapping[str, Any]], Sequence[Making | Printing]]


@dataclass(frozen=True)
class Kind:
    """A declared kind of batch. `title` is asked in the language of whoever reads."""

    name: str
    title: Callable[[], str]
    plans: Plans


_KINDS: dict[str, Kind] = {}


def declare(name: str, *, title: Callable[[], str], plans: Plans) -> None:
    """`plans` makes the steps of a batch from its body and its parameters; they run in turn."""
    _KINDS[name] = Kind(name, title, plans)


def kind_of(name: str) -> Kind:
    """Raises LookupError."""
    if name not in _KINDS:
        raise LookupError(f"no batch is named {name}")
    return _KINDS[name]


def title_of(name: str) -> str:
    return _KINDS[name].title() if name in _KINDS else name
