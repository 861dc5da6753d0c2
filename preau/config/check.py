"""What would keep this installation from running well, one sentence each.

`preau check` prints them; `preau serve` and `preau worker` refuse to start while there is one.
"""

import ipaddress
from collections.abc import Iterator
from datetime import datetime, timedelta
from email.utils import parseaddr
from urllib.parse import urlsplit

import psycopg

from preau.config.database import database_settings
from preau.config.env import Env, SettingError, read_env
from preau.config.files import attachments_storage
from preau.config.limits import limits_from
from preau.config.migrations import pending_migrations, unreachable
from preau.config.postgres.binaries import OLDEST_MAJOR
from preau.notifications.errors import BadServerAddress
from preau.notifications.smtp import server_from

DEPLOY = "docs/operations/deploy.md"
CONNECT_SECONDS = 5
MAIL_WAITS_AT_MOST = timedelta(hours=1)

POWERS = """
SELECT current_user,
       current_setting('server_version_num')::int / 10000,
       bool_or(rolsuper), bool_or(rolbypassrls)
  FROM pg_roles WHERE pg_has_role(current_user, oid, 'MEMBER')
"""
OWNED = """
SELECT count(*) FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
 WHERE nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')
   AND nspname NOT LIKE 'pg_temp%%' AND pg_has_role(current_user, relowner, 'MEMBER')
"""

Connection = psycopg.Connection[tuple[object, ...]]


def settings_problems() -> list[str]:
    """Every problem of the settings that can be told without the database."""
    try:
        env = read_env()
    except SettingError as error:
        return [str(error)]
    return list(_settings(env))


def database_problems(env: Env) -> list[str]:
    """Every problem of the database. Django must be set up, to know its migrations."""
    return list(_database(env))


def mail_problems(*, at: datetime) -> list[str]:
    """What stays in the outbox: told by `preau check`, and no reason to serve no page."""
    from preau.core.actors import SystemActor  # noqa: PLC0415
    from preau.core.scope import acting_as  # noqa: PLC0415
    from preau.notifications.queries import outbox_health  # noqa: PLC0415

    with acting_as(SystemActor()):
        health = outbox_health()
    found = []
    if health.oldest_queued_at and at - health.oldest_queued_at > MAIL_WAITS_AT_MOST:
        found.append(
            "Du courrier attend depuis plus d’une heure\u00a0: voyez si «\u00a0preau worker\u00a0» "
            "tourne et si le serveur de SMTP_URL répond."
        )
    if health.uncertain:
        found.append(
            f"{health.uncertain} courriel(s) sont partis ou non, sans qu’on le sache\u00a0: voyez "
            f"«\u00a0Mail that may have left\u00a0» dans {DEPLOY}."
        )
    return found


def files_problems() -> list[str]:
    """Whether an attachment can be written, read and deleted; told by `preau check` alone."""
    from preau.core.files.storage import probe  # noqa: PLC0415

    try:
        probe()
    except Exception as error:  # whatever a disk or a store far away may say
        return [
            "Les pièces jointes ne se gardent pas\u00a0: voyez PREAU_FILES_URL, ou les droits du "
            f"dossier PREAU_DATA ({' '.join(str(error).split())})."
        ]
    return []


def _settings(env: Env) -> Iterator[str]:
    for read in (
        lambda: limits_from(env.limits),
        lambda: database_settings(env),
        lambda: attachments_storage(env),
    ):
        try:
            read()
        except SettingError as error:
            yield str(error)
    yield from _mail(env)
    yield from _proxies(env)
    if env.mode == "production":
        yield from _public_address(env)


def _mail(env: Env) -> Iterator[str]:
    _, address = parseaddr(env.mail_from)
    name, _, domain = address.rpartition("@")
    if not name or not domain or " " in address:
        yield (
            f"PREAU_MAIL_FROM doit être une adresse, par exemple «\u00a0Préau "
            f"<preau@ecoles.example>\u00a0», et non «\u00a0{env.mail_from}\u00a0»."
        )
    if env.mode == "production" and not env.smtp_url:
        yield (
            "SMTP_URL manque\u00a0: donnez le serveur qui porte le courrier, par exemple "
            "smtp://localhost:25."
        )
    if env.smtp_url:
        try:
            server_from(env.smtp_url)
        except BadServerAddress as error:
            yield str(error)


def _proxies(env: Env) -> Iterator[str]:
    for network in env.trusted_proxies:
        try:
            ipaddress.ip_network(network, strict=False)
        except ValueError:
            yield (
                "PREAU_TRUSTED_PROXIES doit lister des adresses ou des réseaux, par exemple "
                f"127.0.0.1,10.0.0.0/8, et non «\u00a0{network}\u00a0»."
            )


def _public_address(env: Env) -> Iterator[str]:
    parts = urlsplit(env.public_url)
    if parts.scheme != "https" or not parts.hostname:
        yield (
            "PREAU_URL doit être l’adresse publique du portail, en https, par exemple "
            f"https://portail.ecoles.example, et non «\u00a0{env.public_url}\u00a0»."
        )
    elif parts.hostname not in env.allowed_hosts:
        yield (
            f"PREAU_HOSTS doit nommer {parts.hostname}, l’hôte de PREAU_URL\u00a0: sans lui, "
            "chaque page serait refusée."
        )


def _database(env: Env) -> Iterator[str]:
    try:
        with psycopg.connect(env.database_url, connect_timeout=CONNECT_SECONDS) as connection:
            yield from _role(connection)
        yield from _tables(env)
    except psycopg.OperationalError as error:
        yield str(unreachable("DATABASE_URL", error))
    except psycopg.Error as error:
        yield f"DATABASE_URL n’est pas utilisable\u00a0: {' '.join(str(error).split())}"


def _role(connection: Connection) -> Iterator[str]:
    role, major, is_super, bypasses = connection.execute(POWERS).fetchone() or ("", 0, None, None)
    owned = (connection.execute(OWNED).fetchone() or (0,))[0]
    if int(str(major)) < OLDEST_MAJOR:
        yield f"PostgreSQL {major} est trop vieux\u00a0: Préau demande la version {OLDEST_MAJOR}."
    if is_super or bypasses:
        yield (
            f"Le rôle «\u00a0{role}\u00a0» de DATABASE_URL peut contourner la protection des "
            f"dossiers\u00a0: connectez l’application avec preau_app (voyez {DEPLOY})."
        )
    elif owned:
        yield (
            f"Le rôle «\u00a0{role}\u00a0» de DATABASE_URL possède des tables et peut donc lever "
            f"leur protection\u00a0: connectez l’application avec preau_app (voyez {DEPLOY})."
        )


def _tables(env: Env) -> Iterator[str]:
    pending = pending_migrations(env.database_url)
    if pending:
        yield (
            f"La base attend {len(pending)} mise(s) à jour de ses tables\u00a0: lancez "
            "«\u00a0preau migrate\u00a0»."
        )
