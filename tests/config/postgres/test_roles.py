import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest
from psycopg.rows import dict_row

from preau.config.postgres import Cluster, PostgresError
from preau.config.postgres.roles import prepare_database
from tests.config.postgres.conftest import binaries_named, short_base

ATTRIBUTES = """
    SELECT rolname, rolsuper, rolbypassrls, rolinherit, rolcreaterole, rolcreatedb,
           rolcanlogin, rolreplication
    FROM pg_roles WHERE rolname LIKE 'preau%' ORDER BY rolname
"""


@pytest.fixture(scope="module", params=["system", "wheel"])
def running(request: pytest.FixtureRequest) -> Iterator[Cluster]:
    with (
        tempfile.TemporaryDirectory(prefix="preau-", dir=short_base()) as folder,
        Cluster(Path(folder) / "db", binaries_named(request.param), durable=False) as cluster,
    ):
        yield cluster


def attributes(cluster: Cluster) -> dict[str, set[str]]:
    with psycopg.connect(cluster.admin_url(), row_factory=dict_row) as connection:
        rows = connection.execute(ATTRIBUTES).fetchall()
    return {
        row["rolname"]: {name for name, is_set in row.items() if is_set is True} for row in rows
    }


EXPECTED = {
    "preau_app": {"rolcanlogin"},
    "preau_owner": {"rolcanlogin", "rolinherit", "rolcreaterole", "rolcreatedb"},
}


def test_two_roles_neither_of_which_is_a_superuser(running: Cluster) -> None:
    prepare_database(running, "preau")
    assert attributes(running) == EXPECTED


def test_the_owner_owns_and_the_application_does_not(running: Cluster) -> None:
    urls = prepare_database(running, "preau")
    with psycopg.connect(urls.owner) as owner:
        row = owner.execute(
            "SELECT current_user, pg_get_userbyid(datdba) FROM pg_database "
            "WHERE datname = current_database()"
        ).fetchone()
        assert row == ("preau_owner", "preau_owner")
        owner.execute("CREATE TABLE IF NOT EXISTS secret (id int)")
    for statement in ("CREATE TABLE mine (id int)", "SELECT * FROM secret", "DROP TABLE secret"):
        with (
            psycopg.connect(urls.app) as app,
            pytest.raises(psycopg.errors.InsufficientPrivilege),
        ):
            app.execute(statement)
    for statement in ("CREATE DATABASE other", "CREATE ROLE other"):
        with (
            psycopg.connect(urls.app, autocommit=True) as app,
            pytest.raises(psycopg.errors.InsufficientPrivilege),
        ):
            app.execute(statement)


def test_row_level_security_holds_the_application(running: Cluster) -> None:
    urls = prepare_database(running, "walls")
    with psycopg.connect(urls.owner) as owner:
        owner.execute("CREATE TABLE child AS SELECT 'Léa' AS name UNION SELECT 'Tom'")
        owner.execute("ALTER TABLE child ENABLE ROW LEVEL SECURITY")
        owner.execute("CREATE POLICY hers ON child USING (name = 'Léa')")
        owner.execute("GRANT SELECT ON child TO preau_app")
    with psycopg.connect(urls.app) as app:
        assert app.execute("SELECT name FROM child").fetchall() == [("Léa",)]
        app.execute("SET row_security = off")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            app.execute("SELECT name FROM child")


def test_the_owner_creates_databases_and_roles_for_the_application(running: Cluster) -> None:
    urls = prepare_database(running, "preau")
    with psycopg.connect(urls.owner, autocommit=True) as owner:
        owner.execute("CREATE DATABASE test_preau")
        owner.execute("DROP DATABASE test_preau")
        owner.execute("CREATE ROLE preau_family NOLOGIN")
        owner.execute("GRANT preau_family TO preau_app")
        with psycopg.connect(urls.app) as app:
            app.execute("SET LOCAL ROLE preau_family")
        owner.execute("DROP ROLE preau_family")
        for wish in ("SUPERUSER", "BYPASSRLS"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                owner.execute(f"ALTER ROLE preau_app {wish}")


def test_doing_it_again_repairs_what_drifted(running: Cluster) -> None:
    first = prepare_database(running, "preau")
    with psycopg.connect(running.admin_url("preau"), autocommit=True) as admin:
        admin.execute("ALTER ROLE preau_app SUPERUSER BYPASSRLS CREATEDB")
        admin.execute("ALTER DATABASE preau OWNER TO postgres")
        admin.execute("GRANT CREATE ON SCHEMA public TO PUBLIC")
    assert prepare_database(running, "preau") == first
    assert attributes(running) == EXPECTED
    with (
        psycopg.connect(first.app) as app,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        app.execute("CREATE TABLE mine (id int)")


def test_many_at_once_agree(running: Cluster) -> None:
    with psycopg.connect(running.admin_url(), autocommit=True) as admin:
        admin.execute("DROP DATABASE IF EXISTS crowd")
    with ThreadPoolExecutor(6) as pool:
        urls = set(pool.map(lambda _: prepare_database(running, "crowd"), range(6)))
    assert len(urls) == 1
    with psycopg.connect(urls.pop().app) as app:
        assert app.execute("SELECT current_database()").fetchone() == ("crowd",)


@pytest.mark.parametrize("name", ["pré au", 'a"b', "a'; DROP ROLE preau_app; --", "50%s/?&"])
def test_any_name_is_only_a_name(running: Cluster, name: str) -> None:
    urls = prepare_database(running, name)
    for url, user in ((urls.owner, "preau_owner"), (urls.app, "preau_app")):
        with psycopg.connect(url) as connection:
            row = connection.execute("SELECT current_database(), session_user").fetchone()
        assert row == (name, user)


@pytest.mark.parametrize("name", ["", "postgres", "template1", "x" * 64, "é" * 32, "a\0b"])
def test_a_name_that_cannot_serve_is_refused(running: Cluster, name: str) -> None:
    with pytest.raises(PostgresError, match="ne peut pas nommer"):
        prepare_database(running, name)


def test_a_stopped_server_is_told(cluster: Cluster) -> None:
    with pytest.raises(PostgresError, match="n’a pas pu être préparée"):
        prepare_database(cluster, "preau")
