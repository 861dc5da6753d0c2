"""Import of a large body over a COPY of its rows: python -m bench.import_ratio [PUPILS].

Two ratios, by name. Over a COPY of the same rows into the same tables with their keys
(bench/keyed_copy.py): what reading, checking, comparing and telling add to a writing that no way of
loading avoids; the goal is held to this one. Over a bare COPY of the same bytes into logged tables
of text without key or index: the floor of the disk.

All on one private PostgreSQL, durable as in production, in one run. The import is the first one of
a body. Each run begins with an empty database and just after a checkpoint; they take turns, and the
least time of each counts, for what else the machine does only ever adds.
"""

import resource
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
from psycopg import sql

from bench.database import Bench, migrated_database
from bench.keyed_copy import board_row, copy_into_tables, dump_rows
from bench.roster import write_roster
from preau.config.env import child_environment

if TYPE_CHECKING:
    from preau.exchange.report import ImportReport

GOAL = 5.0
ROUNDS = 3
WITH_KEYS = "import over COPY into the same tables with their keys"
WITHOUT = "import over bare COPY (no key, no index)"


@dataclass(frozen=True)
class Measure:
    """Seconds of each, rows read and written, and the peak of memory of this process."""

    bare: float
    keyed: float
    first: float
    again: float
    rows: int
    written: int
    changes_again: int
    peak_mb: float

    @property
    def over_keyed(self) -> float:
        return self.first / self.keyed

    @property
    def over_bare(self) -> float:
        return self.first / self.bare


def measure(pupils: int = 50_000) -> Measure:
    """Make the package and a private server, measure, take both away."""
    with migrated_database() as bench:
        folder = write_roster(bench.place / "roster", pupils)
        return _measure(folder, bench)


def bare_copy(folder: Path, url: str) -> float:
    """Seconds to stream every file into a logged table, in one transaction, committed."""
    with psycopg.connect(url) as connection:
        start = time.perf_counter()
        with connection.cursor() as cursor:
            for path in sorted(folder.glob("*.csv")):
                _copy(cursor, path)
        connection.commit()
        return time.perf_counter() - start


def _copy(cursor: psycopg.Cursor[tuple[object, ...]], path: Path) -> None:
    with path.open("rb") as stream:
        names = stream.readline().decode().strip().split(",")
        table = sql.Identifier(f"bare_{path.stem.lower()}")
        columns = sql.SQL(", ").join(
            sql.SQL("{} text").format(sql.Identifier(name)) for name in names
        )
        cursor.execute(sql.SQL("CREATE TABLE {} ({})").format(table, columns))
        statement = sql.SQL("COPY {} FROM STDIN (FORMAT csv)").format(table)
        with cursor.copy(statement) as copy:
            while chunk := stream.read(1 << 18):
                copy.write(chunk)


def _measure(folder: Path, bench: Bench) -> Measure:
    rows = folder.parent / "rows"
    bare, keyed, firsts = [], [], []
    for _ in range(ROUNDS):
        bench.begin_again()
        bare.append(bare_copy(folder, bench.owner))
        bench.begin_again()
        first, report = timed_import(folder)
        firsts.append(first)
        if not rows.exists():
            written, board = dump_rows(bench.owner, rows), board_row(bench.owner)
        bench.begin_again()
        keyed.append(copy_into_tables(bench.owner, rows, board))
    bench.begin_again()
    timed_import(folder)
    again, repeated = timed_import(folder)
    return Measure(
        bare=min(bare),
        keyed=min(keyed),
        first=min(firsts),
        again=again,
        rows=sum(report.files.values()),
        written=written,
        changes_again=repeated.changes,
        peak_mb=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    )


def timed_import(folder: Path) -> tuple[float, "ImportReport"]:
    """Seconds of an import into the body of the bench, made first if need be."""
    from django.utils import timezone  # noqa: PLC0415

    from preau.core.actors import BoardActor, SystemActor  # noqa: PLC0415
    from preau.exchange.errors import BoardUnknown  # noqa: PLC0415
    from preau.exchange.operations import (  # noqa: PLC0415
        board_with_code,
        create_board,
        import_roster,
    )

    try:
        board = board_with_code("999000")
    except BoardUnknown:
        board = create_board(actor=SystemActor(), code="999000", name="Banc d’essai")
    start = time.perf_counter()
    report = import_roster(
        actor=BoardActor(board.pk),
        package=folder,
        dry_run=False,
        accept_removals=False,
        at=timezone.now(),
    )
    return time.perf_counter() - start, report


def main() -> None:
    """Print the measures, from a process of their own: memory and settings are not shared."""
    subprocess.run(
        [sys.executable, "-m", "bench.import_ratio", *sys.argv[1:2]],
        env=child_environment(PYTHONPATH=str(Path(__file__).resolve().parents[1])),
        check=True,
    )


def print_measures() -> None:
    found = measure(int(sys.argv[1]) if len(sys.argv) > 1 else 50_000)
    again = f"import, again ({found.changes_again} changes)"
    for name, value, unit in (
        ("rows read", f"{found.rows}", ""),
        ("rows written", f"{found.written}", ""),
        ("bare COPY, no key, no index", f"{found.bare:.2f}", f" s   least of {ROUNDS}"),
        ("COPY into the same tables with keys", f"{found.keyed:.2f}", f" s   least of {ROUNDS}"),
        ("import, first", f"{found.first:.2f}", f" s   least of {ROUNDS}"),
        (again, f"{found.again:.2f}", " s"),
        ("peak memory", f"{found.peak_mb:.0f}", " MB"),
        (WITH_KEYS, f"{found.over_keyed:.2f}", f"     goal ≤ {GOAL:g}"),
        (WITHOUT, f"{found.over_bare:.2f}", ""),
    ):
        print(f"{name:<56}{value:>8}{unit}")


if __name__ == "__main__":
    print_measures()
