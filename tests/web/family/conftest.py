"""A family at home: one parent, children in schools, a signed-in browser."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client

from preau.accounts.models import Account
from preau.people.models import Student
from tests.factories import confirm, make_account, make_board, make_link, make_school, make_student
from tests.personas import sign_in

ADDRESS = "claire@courriel.example"


@pytest.fixture
def account() -> Account:
    return make_account(ADDRESS)


@pytest.fixture
def client(account: Account) -> Client:
    return sign_in(Client(), account)


@pytest.fixture
def school():
    return make_school(make_board(email="info@css.example"), phone="450-555-0100")


@pytest.fixture
def child_at(account: Account) -> Callable[..., Student]:
    """Make a confirmed child of the account at a school."""

    def make(school, **fields) -> Student:
        student = make_student(school, **fields)
        make_link(student, ADDRESS, given="Claire", family="Tremblay")
        confirm(account, student)
        return student

    return make


@pytest.fixture
def statements():
    """The statements that a call sends, transaction control left out."""

    def count(call: Callable[[], object]) -> list[str]:
        sent: list[str] = []

        def note(execute, sql, params, many, context):
            if not str(sql).startswith(("SAVEPOINT", "RELEASE")):
                sent.append(str(sql))
            return execute(sql, params, many, context)

        with connection.execute_wrapper(note):
            call()
        return sent

    return count
