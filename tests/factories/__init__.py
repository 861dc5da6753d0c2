"""Rows for tests, written as the owner inside the test's transaction, then back to preau_app."""

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from allauth.account.models import EmailAddress
from django.db import connection

from preau.accounts.models import Account
from preau.boards.models import Board, School, Switch
from preau.core.text import address_key, fold_name
from preau.people.models import ChildConfirmation, Guardian, GuardianLink, Student

_numbers = itertools.count(1)
PASSWORD = "corde-à-linge-du-voisin-42"


@contextmanager
def as_owner() -> Iterator[None]:
    """Write past row-level security, as migrations do."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        before = cursor.fetchone()[0]
        cursor.execute("SET ROLE preau_owner")
        try:
            yield
        finally:
            if not connection.needs_rollback:
                cursor.execute(f"SET ROLE {before}")


def make_board(code: str = "864000", **fields: Any) -> Board:
    values = {
        "name": "Centre de services scolaire Marie-Victorin",
        "short_name": "CSS Marie-Victorin",
        "former_name": "Commission scolaire Marie-Victorin",
        "kind": "css",
        "is_subscribed": True,
        **fields,
    }
    with as_owner():
        return Board.objects.update_or_create(code=code, defaults=values)[0]


def make_school(board: Board, name: str = "École des Deux-Rives", **fields: Any) -> School:
    with as_owner():
        return School.objects.create(
            board=board, source_id=f"school-{next(_numbers)}", name=name, **fields
        )


def make_switch(board: Board, key: str, is_on: bool, school: School | None = None) -> Switch:
    with as_owner():
        return Switch.objects.create(board=board, school=school, key=key, is_on=is_on)


def make_student(
    school: School, given: str = "Léo", family: str = "Tremblay-Ngô", **fields: Any
) -> Student:
    number = next(_numbers)
    values = {
        "fiche": str(1000 + number),
        "code_permanent": f"TREL670314{number % 100:02d}",
        "level": "04",
        **fields,
    }
    with as_owner():
        return Student.objects.create(
            board=school.board,
            school=school,
            source_id=f"student-{number}",
            given_name=given,
            family_name=family,
            given_key=fold_name(given),
            family_key=fold_name(family),
            preferred_key=fold_name(values.get("preferred_name", "")),
            **values,
        )


def make_link(
    student: Student, email: str, given: str = "Claire", family: str = "Tremblay", **fields: Any
) -> GuardianLink:
    with as_owner():
        guardian = Guardian.objects.create(
            board=student.board,
            source_id=f"guardian-{next(_numbers)}",
            given_name=given,
            family_name=family,
            email=address_key(email),
        )
        return GuardianLink.objects.create(
            board=student.board,
            student=student,
            guardian=guardian,
            email=address_key(email),
            **fields,
        )


def make_account(email: str, password: str = PASSWORD, **fields: Any) -> Account:
    with as_owner():
        account = Account.objects.create_user(email, password, **fields)
        EmailAddress.objects.create(user=account, email=account.email, verified=True, primary=True)
        return account


def confirm(account: Account, student: Student) -> ChildConfirmation:
    with as_owner():
        return ChildConfirmation.objects.create(
            account=account, student=student, board=student.board
        )
