"""Many rows of a file merged by their key in one statement; those of the scope it lacks go."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from preau.exchange.loading.run import Run
from preau.exchange.report import Diff


@dataclass(frozen=True)
class Merged:
    """The table, the temporary table of new rows, the columns of a unique constraint, the others.

    `scope` says which rows t the file speaks of; "": it takes none away.
    """

    name: str
    table: str
    new: str
    keys: Sequence[str]
    columns: Sequence[str]
    scope: str = ""
    # What a new row holds besides.
    initial: Mapping[str, str] = field(default_factory=dict)
    # Rows that others refer to are ended, and revive; the others go.
    are_ended: bool = False


def merge(run: Run, rows: Merged) -> Diff:
    """Make the rows of the scope equal to the new ones, counting differences."""
    ended = run.execute(_ending(rows)) if rows.scope else 0
    names = ", ".join(f'"{name}"' for name in (*rows.keys, *rows.columns))
    wanted = ", ".join(f'n."{name}"' for name in (*rows.keys, *rows.columns))
    sets = [f'"{name}" = excluded."{name}"' for name in rows.columns]
    held = ", ".join(f't."{name}"' for name in rows.columns)
    given = ", ".join(f'excluded."{name}"' for name in rows.columns)
    revived = "t.ended_at IS NOT NULL OR " if rows.are_ended else ""
    sets += ["ended_at = NULL"] if rows.are_ended else []
    first = "".join(f", {name}" for name in rows.initial)
    values = "".join(f", {value}" for value in rows.initial.values())
    added, changed = run.one(
        f"WITH written AS (INSERT INTO {rows.table} AS t (board_id, {names}{first})"
        f" SELECT %(board)s, {wanted}{values} FROM {rows.new} n"
        f" ON CONFLICT ({', '.join(rows.keys)}) DO UPDATE SET {', '.join(sets)}"
        f" WHERE {revived}({held}) IS DISTINCT FROM ({given}) RETURNING t.xmax = 0 AS is_new)"
        " SELECT count(*) FILTER (WHERE is_new), count(*) FILTER (WHERE NOT is_new) FROM written"
    )
    diff = Diff(added, changed, ended)
    run.add(rows.name, diff)
    return diff


def _ending(rows: Merged) -> str:
    same = " AND ".join(f't."{key}" = n."{key}"' for key in rows.keys)
    lacking = (
        f"t.board_id = %(board)s AND ({rows.scope})"
        f" AND NOT EXISTS (SELECT FROM {rows.new} n WHERE {same})"
    )
    if rows.are_ended:
        return f"UPDATE {rows.table} t SET ended_at = %(at)s WHERE {lacking} AND t.ended_at IS NULL"
    return f"DELETE FROM {rows.table} t WHERE {lacking}"
