"""A running Préau as its visitors meet it, with its mail and its journal to look into."""

import csv
import json
import re
import signal
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import psycopg

from preau.config.postgres import Cluster, find_binaries
from tests.config.commands import PREAU, Running, free_port

READY = r"Préau est prêt\s: (http://127\.0\.0\.1:\d+)/"
# A year of the demonstration, on two cores that others use.
STARTS_WITHIN = 180.0
STOPS_WITHIN = 10.0
MAIL_WITHIN = 15.0
LINK = re.compile(r"http://127\.0\.0\.1:\d+(/compte/verification/[\w-]+/)")
CODE = re.compile(r"^\s*(\d{3} \d{3})\s*$", re.MULTILINE)


@dataclass(frozen=True)
class Child:
    board: str
    given_name: str
    family_name: str
    fiche: str
    code_permanent: str | None

    @property
    def full_name(self) -> str:
        return f"{self.given_name} {self.family_name}"


@dataclass(frozen=True)
class Person:
    """Somebody of the demonstration, with what a report card says of the children."""

    email: str
    password: str | None
    children: tuple[Child, ...]


@dataclass(frozen=True)
class Mail:
    subject: str
    text: str

    @property
    def code(self) -> str:
        found = CODE.search(self.text)
        assert found, self.text
        return found[1]

    @property
    def path(self) -> str:
        found = LINK.search(self.text)
        assert found, self.text
        return found[1]


class Site:
    """One address of the product; several may share the data folder."""

    def __init__(self, url: str, data: Path) -> None:
        self.url = url
        self.data = data
        self._taken: set[str] = set()

    def read(self, path: str) -> Any:
        with urllib.request.urlopen(self.url + path, timeout=20) as answer:
            return json.load(answer)

    def page(self, path: str, cookies: dict[str, str]) -> str:
        """A page as one session reads it, outside any browser."""
        cookie = "; ".join(f"{name}={value}" for name, value in cookies.items())
        asked = urllib.request.Request(self.url + path, headers={"Cookie": cookie})
        with urllib.request.urlopen(asked, timeout=20) as answer:
            return answer.read().decode()

    @cached_property
    def people(self) -> dict[str, Person]:
        told = self.read("/demo/personnes.json")
        return {
            one["email"].partition("@")[0]: Person(
                one["email"], one["password"], tuple(Child(**child) for child in one["children"])
            )
            for one in told
        }

    def mails(self, to: str) -> list[Mail]:
        told = self.read("/demo/courriels.json")
        return [
            Mail(*(one[part].replace("\u00a0", " ") for part in ("subject", "text")))
            for one in told
            if one["to"] == to
        ]

    def next_mail(self, to: str, *, after: int) -> Mail:
        """The mail that comes once `after` were there: the worker sends it, a moment later."""
        deadline = time.monotonic() + MAIL_WITHIN
        while len(found := self.mails(to)) <= after:
            assert time.monotonic() < deadline, f"no mail to {to}"
            time.sleep(0.1)
        return found[-1]

    def acts(self, email: str) -> list[str]:
        """What the journal holds of an account, oldest first."""
        asked = (
            "SELECT act FROM core_journalentry WHERE account_id ="
            " (SELECT id FROM accounts_account WHERE email = %s) ORDER BY id"
        )
        return [act for (act,) in self.query(asked, email)]

    def query(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """Asked as an administrator of the private cluster would."""
        cluster = Cluster(self.data / "postgres", find_binaries(None))
        url = cluster.url("preau", "postgres")
        with psycopg.connect(url, autocommit=True) as connection:
            return connection.execute(sql, values).fetchall()

    def family(self, fits: Callable[[Person], bool]) -> Person:
        """A parent of the rosters whom no story tells and no other journey has taken."""
        for person in self._families:
            if person.email not in self._taken and fits(person):
                self._taken.add(person.email)
                return person
        raise AssertionError("no such family in the demonstration")

    @cached_property
    def _families(self) -> list[Person]:
        known = {person.email for person in self.people.values()}
        children: dict[str, list[Child]] = {}
        for package in sorted((self.data / "demo").glob("[0-9]*/")):
            for email, child in _ties(package):
                children.setdefault(email, []).append(child)
        return [
            Person(email, None, tuple(found))
            for email, found in sorted(children.items())
            if email not in known
        ]


def _ties(package: Path) -> Iterator[tuple[str, Child]]:
    board = next(row["name"] for row in _rows(package, "orgs") if row["type"] == "district")
    names = {row["sourcedId"]: row for row in _rows(package, "users")}
    numbers = {row["sourcedId"]: row for row in _rows(package, "preau_students")}
    for tie in _rows(package, "preau_guardians"):
        pupil = tie["studentSourcedId"]
        if tie["legalGuardian"] == "true" and tie["emailOnFile"] and not tie["restriction"]:
            child = Child(
                board,
                names[pupil]["givenName"],
                names[pupil]["familyName"],
                numbers[pupil]["fiche"],
                numbers[pupil]["codePermanent"] or None,
            )
            yield tie["emailOnFile"].lower(), child


def _rows(package: Path, name: str) -> list[dict[str, str]]:
    with (package / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@contextmanager
def running_demo(data: Path, **settings: str) -> Iterator[Site]:
    """`preau demo`, until the end of the block; nothing of it may be left, nor any failure told."""
    demo = Running(*PREAU, "demo", PREAU_DATA=str(data), PORT=str(free_port()), **settings)
    try:
        yield Site(demo.wait_for(READY, within=STARTS_WITHIN)[1], data)
        _stop(demo)
        assert demo.still_alive(within=STOPS_WITHIN) == []
    finally:
        demo.end()


@contextmanager
def running_beside(site: Site, **settings: str) -> Iterator[Site]:
    """A second server of the same families, with settings of its own."""
    port = str(free_port())
    quiet = {"PREAU_MODE": "demo", "PREAU_LOG_LEVEL": "WARNING", "PREAU_DATA": str(site.data)}
    server = Running(*PREAU, "serve", PORT=port, **quiet, **settings)
    beside = Site(f"http://127.0.0.1:{port}", site.data)
    try:
        _wait_for_answer(beside)
        yield beside
        _stop(server)
    finally:
        server.end()


def _stop(running: Running) -> None:
    running.send(signal.SIGTERM)
    running.wait(STOPS_WITHIN)
    assert "Traceback" not in running.last_words(), running.said


def _wait_for_answer(site: Site) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        with suppress(OSError):
            site.read("/demo/personnes.json")
            return
        time.sleep(0.1)
    raise AssertionError(f"{site.url} does not answer")
