"""The temporary tables of an import: one a file, the same whatever the dialect."""

from collections.abc import Iterable

from django.db import connection

from preau.exchange.tables import ONEROSTER_11, ONEROSTER_12, OWN, SDS, Table

PREFIX = "roster_"


def _fields() -> dict[str, dict[str, None]]:
    fields: dict[str, dict[str, None]] = {}
    for table in (*ONEROSTER_11, *ONEROSTER_12, *SDS, *OWN):
        fields.setdefault(table.raw, {}).update(dict.fromkeys(table.fields))
    return fields


def create_all() -> None:
    """Every temporary table, empty, so that a file that is absent reads as one without rows."""
    with connection.cursor() as cursor:
        for raw, fields in _fields().items():
            names = dict.fromkeys([*fields, "status", "modified"])
            columns = ", ".join(f"\"{name}\" text NOT NULL DEFAULT ''" for name in names)
            cursor.execute(
                f"CREATE TEMP TABLE {PREFIX}{raw} (line int NOT NULL, {columns},"
                " gone boolean NOT NULL DEFAULT false, stamp timestamptz) ON COMMIT DROP"
            )


def drop_all() -> None:
    """Drop them before the transaction ends: an outer transaction may go on."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname FROM pg_class c WHERE c.relnamespace = pg_my_temp_schema()"
            " AND c.relkind = 'r' AND starts_with(c.relname, %s)",
            [PREFIX],
        )
        names = ", ".join(f"pg_temp.{name}" for (name,) in cursor.fetchall())
        if names:
            cursor.execute(f"DROP TABLE {names}")


def by_raw(tables: Iterable[Table]) -> dict[str, Table]:
    """Tables of a plan by the name of their temporary table."""
    return {table.raw: table for table in tables}
