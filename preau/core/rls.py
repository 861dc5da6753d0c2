"""Migration operations that raise the second wall: row-level security and grants.

`protect` turns row-level security on and writes one policy per audience and verb; a table without
a policy for an audience shows it nothing. Policies compare a column with the scope's ids through a
scalar sub-select, which PostgreSQL evaluates once per statement.
"""

from collections.abc import Mapping

from django.db.migrations import RunSQL

AUDIENCES = ("preau_family", "preau_office", "preau_jobs")

IN_STUDENTS = "= ANY ((SELECT preau_students())::bigint[])"
IN_LINKS = "= ANY ((SELECT preau_links())::bigint[])"
IS_ACCOUNT = "= (SELECT preau_account())"
IS_BOARD = "= (SELECT preau_board())"


def in_students_with(right: str) -> str:
    """A condition: one of the pupils in scope of whom no judgment takes `right`."""
    return f"= ANY ((SELECT preau_students_with('{right}'))::bigint[])"


def protect(table: str, policies: Mapping[tuple[str, str], str]) -> list[RunSQL]:
    """Row-level security on `table`; `policies` maps (role, verb) to a condition.

    verb: SELECT, INSERT, UPDATE, DELETE or ALL. Grants follow the policies, and nothing else is
    granted to the audiences: first wall down, the second still stands.
    """
    statements = [
        RunSQL(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY", RunSQL.noop),
        RunSQL(f"REVOKE ALL ON {table} FROM {', '.join(AUDIENCES)}", RunSQL.noop),
    ]
    for (role, verb), condition in policies.items():
        statements.append(RunSQL(_policy(table, role, verb, condition), RunSQL.noop))
        statements.append(RunSQL(f"GRANT {_verbs(verb)} ON {table} TO {role}", RunSQL.noop))
    return statements


def _policy(table: str, role: str, verb: str, condition: str) -> str:
    clauses = {
        "SELECT": f"USING ({condition})",
        "DELETE": f"USING ({condition})",
        "INSERT": f"WITH CHECK ({condition})",
        "UPDATE": f"USING ({condition}) WITH CHECK ({condition})",
        "ALL": f"USING ({condition}) WITH CHECK ({condition})",
    }
    name = f"{role.removeprefix('preau_')}_{verb.lower()}"
    return f"CREATE POLICY {name} ON {table} FOR {verb} TO {role} {clauses[verb]}"


def _verbs(verb: str) -> str:
    return "SELECT, INSERT, UPDATE, DELETE" if verb == "ALL" else verb


def read_only(table: str, *roles: str) -> RunSQL:
    """Take writing on a public table from roles that only read it."""
    names = ", ".join(roles)
    return RunSQL(f"REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON {table} FROM {names}", RunSQL.noop)


def tells_keys(table: str) -> RunSQL:
    """For a table of files: which of some keys it names. The daily purge asks it, and no page."""
    name = f"preau_keys_{table}(wanted text[])"
    return RunSQL(
        f"CREATE FUNCTION {name} RETURNS SETOF text LANGUAGE sql STABLE"
        " SECURITY DEFINER SET search_path = public, pg_temp AS"
        f" $$ SELECT key FROM {table} WHERE key = ANY (wanted) $$;"
        f"REVOKE ALL ON FUNCTION preau_keys_{table}(text[]) FROM PUBLIC;"
        f"GRANT EXECUTE ON FUNCTION preau_keys_{table}(text[]) TO preau_jobs",
        RunSQL.noop,
    )
