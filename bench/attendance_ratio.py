"""Import of a school's year of absences: python -m bench.attendance_ratio [PUPILS [DAYS]].

900 pupils, 180 days, no row of which is a presence: 162,000 events, each with its deadline. Over a
COPY of the same rows into the same table with its keys, and over a bare COPY of the bytes, as
bench/import_ratio.py does for rosters; and in seconds, for the goal is in seconds.
"""

import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import psycopg

from bench.attendance import write_attendance
from bench.database import Bench, migrated_database
from bench.import_ratio import bare_copy, timed_import
from bench.roster import write_roster
from preau.config.env import child_environment

GOAL_SECONDS = 10.0
ROUNDS = 3
TABLE = "attendance_attendanceevent"


@dataclass(frozen=True)
class Measure:
    """Seconds of each, and the rows."""

    rows: int
    bare: float
    keyed: float
    first: float
    again: float
    changes_again: int


def measure(pupils: int = 900, days: int = 180) -> Measure:
    """Make a school and its year on a private server, measure, take both away."""
    with migrated_database() as bench:
        roster = write_roster(bench.place / "roster", pupils)
        folder = write_attendance(roster, bench.place / "attendance", days)
        bench.begin_again()
        timed_import(roster)
        bench.keep_as("school")
        return _measure(folder, bench)


def _measure(folder: Path, bench: Bench) -> Measure:
    bare, keyed, firsts = [], [], []
    for _ in range(ROUNDS):
        bench.begin_again("school")
        bare.append(bare_copy(folder, bench.owner))
        bench.begin_again("school")
        seconds, report = timed_import(folder)
        if not report.applied:
            raise RuntimeError(report.messages[:3])
        firsts.append(seconds)
        again, repeated = timed_import(folder)
        keyed.append(_copy_back(bench))
    return Measure(
        rows=report.tables["attendance"].added,
        bare=min(bare),
        keyed=min(keyed),
        first=min(firsts),
        again=again,
        changes_again=repeated.changes,
    )


def _copy_back(bench: Bench) -> float:
    """Seconds to write the same rows again behind every key, index and trigger, committed."""
    with psycopg.connect(bench.owner) as connection, connection.cursor() as cursor:
        with cursor.copy(f"COPY {TABLE} TO STDOUT") as copy:
            data = b"".join(bytes(chunk) for chunk in copy)
        cursor.execute(f"TRUNCATE {TABLE} CASCADE")
        connection.commit()
        bench.admin.execute("CHECKPOINT")
        start = time.perf_counter()
        with cursor.copy(f"COPY {TABLE} FROM STDIN") as copy:
            copy.write(data)
        connection.commit()
        return time.perf_counter() - start


def main() -> None:
    """Print the measures, from a process of their own."""
    subprocess.run(
        [sys.executable, "-m", "bench.attendance_ratio"],
        env=child_environment(PYTHONPATH=str(Path(__file__).resolve().parents[1])),
        check=True,
    )


def print_measures() -> None:
    found = measure(*map(int, sys.argv[1:3]))
    again = f"attendance, again ({found.changes_again} changes)"
    for name, value, unit in (
        ("events of attendance", f"{found.rows}", ""),
        ("bare COPY, no key, no index", f"{found.bare:.2f}", f" s   least of {ROUNDS}"),
        ("COPY into the same table with keys", f"{found.keyed:.2f}", f" s   least of {ROUNDS}"),
        ("attendance, first", f"{found.first:.2f}", f" s   goal ≤ {GOAL_SECONDS:g} s"),
        (again, f"{found.again:.2f}", " s"),
        ("attendance over COPY with keys", f"{found.first / found.keyed:.2f}", ""),
        ("attendance over bare COPY", f"{found.first / found.bare:.2f}", ""),
    ):
        print(f"{name:<56}{value:>8}{unit}")


if __name__ == "__main__":
    print_measures()
