"""The command's sentences: a bad setting or a bad database stops it, and never a traceback."""

import os
import re
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from psycopg import sql

from tests.config.commands import PREAU, Running, free_port, run

KEY = "k" * 50
SOUND = {
    "PREAU_SECRET_KEY": KEY,
    "PREAU_URL": "https://portail.ecoles.example",
    "PREAU_HOSTS": "portail.ecoles.example",
    "PREAU_MAIL_FROM": "Préau <preau@ecoles.example>",
    "SMTP_URL": "smtp://127.0.0.1:2525",
}
NOBODY = "postgresql://preau_app@127.0.0.1:1/preau"
COMMANDS = ("check", "serve", "worker")


def address(role: str, database: str) -> str:
    return f"postgresql://{role}@/{database}?host={os.environ['PREAU_TEST_SOCKET']}"


@pytest.fixture
def migrated(django_db_setup: None, tmp_path: Path) -> dict[str, str]:
    """Sound settings on the suite's own database."""
    name = settings.DATABASES["default"]["NAME"]
    urls = {
        "DATABASE_URL": address("preau_app", name),
        "OWNER_DATABASE_URL": address("preau_owner", name),
    }
    return {**SOUND, **urls, "PREAU_DATA": str(tmp_path)}


@pytest.fixture
def empty(django_db_setup: None, tmp_path: Path) -> Iterator[dict[str, str]]:
    """Sound settings on a database without tables."""
    name = f"preau_empty_{os.getpid()}"
    with psycopg.connect(address("postgres", "postgres"), autocommit=True) as admin:
        admin.execute(sql.SQL("CREATE DATABASE {} OWNER preau_owner").format(sql.Identifier(name)))
        urls = {
            "DATABASE_URL": address("preau_app", name),
            "OWNER_DATABASE_URL": address("preau_owner", name),
        }
        yield {**SOUND, **urls, "PREAU_DATA": str(tmp_path)}
        admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def refusal(*words: str, code: int = 3, **settings: str) -> str:
    """What a command that must refuse says; 3: the installation is not ready."""
    done = run(*words, **settings)
    assert done.returncode == code, done
    assert "Traceback" not in done.stderr
    return done.stderr.strip()


def test_help_lists_the_commands() -> None:
    done = run("--help")
    assert done.returncode == 0
    for name in ("demo", "serve", "worker", "migrate", "import-roster", "check"):
        assert re.search(rf"^  {name} ", done.stdout, re.MULTILINE)


def test_the_help_of_the_import_needs_no_setting() -> None:
    done = run("import-roster", "--help")
    assert done.returncode == 0, done.stderr
    assert "--dry-run" in done.stdout


@pytest.mark.database
def test_an_import_without_its_words_is_misuse(migrated: dict[str, str]) -> None:
    done = run("import-roster", **migrated)
    assert done.returncode == 2
    assert "Usage: preau import-roster" in done.stderr


def test_an_import_without_a_database_is_one_sentence() -> None:
    said = refusal("import-roster", "/tmp", "--board=864000", PREAU_SECRET_KEY=KEY)
    assert said.startswith("DATABASE_URL manque")


@pytest.mark.database
def test_an_import_before_the_migrations_is_not_a_refusal(empty: dict[str, str]) -> None:
    """A nightly job must not take an installation that is not ready for a bad package."""
    said = refusal("import-roster", "/tmp", "--board=864000", **empty)
    assert re.search(r"attend \d+ mise", said)


SCHOOL = (
    ("close-school", "--board=000000", "--all", "--on=2026-11-19"),
    ("absences", "--board=000000"),
    ("absences", "--board=000000", "decide", "M12", "--accept"),
    ("messages", "--board=000000"),
    ("messages", "replies", "--board=000000"),
)


@pytest.mark.database
@pytest.mark.parametrize("words", SCHOOL, ids=" ".join)
def test_an_unknown_body_is_refused_by_the_school_s_commands(
    migrated: dict[str, str], words: tuple[str, ...]
) -> None:
    assert refusal(*words, code=1, **migrated) == "Aucun organisme n’a le code 000000."


def test_a_school_s_command_without_its_database_is_not_ready() -> None:
    said = refusal(*SCHOOL[0], **SOUND, DATABASE_URL=NOBODY)
    assert "DATABASE_URL ne répond pas" in said


@pytest.mark.parametrize("command", COMMANDS)
def test_a_missing_secret_key_stops_every_command(command: str) -> None:
    assert refusal(command, DATABASE_URL=NOBODY).startswith("PREAU_SECRET_KEY manque")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"PORT": "http"}, "PORT doit être un port entre 1 et 65535"),
        ({"DATABASE_URL": "mysql://preau@localhost/preau"}, "postgresql://"),
        ({"DATABASE_URL": "postgresql://preau_app@localhost:port/preau"}, "DATABASE_URL"),
        ({"DATABASE_URL": ""}, "DATABASE_URL manque"),
        ({"PREAU_MODE": "staging"}, "PREAU_MODE"),
        ({"PREAU_LIMIT_IDLE_MINUTE": "5"}, "PREAU_LIMIT_IDLE_MINUTE"),
        ({"PREAU_LIMIT_IDLE_MINUTES": "soon"}, "entier positif"),
        ({"PREAU_MAIL_FROM": "Préau"}, "PREAU_MAIL_FROM doit être une adresse"),
        ({"SMTP_URL": ""}, "SMTP_URL manque"),
        ({"SMTP_URL": "http://mail.example"}, "SMTP_URL doit être"),
        ({"SMTP_URL": "smtp://nom:secret@mail.example?tls=none"}, "mot de passe en clair"),
        ({"PREAU_TRUSTED_PROXIES": "127.0.0.1,proxy"}, "PREAU_TRUSTED_PROXIES"),
        ({"PREAU_URL": "http://portail.ecoles.example"}, "en https"),
        ({"PREAU_HOSTS": "autre.example"}, "PREAU_HOSTS doit nommer portail.ecoles.example"),
    ],
)
def test_a_bad_setting_is_one_sentence(change: dict[str, str], sentence: str) -> None:
    said = refusal("check", **{**SOUND, "DATABASE_URL": NOBODY, **change})
    assert sentence in said
    assert len(said.splitlines()) == 1


def test_several_bad_settings_are_all_told() -> None:
    changes = {"SMTP_URL": "", "PREAU_URL": "http://x", "PREAU_LIMIT_NO": "1"}
    said = refusal("check", **{**SOUND, "DATABASE_URL": NOBODY, **changes})
    assert len(said.splitlines()) == 3


@pytest.mark.parametrize("command", [*COMMANDS, "migrate"])
def test_a_database_that_is_down_is_one_sentence(command: str) -> None:
    said = refusal(command, **SOUND, DATABASE_URL=NOBODY)
    assert "DATABASE_URL ne répond pas" in said
    assert len(said.splitlines()) == 1


@pytest.mark.database
def test_a_sound_installation_is_said_so(migrated: dict[str, str]) -> None:
    done = run("check", **migrated)
    assert (done.returncode, done.stdout.strip()) == (0, "Tout est en ordre."), done.stderr


@pytest.mark.database
@pytest.mark.parametrize("command", COMMANDS)
def test_a_superuser_is_refused(migrated: dict[str, str], command: str) -> None:
    name = settings.DATABASES["default"]["NAME"]
    said = refusal(command, **{**migrated, "DATABASE_URL": address("postgres", name)})
    assert "«\u00a0postgres\u00a0»" in said
    assert "contourner la protection" in said


@pytest.mark.database
def test_the_owner_of_the_tables_is_refused(migrated: dict[str, str]) -> None:
    said = refusal("check", **{**migrated, "DATABASE_URL": migrated["OWNER_DATABASE_URL"]})
    assert "possède des tables" in said


@pytest.mark.database
def test_serving_as_the_owner_by_a_stray_variable_is_impossible(
    migrated: dict[str, str],
) -> None:
    """PREAU_AS_OWNER is for migrations: with it, and the owner's address, the walls would fall."""
    done = run("check", **{**migrated, "PREAU_AS_OWNER": "1"})
    assert done.returncode == 0
    wrong = {**migrated, "OWNER_DATABASE_URL": NOBODY, "PREAU_AS_OWNER": "1"}
    assert run("check", **wrong).returncode == 0


@pytest.mark.database
def test_missing_tables_are_counted_then_migrated(empty: dict[str, str]) -> None:
    assert re.search(r"attend \d+ mise", refusal("serve", **empty))
    assert run("migrate", "--quiet", **empty).returncode == 0
    assert run("check", **empty).stdout.strip() == "Tout est en ordre."


@pytest.mark.database
def test_two_migrations_at_once_wait_for_each_other(empty: dict[str, str]) -> None:
    first, second = (Running(*PREAU, "migrate", **empty) for _ in range(2))
    try:
        assert (first.wait(60), second.wait(60)) == (0, 0)
    finally:
        first.end()
        second.end()
    assert run("check", **empty).returncode == 0


@pytest.mark.database
def test_a_role_that_may_not_migrate_is_one_sentence(empty: dict[str, str]) -> None:
    said = refusal("migrate", code=1, **{**empty, "OWNER_DATABASE_URL": empty["DATABASE_URL"]})
    assert "scripts/roles.sql" in said
    assert len(said.splitlines()) == 1


@pytest.mark.database
def test_serving_on_a_used_port_is_misuse(migrated: dict[str, str]) -> None:
    port = str(free_port())
    first = Running(*PREAU, "serve", "--workers=1", PORT=port, **migrated)
    try:
        first.wait_for("Spawning worker-1")
        second = run("serve", PORT=port, **migrated)
    finally:
        first.end()
    assert second.returncode == 2
    assert f"Le port {port}" in second.stderr
    assert first.still_alive(within=1) == []


@pytest.mark.database
def test_the_worker_ends_when_it_is_asked(migrated: dict[str, str]) -> None:
    worker = Running(*PREAU, "worker", **{**migrated, "PREAU_LOG_LEVEL": "INFO"})
    try:
        _wait_for_a_worker(migrated["DATABASE_URL"])
    finally:
        worker.end()
    assert worker.wait(0) == 0, worker.said


def _wait_for_a_worker(url: str, seconds: float = 30) -> None:
    """Until one has told the database that it is there: it listens to signals by then."""
    until = time.monotonic() + seconds
    with psycopg.connect(url, autocommit=True) as connection:
        while time.monotonic() < until:
            row = connection.execute("SELECT count(*) FROM procrastinate_workers").fetchone()
            if row and row[0]:
                return
            time.sleep(0.1)
    pytest.fail("no worker came")
