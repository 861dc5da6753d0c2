from dataclasses import dataclass, field

import pytest
from django.test import Client

from preau.accounts.models import Account
from preau.boards.models import School
from preau.people.models import GuardianLink, Student
from tests.factories import confirm, make_account, make_board, make_link, make_school, make_student
from tests.personas import sign_in

CLAIRE, MARC = "claire@courriel.example", "marc@courriel.example"


@dataclass
class Family:
    """Claire and Marc, separated, parents of three; each link can be ended by itself."""

    school: School
    children: list[Student]
    claire: Account
    marc: Account
    clients: dict[str, Client]
    links: dict[tuple[str, int], GuardianLink] = field(default_factory=dict)

    @property
    def leo(self) -> Student:
        return self.children[0]

    def get(self, path: str, parent: str = "claire") -> str:
        response = self.clients[parent].get(path)
        assert response.status_code == 200, (path, response.status_code)
        return response.content.decode()


@pytest.fixture
def family() -> Family:
    school = make_school(make_board(), phone="450-555-0100")
    children = [make_student(school, given=name) for name in ("Léo", "Maëlle", "Zoé")]
    accounts = {"claire": make_account(CLAIRE), "marc": make_account(MARC)}
    clients = {name: sign_in(Client(), account) for name, account in accounts.items()}
    made = Family(school, children, accounts["claire"], accounts["marc"], clients)
    for child in children:
        for name, account in accounts.items():
            link = make_link(child, account.email, given=name.title())
            made.links[name, child.id] = link
            confirm(account, child)
    return made
