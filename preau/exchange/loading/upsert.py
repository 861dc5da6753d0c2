"""One table brought to what a query says: rows ended, changed, added, counted as a diff."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from preau.exchange.loading.run import Run
from preau.exchange.report import Diff


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
            f"UPDATE {target.table} t SET ended_at = %(at)s, source_at = %(at)s"
            " WHERE t.board_id = %(board)s AND t.ended_at IS NULL AND NOT EXISTS"
            f" (SELECT FROM {new} n WHERE n.sid = t.source_id AND NOT n.gone)"
        )
    return run.execute(
        f"UPDATE {target.table} t SET ended_at = %(at)s, source_at = coalesce(n.stamp, %(at)s)"
        f" FROM {new} n WHERE n.sid = t.source_id AND n.gone"
        " AND t.board_id = %(board)s AND t.ended_at IS NULL"
    )


def _change(run: Run, target: Target, new: str, *, bulk: bool) -> int:
    held = ", ".join(f"t.{name}" for name in target.columns)
    wanted = ", ".join(f"n.{name}" for name in target.columns)
    sets = ", ".join(f"{name} = n.{name}" for name in target.columns)
    newer = "" if bulk else " OR t.source_at IS NULL OR t.source_at < n.stamp"
    return run.execute(
        f"UPDATE {target.table} t SET {sets}, ended_at = NULL,"
        f" source_at = coalesce(n.stamp, %(at)s) FROM {new} n"
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
        f" SELECT %(board)s, n.sid, coalesce(n.stamp, %(at)s), {wanted}"
        f" FROM {source} n WHERE NOT n.gone{unknown}",
        **values,
    )


def end_where(run: Run, target: Target, condition: str) -> None:
    """End the live rows `t` that fulfil a condition."""
    ended = run.execute(
        f"UPDATE {target.table} t SET ended_at = %(at)s, source_at = %(at)s"
        f" WHERE t.board_id = %(board)s AND t.ended_at IS NULL AND ({condition})"
    )
    run.add(target.name, Diff(ended=ended))
