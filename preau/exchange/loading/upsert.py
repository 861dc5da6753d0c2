"""One table brought to what a query says: rows ended, changed, added, counted as a diff.

`source_at` is the newest date that files gave for a row, and is empty while none did: it is what a
delta must not be older than. It never goes back. A whole list (bulk) that changes or ends a row
without a later date for it comes after what it replaces, by an instant: a delta applied before it
does not undo it. The time of the import is no date of a row: the files may have been written long
before it, and a change that was exported in between would look old.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from preau.exchange.loading.run import Run
from preau.exchange.report import Diff

# Just after what is held; nothing when no date is held.
_AFTER = "t.source_at + interval '1 microsecond'"


@dataclass(frozen=True)
class Target:
    """A table of the product whose rows come from files, and the columns that a file fills.

    The query gives `sid`, `gone`, `stamp` and these columns, already of their types.
    """

    name: str
    table: str
    columns: Sequence[str]
    # Columns that no file fills in this step, with what a new row holds there.
    initial: Mapping[str, str] = field(default_factory=dict)
    # Columns whose next value depends on the row held (t) and the row read (n).
    moved: Mapping[str, str] = field(default_factory=dict)
    # The rows held (t) of which a whole list speaks: it ends no other.
    scope: str = "true"


def upsert(run: Run, target: Target, query: str, *, bulk: bool, **values: Any) -> Diff:
    """Apply `query`; in bulk, rows that it lacks are ended. Returns (and keeps) the diff."""
    if not _has_rows(run, target):
        diff = Diff(added=_insert(run, target, f"({query})", **values))
    else:
        new = f"roster_new_{target.table}"
        run.table(new, query, **values)
        ended = _end(run, target, new, bulk=bulk)
        changed = _change(run, target, new, bulk=bulk)
        added = _insert(run, target, new, known=True)
        diff = Diff(added, changed, ended)
    run.add(target.name, diff)
    return diff


def _has_rows(run: Run, target: Target) -> bool:
    statement = f"SELECT EXISTS (SELECT FROM {target.table} WHERE board_id = %(board)s)"
    return bool(run.one(statement)[0])


def _end(run: Run, target: Target, new: str, *, bulk: bool) -> int:
    if bulk:
        return run.execute(
            f"UPDATE {target.table} t SET ended_at = %(at)s,"
            f" source_at = greatest((SELECT max(stamp) FROM {new}), {_AFTER})"
            f" WHERE t.board_id = %(board)s AND t.ended_at IS NULL AND ({target.scope})"
            f" AND NOT EXISTS (SELECT FROM {new} n WHERE n.sid = t.source_id AND NOT n.gone)"
        )
    return run.execute(
        f"UPDATE {target.table} t SET ended_at = %(at)s,"
        " source_at = greatest(n.stamp, t.source_at)"
        f" FROM {new} n WHERE n.sid = t.source_id AND n.gone"
        " AND t.board_id = %(board)s AND t.ended_at IS NULL"
    )


def _change(run: Run, target: Target, new: str, *, bulk: bool) -> int:
    values = {**{name: f"n.{name}" for name in target.columns}, **target.moved}
    held = ", ".join(f"t.{name}" for name in values)
    wanted = ", ".join(values.values())
    sets = ", ".join(f"{name} = {value}" for name, value in values.items())
    stamp = _AFTER if bulk else "t.source_at"
    newer = "" if bulk else " OR coalesce(t.source_at < n.stamp, n.stamp IS NOT NULL)"
    return run.execute(
        f"UPDATE {target.table} t SET {sets}, ended_at = NULL,"
        f" source_at = greatest(n.stamp, {stamp}) FROM {new} n"
        " WHERE t.board_id = %(board)s AND t.source_id = n.sid AND NOT n.gone"
        f" AND (t.ended_at IS NOT NULL OR ({held}) IS DISTINCT FROM ({wanted}){newer})"
    )


def _insert(run: Run, target: Target, source: str, *, known: bool = False, **values: Any) -> int:
    names = ", ".join((*target.columns, *target.initial))
    wanted = ", ".join((*(f"n.{name}" for name in target.columns), *target.initial.values()))
    unknown = (
        f" AND NOT EXISTS (SELECT FROM {target.table} t"
        " WHERE t.board_id = %(board)s AND t.source_id = n.sid)"
        if known
        else ""
    )
    return run.execute(
        f"INSERT INTO {target.table} (board_id, source_id, source_at, {names})"
        f" SELECT %(board)s, n.sid, n.stamp, {wanted}"
        f" FROM {source} n WHERE NOT n.gone{unknown}",
        **values,
    )


def end_where(run: Run, target: Target, condition: str) -> None:
    """End the live rows `t` that fulfil a condition."""
    ended = run.execute(
        f"UPDATE {target.table} t SET ended_at = %(at)s, source_at = {_AFTER}"
        f" WHERE t.board_id = %(board)s AND t.ended_at IS NULL AND ({condition})"
    )
    run.add(target.name, Diff(ended=ended))
