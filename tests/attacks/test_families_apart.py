"""Two families served at once by the same process: nothing of one is ever in the other's page."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections
from django.test import Client

from tests.factories import confirm, make_account, make_board, make_link, make_school, make_student
from tests.personas import sign_in

pytestmark = pytest.mark.database
FAMILIES = {"Roseline": "claire@courriel.example", "Barnabé": "marc@courriel.example"}
ROUNDS = 6


@pytest.fixture
def readers(committed: None) -> dict[str, Callable[[], list[str]]]:
    """For each child's name, how its parent reads every personal page some times over."""
    school = make_school(make_board())
    found = {}
    for name, address in FAMILIES.items():
        child = make_student(school, given=name)
        make_link(child, address, given=f"Parent de {name}")
        account = make_account(address)
        confirm(account, child)
        found[name] = reader(sign_in(Client(), account), child.id)
    return found


def reader(client: Client, child: int) -> Callable[[], list[str]]:
    paths = ("/", f"/enfants/{child}/dossier/", "/nous-joindre/", "/enfants/manquant/", "/compte/")

    def read() -> list[str]:
        return [client.get(path).content.decode() for _ in range(ROUNDS) for path in paths]

    return read


def test_a35_two_families_at_once_never_meet(readers: dict[str, Callable[[], list[str]]]) -> None:
    barrier = Barrier(len(readers))

    def run(name: str) -> list[str]:
        try:
            barrier.wait(timeout=30)
            return readers[name]()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(readers)) as pool:
        pages = dict(zip(readers, pool.map(run, readers), strict=True))
    for name, other in (tuple(FAMILIES), tuple(FAMILIES)[::-1]):
        everything = "".join(pages[name])
        assert everything.count(name) >= ROUNDS * 3
        assert FAMILIES[name] in everything
        assert other not in everything
        assert FAMILIES[other] not in everything
