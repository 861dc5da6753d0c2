"""Every table of files tells the daily purge which objects it names; nothing else asks."""

import pytest
from django.db import connection

from preau.core.actors import SystemActor
from preau.core.files.purge import file_tables
from preau.core.scope import acting_as

pytestmark = [pytest.mark.django_db, pytest.mark.database]

MISSING = "rls.tells_keys is missing from the migration of {}"


def test_there_are_tables_of_files() -> None:
    assert "core_keptupload" in file_tables()


@pytest.mark.parametrize("table", file_tables())
def test_each_tells_its_keys_to_the_purge_alone(table: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regprocedure(%s)", [f"preau_keys_{table}(text[])"])
        assert cursor.fetchone() != (None,), MISSING.format(table)
        cursor.execute(
            "SELECT role FROM unnest(ARRAY['preau_app', 'preau_family', 'preau_office',"
            " 'preau_jobs']) role WHERE has_function_privilege(role, %s, 'EXECUTE')",
            [f"preau_keys_{table}(text[])"],
        )
        assert cursor.fetchall() == [("preau_jobs",)]
    with acting_as(SystemActor()), connection.cursor() as cursor:
        cursor.execute(f"SELECT preau_keys_{table}(%s)", [["0" * 40]])
        assert cursor.fetchall() == []
