"""The tables: which migrations are missing, and their application as the owner's role."""

from collections.abc import Iterator

import psycopg

from preau.config.env import Env, SettingError, apply
from preau.config.errors import CannotMigrate

MIGRATION_LOCK = 0x5072656D6967  # "Premig": one migration at a time on one database


def pending_migrations(database_url: str) -> list[tuple[str, str]]:
    """The migrations of this version that the database has not. Django must be set up."""
    from django.db.migrations.loader import MigrationLoader  # noqa: PLC0415

    loader = MigrationLoader(None, load=False)
    loader.load_disk()
    return sorted(set(loader.disk_migrations) - _applied(database_url))


def _applied(database_url: str) -> set[tuple[str, str]]:
    with psycopg.connect(database_url, connect_timeout=5) as connection:
        exists = connection.execute("SELECT to_regclass('django_migrations')").fetchone()
        if not exists or exists[0] is None:
            return set()
        return set(connection.execute("SELECT app, name FROM django_migrations").fetchall())


def migrate(env: Env, *, quiet: bool = False) -> None:
    """Apply what is missing, as OWNER_DATABASE_URL; two at once wait for each other."""
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import DatabaseError  # noqa: PLC0415

    from preau.config.start import start_django  # noqa: PLC0415

    apply(PREAU_AS_OWNER="1")
    start_django()
    try:
        with psycopg.connect(env.owner_database_url, connect_timeout=5) as alone:
            alone.execute("SELECT pg_advisory_lock(%s)", [MIGRATION_LOCK])
            call_command("migrate", interactive=False, verbosity=0 if quiet else 1)
    except psycopg.OperationalError as error:
        raise unreachable("OWNER_DATABASE_URL", error) from error
    except DatabaseError as error:
        raise _refusal(error) from error


def _refusal(error: Exception) -> CannotMigrate:
    first_line = str(error).strip().partition("\n")[0]
    if any(isinstance(cause, psycopg.errors.InsufficientPrivilege) for cause in _causes(error)):
        return CannotMigrate(
            f"Le rôle d’OWNER_DATABASE_URL n’a pas le droit de préparer la base ({first_line})"
            "\u00a0: faites d’abord exécuter scripts/roles.sql par l’administrateur de PostgreSQL."
        )
    return CannotMigrate(f"La base a refusé la mise à jour de ses tables\u00a0: {first_line}")


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def unreachable(variable: str, error: Exception) -> SettingError:
    reason = " ".join(str(error).split())
    return SettingError(f"La base de {variable} ne répond pas\u00a0: {reason}")
