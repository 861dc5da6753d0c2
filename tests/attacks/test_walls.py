"""The database alone: what the roles of the application may do when a query is wrong or hostile."""

import pytest
from django.db import DatabaseError, connection, transaction

from preau.core.actors import BoardActor, FamilyActor, SystemActor
from preau.core.scope import acting_as
from preau.people.models import ChildConfirmation
from tests.factories import (
    as_owner,
    confirm,
    make_account,
    make_board,
    make_link,
    make_school,
    make_student,
    make_switch,
)

pytestmark = [pytest.mark.django_db, pytest.mark.database]
CLAIRE, MARC = "claire@courriel.example", "marc@courriel.example"


def run(sql: str, *values: object) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall() if cursor.description else [(cursor.rowcount,)]


def is_refused(sql: str, *values: object) -> bool:
    """True when the database refuses the statement as not allowed; the transaction goes on."""
    try:
        with transaction.atomic():
            run(sql, *values)
    except DatabaseError as error:
        if "permission denied" not in str(error) and "row-level security" not in str(error):
            raise
        return True
    return False


@pytest.fixture
def town():
    school = make_school(make_board())
    return {
        "school": school,
        "far": make_school(make_board("884000", name="Riverside", short_name="Riverside")),
        "leo": make_student(school, given="Léo", fiche="11"),
        "zoe": make_student(school, given="Zoé", fiche="12"),
        "claire": make_account(CLAIRE),
        "marc": make_account(MARC),
    }


@pytest.fixture
def families(town):
    """Claire sees Léo; Marc has Zoé to confirm."""
    make_link(town["leo"], CLAIRE)
    make_link(town["zoe"], MARC, given="Marc")
    confirm(town["claire"], town["leo"])
    return town


TABLES = ("school", "schoolcontact", "schoolyear", "term", "switch")


def test_a14_a_job_of_one_body_writes_nothing_of_another(town) -> None:
    make_switch(town["school"].board, "tile.file", True, town["school"])
    with acting_as(BoardActor(town["far"].board_id)):
        assert run("UPDATE boards_switch SET is_on = false") == [(0,)]
        assert run("DELETE FROM boards_switch") == [(0,)]
        assert run("UPDATE boards_school SET email = 'pirate@mail.example'") == [(1,)]
        assert run("UPDATE boards_board SET email = 'pirate@mail.example'") == [(1,)]
        assert is_refused(
            "INSERT INTO boards_switch (board_id, key, is_on, changed_at)"
            " VALUES (%s, 'rule.show_teachers', true, now())",
            town["school"].board_id,
        )
        assert is_refused("UPDATE boards_school SET board_id = %s", town["school"].board_id)
        assert is_refused("DELETE FROM boards_board")


@pytest.mark.parametrize("table", TABLES)
def test_a14_a_job_without_a_body_writes_nothing_published(town, table) -> None:
    make_switch(town["school"].board, "tile.file", True, town["school"])
    with acting_as(SystemActor()):
        assert run(f"DELETE FROM boards_{table}") == [(0,)]
        assert run("UPDATE boards_board SET is_subscribed = true") == [(0,)]


def test_a10_a_family_cannot_move_a_confirmation_to_another_child(families) -> None:
    with acting_as(FamilyActor(families["claire"].id)):
        zoe = families["zoe"].id
        assert is_refused("UPDATE people_childconfirmation SET student_id = %s", zoe)
        assert is_refused("DELETE FROM people_childconfirmation")
        assert run("UPDATE people_childconfirmation SET disowned_at = now()") == [(1,)]


INCIDENT = (
    "INSERT INTO people_incident (board_id, account_id, student_id, kind, state, note, answer)"
    " VALUES (%s, %s, %s, %s, %s, '', %s)"
)


def test_a10_a_family_writes_no_school_s_answer(families) -> None:
    board, claire = families["school"].board_id, families["claire"].id
    with acting_as(FamilyActor(claire)):
        assert run(INCIDENT, board, claire, None, "missing_child", "open", "") == [(1,)]
        assert is_refused("UPDATE people_incident SET answer = 'oui', state = 'answered'")
        assert is_refused(INCIDENT, board, claire, None, "missing_child", "answered", "oui")
        assert is_refused(INCIDENT, board, claire, None, "guessing", "open", "")
        zoe, marc = families["zoe"].id, families["marc"].id
        assert is_refused(INCIDENT, board, claire, zoe, "not_my_child", "open", "")
        assert is_refused(INCIDENT, board, marc, None, "missing_child", "open", "")


ENTRY = (
    "INSERT INTO core_journalentry"
    " (act, actor_kind, account_id, board_id, student_ids, request_id, details)"
    " VALUES ('child.disowned', %s, %s, %s, '{1}', '', '{}')"
)


def test_a03_nobody_writes_the_journal_in_another_name_or_at_another_time(families) -> None:
    claire, marc = families["claire"].id, families["marc"].id
    here, far = families["school"].board_id, families["far"].board_id
    with acting_as(FamilyActor(claire)):
        assert run(ENTRY, "family", claire, here) == [(1,)]
        assert is_refused(ENTRY, "family", marc, here)
        assert is_refused(ENTRY, "board", claire, here)
        dated = ENTRY.replace("(act", "(at, act").replace("('", "(now(), '")
        assert is_refused(dated, "family", claire, here)
    with acting_as(BoardActor(here)):
        assert run(ENTRY, "board", None, here) == [(1,)]
        assert is_refused(ENTRY, "board", None, far)
        assert is_refused(ENTRY, "family", claire, here)


def test_a09_in_one_family_s_scope_the_functions_say_nothing_of_another(families) -> None:
    claim = "SELECT confirmed FROM preau_confirm_child(%s, %s, 'fiche', '12', 'zoe', %s)"
    values = (families["marc"].id, families["school"].board_id, families["zoe"].family_key)
    with acting_as(FamilyActor(families["claire"].id)):
        assert run("SELECT * FROM preau_unconfirmed(%s)", families["marc"].id) == []
        assert run(claim, *values) == [(False,)]
    with as_owner():
        assert not ChildConfirmation.objects.filter(account=families["marc"]).exists()
    with acting_as(FamilyActor(families["marc"].id)):
        assert len(run("SELECT * FROM preau_unconfirmed(%s)", families["marc"].id)) == 1
        assert run(claim, *values) == [(True,)]


def test_a09_a_scope_does_not_outlive_a_failure_inside_it(families) -> None:
    """A pooled connection goes on to serve somebody else."""
    with pytest.raises(DatabaseError), acting_as(FamilyActor(families["claire"].id)):
        run("SELECT 1 / 0")
    assert run("SELECT current_user") == [("preau_app",)]
    assert run("SELECT count(*) FROM people_student") == [(0,)]
    assert run("SELECT coalesce(current_setting('preau.students', true), '')") == [("",)]


def test_a09_a_table_of_the_same_name_hides_none_of_ours(families) -> None:
    """Definer functions look in our schema first, whatever a session puts before it."""
    run("CREATE TEMP TABLE people_childconfirmation (account_id bigint, student_id bigint,"
        " disowned_at timestamptz)")  # fmt: skip
    run(
        "INSERT INTO pg_temp.people_childconfirmation VALUES (%s, %s, NULL)",
        families["marc"].id,
        families["zoe"].id,
    )
    with acting_as(FamilyActor(families["marc"].id)):
        assert run("SELECT count(*) FROM public.people_student") == [(0,)]


@pytest.mark.parametrize("role", ["preau_family", "preau_jobs"])
def test_a09_no_role_makes_functions_or_tables_that_stay(town, role) -> None:
    with transaction.atomic():
        run("SELECT set_config('role', %s, true)", role)
        assert is_refused("CREATE TABLE public.pirate (id int)")
        assert is_refused("CREATE FUNCTION public.pirate() RETURNS int LANGUAGE sql AS 'SELECT 1'")
        run("SELECT set_config('role', 'preau_app', true)")


OTHERS = (
    "UPDATE accounts_account SET password = 'x'",
    "INSERT INTO accounts_account (email) VALUES ('pirate@mail.example')",
    "DELETE FROM accounts_account",
    "INSERT INTO accounts_addressproof (email) VALUES ('pirate@mail.example')",
    "UPDATE account_emailaddress SET email = 'pirate@mail.example'",
    'INSERT INTO account_emailaddress (user_id, email, verified, "primary")'
    " VALUES (1, 'pirate@mail.example', true, false)",
    "SELECT email FROM accounts_addressproof",
    "UPDATE accounts_addressproof SET state = 'proved'",
    "INSERT INTO auth_group (name) VALUES ('pirate')",
    "DELETE FROM procrastinate_jobs",
    "UPDATE procrastinate_jobs SET args = '{}'",
    "UPDATE core_attempt SET at = now()",
)


@pytest.mark.parametrize("sql", OTHERS)
@pytest.mark.parametrize("role", ["preau_family", "preau_office"])
def test_a18_in_a_scope_nobody_writes_an_account_an_address_or_a_job(families, role, sql) -> None:
    run("SELECT set_config('role', %s, true)", role)
    assert is_refused(sql)


def test_a20_a_family_reads_its_own_addresses_and_no_other(families) -> None:
    with acting_as(FamilyActor(families["claire"].id)):
        assert run("SELECT email FROM account_emailaddress") == [(CLAIRE,)]
        assert run("SELECT email FROM accounts_account") == [(CLAIRE,)]
