"""Every table is behind row-level security, or public here by name and with a reason."""

import pytest
from django.db import connection

pytestmark = [pytest.mark.django_db, pytest.mark.database]

PUBLIC = {
    "accounts_addressproof": "hashes of codes and tokens, before anybody is known",
    "account_emailconfirmation": "allauth's, unused: codes are ours",
    "auth_group": "Django's, empty",
    "auth_group_permissions": "Django's, empty",
    "auth_permission": "Django's names of permissions",
    "core_attempt": "keyed hashes and instants",
    "django_content_type": "Django's names of tables",
    "django_migrations": "names of migrations, read-only",
    "django_session": "read before anybody is known; keys are unguessable",
    "procrastinate_events": "states of jobs",
    "procrastinate_jobs": "identifiers of rows to work on",
    "procrastinate_periodic_defers": "instants of periodic jobs",
    "procrastinate_workers": "heartbeats",
}
PUBLISHED = {
    "boards_board": "names and coordinates that bodies publish",
    "boards_school": "names and coordinates that schools publish",
    "boards_schoolcontact": "contacts that schools chose to publish",
    "boards_schoolyear": "dates of school years",
    "boards_term": "dates of terms",
    "boards_schoolday": "the calendar of dates that schools publish",
    "boards_bellperiod": "the bells that schools publish",
    "boards_switch": "what schools show",
    "attendance_attendancemotive": "motives that schools publish",
    "attendance_attendanceasof": "until when schools recorded",
    "transport_transportasof": "until when the transport of a school is known",
    "attendance_attendancerule": "deadlines and numbers that schools publish",
    "results_termrule": "weights, deadlines and pass marks of étapes",
    "results_competency": "components of courses and their weights",
    "results_publication": "when schools publish each étape",
    "results_workrule": "when the travaux of a week show, and to whom at once",
}
READ_ONLY = {*PUBLISHED, "django_migrations"}


def rows(sql: str, *params: object) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()


def test_every_table_is_protected_or_public_with_a_reason() -> None:
    tables = dict(
        rows(
            "SELECT relname, relrowsecurity FROM pg_class c JOIN pg_namespace n"
            " ON n.oid = relnamespace WHERE relkind IN ('r', 'p') AND nspname = 'public'"
        )
    )
    unprotected = {name for name, protected in tables.items() if not protected}
    assert unprotected == set(PUBLIC)
    open_to_all = rows(
        "SELECT tablename FROM pg_policies WHERE qual = 'true' AND cmd = 'SELECT'"
        " AND roles = '{preau_family}'"
    )
    assert {name for (name,) in open_to_all} == set(PUBLISHED)


def test_no_audience_writes_what_it_only_reads() -> None:
    for table in READ_ONLY:
        for role in ("preau_app", "preau_family"):
            for verb in ("INSERT", "UPDATE", "DELETE"):
                assert rows("SELECT has_table_privilege(%s, %s, %s)", role, table, verb) == [
                    (False,)
                ], (role, table, verb)


@pytest.mark.parametrize("role", ["preau_app", "preau_family", "preau_office", "preau_jobs"])
def test_a_role_of_the_application_owns_nothing_and_bypasses_nothing(role: str) -> None:
    assert rows(
        "SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb"
        " FROM pg_roles WHERE rolname = %s",
        role,
    ) == [(False, False, False, False)]
    assert rows("SELECT count(*) FROM pg_class WHERE relowner = %s::regrole", role) == [(0,)]


@pytest.mark.parametrize("role", ["preau_app", "preau_family", "preau_jobs"])
def test_the_journal_is_append_only(role: str) -> None:
    for verb in ("SELECT", "UPDATE", "DELETE", "TRUNCATE"):
        assert rows("SELECT has_table_privilege(%s, 'core_journalentry', %s)", role, verb) == [
            (False,)
        ]
    added = rows(
        "SELECT array_agg(attname::text) FROM pg_attribute WHERE attrelid = 'core_journalentry'"
        "::regclass AND attnum > 0 AND has_column_privilege(%s, attrelid, attnum, 'INSERT')",
        role,
    )[0][0]
    assert "act" in added
    assert not {"id", "at"} & set(added)


def test_every_definer_function_pins_its_search_path_and_is_not_for_everybody() -> None:
    functions = rows(
        "SELECT proname, proconfig, has_function_privilege('preau_office', oid, 'EXECUTE')"
        " FROM pg_proc WHERE prosecdef AND pronamespace = 'public'::regnamespace"
    )
    assert len(functions) >= 6
    for name, config, open_to_all in functions:
        assert any(c.startswith("search_path=") for c in config or ()), name
        assert not open_to_all, name


def test_the_application_cannot_become_the_owner() -> None:
    assert rows("SELECT pg_has_role('preau_app', 'preau_owner', 'MEMBER')") == [(False,)]


def test_the_application_reaches_every_public_table() -> None:
    """Default privileges were there before each table was made."""
    for table in {**PUBLIC, **PUBLISHED}:
        assert rows("SELECT has_table_privilege('preau_app', %s, 'SELECT')", table) == [(True,)]
        if table not in READ_ONLY:
            assert rows("SELECT has_table_privilege('preau_app', %s, 'UPDATE')", table) == [(True,)]


@pytest.mark.parametrize("role", ["preau_family", "preau_office", "preau_jobs"])
def test_no_audience_reads_the_hash_of_a_password(role: str) -> None:
    assert rows(
        "SELECT has_column_privilege(%s, 'accounts_account', 'password', 'SELECT')", role
    ) == [(False,)]
    assert rows("SELECT has_column_privilege(%s, 'accounts_account', 'email', 'SELECT')", role) == [
        (True,)
    ]
