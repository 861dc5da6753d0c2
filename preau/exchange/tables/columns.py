"""How a table is declared: its file, the columns read, and the standard header around them."""

from collections.abc import Callable
from dataclasses import dataclass, field

from preau.exchange.tables.cells import Cell, text

__all__ = ["Cell", "Column", "Derived", "Table"]


@dataclass(frozen=True)
class Column:
    """One column: its header, the name it takes when read, and the kind of its cells."""

    name: str
    to: str
    cell: Cell = field(default_factory=text)
    required: bool = False
    personal: bool = False
    # A required header whose cells may be empty.
    may_be_empty: bool = False


@dataclass(frozen=True)
class Derived:
    """A value computed from cells of the same row, such as the key of a name."""

    to: str
    of: tuple[str, ...]
    compute: Callable[..., str]


@dataclass(frozen=True)
class Table:
    """One file. `header` is the standard's, in order; columns not read are let pass in silence."""

    file: str
    raw: str
    columns: tuple[Column, ...]
    header: tuple[str, ...]
    derived: tuple[Derived, ...] = ()
    versioned: bool = True
    # Columns outside the header that are read when present, and never missed.
    beside: tuple[Column, ...] = ()
    # Columns that are expected, in any order, without a word: of standards wider than our reading.
    ignored: tuple[str, ...] = ()
    extension: str = "csv"

    @property
    def name(self) -> str:
        return f"{self.file}.{self.extension}"

    @property
    def fields(self) -> tuple[str, ...]:
        """Names of the loaded values, in the order of the temporary table."""
        return tuple(
            dict.fromkeys(
                [c.to for c in (*self.columns, *self.beside)] + [d.to for d in self.derived]
            )
        )
