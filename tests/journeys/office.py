"""A process beside the product, where schools act: one line asks, one line answers."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import IO, Any

from preau.config.postgres import Cluster, find_binaries
from tests.config.commands import environment
from tests.journeys.site import Person

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Town:
    """A family made for one journey: `tests.journeys.desk.family`."""

    parent: str
    other: str
    password: str
    children: dict[str, int]
    schools: dict[str, str]
    today: date

    def person(self, email: str = "") -> Person:
        return Person(email or self.parent, self.password, ())

    def day(self, ahead: int) -> date:
        return self.today + timedelta(days=ahead)


class Office:
    """The desk of the schools of one running product (`tests.journeys.desk`)."""

    def __init__(self, asked: IO[str], answered: IO[str]) -> None:
        self._asked = asked
        self._answered = answered

    def __getattr__(self, act: str) -> Any:
        def ask(**words: object) -> Any:
            self._asked.write(json.dumps([act, words]) + "\n")
            self._asked.flush()
            told = self._answered.readline()
            assert told, f"{act} failed: the desk's last words are on standard error"
            return json.loads(told)

        return ask

    def new_family(self) -> Town:
        told = self.family()
        return Town(**{**told, "today": date.fromisoformat(told["today"])})


@contextmanager
def open_office(data: Path) -> Iterator[Office]:
    """For the product whose data folder this is."""
    url = Cluster(data / "postgres", find_binaries(None)).url("preau", "postgres")
    settings = {"PREAU_MODE": "demo", "PREAU_DATA": str(data), "PREAU_LOG_LEVEL": "WARNING"}
    # An administrator who begins as the application's role: the factories need both roles.
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.journeys.office"],
        env=environment(DATABASE_URL=f"{url}&options=-c%20role%3Dpreau_app", **settings),
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    asked, answered = process.stdin, process.stdout
    assert asked is not None
    assert answered is not None
    try:
        yield Office(asked, answered)
    finally:
        with suppress(BrokenPipeError):
            asked.close()
        process.wait(20)
        answered.close()


def main() -> None:
    from preau.config.start import start_django, start_logs

    start_django()
    start_logs()
    from tests.journeys import desk

    for line in sys.stdin:
        act, words = json.loads(line)
        print(json.dumps(getattr(desk, act)(**words)), flush=True)
    # The pool of connections has threads that would wait.
    os._exit(0)


if __name__ == "__main__":
    main()
