"""COPY of a body's rows into the product's own tables: the least any way of loading them costs.

The rows are those that an import has just written, taken out as COPY writes them. They go back into
the same tables of an empty, migrated database, with every key, index, check and trigger as the
migrations left them: one COPY a table, in one transaction, committed. The owner of the tables does
it, whom row-level security does not hold back; an import goes through it. Nothing is read, checked,
compared or told.
"""

import time
from pathlib import Path

import psycopg
from psycopg import sql

# What an import of rosters fills, what is named before what names it.
TABLES = (
    *("boards_school", "boards_schoolyear", "boards_term"),
    *("people_course", "people_group", "people_student", "people_guardian", "people_staffmember"),
    *("people_guardianlink", "people_enrolment", "people_teachingassignment"),
)
# Rows of a body that are no roster: the body's journal of the import.
_BESIDE = ("core_journalentry",)
_FILLED = """
SELECT c.table_name FROM information_schema.columns c JOIN information_schema.tables t
 USING (table_schema, table_name)
 WHERE c.table_schema = 'public' AND c.column_name = 'board_id' AND t.table_type = 'BASE TABLE'
"""
Cursor = psycopg.Cursor[tuple[object, ...]]


def dump_rows(url: str, folder: Path) -> int:
    """One file a table, the body's row too; the number of rows of the roster.

    Raises when an import fills a table that TABLES lacks: the comparison would not be honest.
    """
    folder.mkdir()
    with psycopg.connect(url) as connection, connection.cursor() as cursor:
        _check_tables(cursor)
        return sum(_dump(cursor, table, folder) for table in TABLES)


def copy_into_tables(url: str, folder: Path, board: dict[str, object]) -> float:
    """Seconds to write the rows back, behind every key, committed."""
    with psycopg.connect(url) as connection:
        with connection.cursor() as cursor:
            _insert_board(cursor, board)
        connection.commit()
        start = time.perf_counter()
        with connection.cursor() as cursor:
            for table in TABLES:
                _load(cursor, table, folder)
        connection.commit()
        return time.perf_counter() - start


def board_row(url: str) -> dict[str, object]:
    """The body of the import, which stands before its roster."""
    with psycopg.connect(url) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT * FROM boards_board WHERE code = '999000'")
        names = [column.name for column in cursor.description or ()]
        row = cursor.fetchone()
    if row is None:
        raise RuntimeError("the body of the bench is not there")
    return dict(zip(names, row, strict=True))


def _check_tables(cursor: Cursor) -> None:
    cursor.execute(_FILLED)
    for (name,) in cursor.fetchall():
        query = sql.SQL("SELECT EXISTS (SELECT FROM {})").format(sql.Identifier(str(name)))
        filled = cursor.execute(query).fetchone()
        if filled and filled[0] and name not in (*TABLES, *_BESIDE):
            raise RuntimeError(f"the import fills {name}, which the COPY would leave out")


def _insert_board(cursor: Cursor, board: dict[str, object]) -> None:
    names = sql.SQL(", ").join(map(sql.Identifier, board))
    places = sql.SQL(", ").join(sql.Placeholder() for _ in board)
    statement = sql.SQL("INSERT INTO boards_board ({}) VALUES ({})").format(names, places)
    cursor.execute(statement, list(board.values()))


def _columns(cursor: Cursor, table: str) -> sql.Composable:
    cursor.execute(sql.SQL("SELECT * FROM {} LIMIT 0").format(sql.Identifier(table)))
    return sql.SQL(", ").join(sql.Identifier(c.name) for c in cursor.description or ())


def _dump(cursor: Cursor, table: str, folder: Path) -> int:
    columns = _columns(cursor, table)
    statement = sql.SQL("COPY {} ({}) TO STDOUT").format(sql.Identifier(table), columns)
    with (folder / table).open("wb") as stream, cursor.copy(statement) as copy:
        for data in copy:
            stream.write(data)
    return cursor.rowcount


def _load(cursor: Cursor, table: str, folder: Path) -> None:
    columns = _columns(cursor, table)
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table), columns)
    with (folder / table).open("rb") as stream, cursor.copy(statement) as copy:
        while chunk := stream.read(1 << 18):
            copy.write(chunk)
