"""The database and its two roles.

`preau_owner` owns the tables and runs the migrations; `preau_app` serves the pages, owns
nothing and cannot bypass row-level security. Neither is a superuser. Calling it again, or
from two processes at once, gives the same result, and puts back attributes that drifted.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psycopg
from psycopg import sql

from preau.config.postgres.cluster import Cluster
from preau.config.postgres.errors import PostgresError

OWNER = "preau_owner"
APP = "preau_app"
ATTRIBUTES = {
    OWNER: "LOGIN NOSUPERUSER NOBYPASSRLS NOREPLICATION INHERIT CREATEDB CREATEROLE",
    APP: "LOGIN NOSUPERUSER NOBYPASSRLS NOREPLICATION NOINHERIT NOCREATEDB NOCREATEROLE",
}
LONGEST_NAME = 63  # bytes: PostgreSQL cuts what is longer
RESERVED = {"postgres", "template0", "template1"}
PREPARATION_LOCK = 0x507265617521  # "Preau!"

Connection = psycopg.Connection[tuple[object, ...]]


@dataclass(frozen=True)
class DatabaseUrls:
    owner: str
    app: str


def prepare_database(cluster: Cluster, name: str) -> DatabaseUrls:
    _require_usable(name)
    try:
        with _alone(cluster) as admin:
            for role, attributes in ATTRIBUTES.items():
                _ensure_role(admin, role, attributes)
            _ensure_database(admin, name)
            _restrict(cluster, name)
    except psycopg.Error as error:
        raise PostgresError(
            f"La base «\u00a0{name}\u00a0» n’a pas pu être préparée\u00a0: {str(error).strip()}"
        ) from error
    return DatabaseUrls(owner=cluster.url(name, OWNER), app=cluster.url(name, APP))


def _require_usable(name: str) -> None:
    if name in RESERVED or "\0" in name or not 1 <= len(name.encode()) <= LONGEST_NAME:
        raise PostgresError(
            f"«\u00a0{name}\u00a0» ne peut pas nommer la base de Préau\u00a0: choisissez un nom de "
            f"1 à {LONGEST_NAME} octets, autre que ceux de PostgreSQL."
        )


@contextmanager
def _alone(cluster: Cluster) -> Iterator[Connection]:
    with psycopg.connect(cluster.admin_url(), autocommit=True) as admin:
        admin.execute("SELECT pg_advisory_lock(%s)", [PREPARATION_LOCK])
        yield admin


def _ensure_role(admin: Connection, role: str, attributes: str) -> None:
    known = admin.execute("SELECT FROM pg_roles WHERE rolname = %s", [role]).fetchone()
    verb = "CREATE" if known is None else "ALTER"
    statement = sql.SQL("{} ROLE {} {}").format(
        sql.SQL(verb), sql.Identifier(role), sql.SQL(attributes)
    )
    admin.execute(statement)


def _ensure_database(admin: Connection, name: str) -> None:
    known = admin.execute("SELECT FROM pg_database WHERE datname = %s", [name]).fetchone()
    statement = "CREATE DATABASE {} OWNER {}" if known is None else "ALTER DATABASE {} OWNER TO {}"
    admin.execute(sql.SQL(statement).format(sql.Identifier(name), sql.Identifier(OWNER)))


def _restrict(cluster: Cluster, name: str) -> None:
    database, app = sql.Identifier(name), sql.Identifier(APP)
    with psycopg.connect(cluster.admin_url(name)) as admin:
        admin.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
        admin.execute(sql.SQL("REVOKE CONNECT ON DATABASE {} FROM PUBLIC").format(database))
        admin.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(database, app))
