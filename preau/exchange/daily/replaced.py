"""Rows that a file replaces as a set: of the schools that it names, or of the rows above them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from preau.exchange.loading.run import Run
from preau.exchange.report import Diff


@dataclass(frozen=True)
class RowSet:
    """The table, the temporary table of new rows, keys and columns; `scope` is said of t."""

    name: str
    table: str
    new: str
    keys: Sequence[str]
    columns: Sequence[str]
    scope: str
    # Columns written with every row that changes, and what they get.
    stamps: Mapping[str, str] = field(default_factory=dict)
    # Rows that others refer to are ended, and revive; the others go.
    are_ended: bool = False


def replace(run: Run, rows: RowSet) -> None:
    """Make the rows of the scope equal to the new ones, counting differences."""
    same = " AND ".join(f't."{key}" IS NOT DISTINCT FROM n."{key}"' for key in rows.keys)
    lacking = (
        f"t.board_id = %(board)s AND ({rows.scope})"
        f" AND NOT EXISTS (SELECT FROM {rows.new} n WHERE {same})"
    )
    ended = run.execute(_ending(rows, lacking))
    changed = run.execute(_changing(rows, same)) if rows.columns else 0
    names = [*rows.keys, *rows.columns]
    added = run.execute(
        f"INSERT INTO {rows.table} (board_id{_listed(names)}{_listed(rows.stamps)})"
        f" SELECT %(board)s{_listed(names, 'n.')}{''.join(f', {v}' for v in rows.stamps.values())}"
        f" FROM {rows.new} n WHERE NOT EXISTS"
        f" (SELECT FROM {rows.table} t WHERE t.board_id = %(board)s AND {same})"
    )
    run.add(rows.name, Diff(added, changed, ended))


def _ending(rows: RowSet, lacking: str) -> str:
    if not rows.are_ended:
        return f"DELETE FROM {rows.table} t WHERE {lacking}"
    stamps = "".join(f", {name} = {value}" for name, value in rows.stamps.items())
    return (
        f"UPDATE {rows.table} t SET ended_at = %(at)s{stamps}"
        f" WHERE {lacking} AND t.ended_at IS NULL"
    )


def _changing(rows: RowSet, same: str) -> str:
    sets = [f'"{name}" = n."{name}"' for name in rows.columns]
    sets += [f"{name} = {value}" for name, value in rows.stamps.items()]
    sets += ["ended_at = NULL"] if rows.are_ended else []
    revived = "t.ended_at IS NOT NULL OR " if rows.are_ended else ""
    held = ", ".join(f't."{name}"' for name in rows.columns)
    wanted = ", ".join(f'n."{name}"' for name in rows.columns)
    return (
        f"UPDATE {rows.table} t SET {', '.join(sets)} FROM {rows.new} n"
        f" WHERE t.board_id = %(board)s AND {same}"
        f" AND ({revived}({held}) IS DISTINCT FROM ({wanted}))"
    )


def _listed(names: Sequence[str] | Mapping[str, str], prefix: str = "") -> str:
    return "".join(f', {prefix}"{name}"' for name in names)
