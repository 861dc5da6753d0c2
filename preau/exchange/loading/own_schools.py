"""preau_schools.csv beyond coordinates: contacts and switches, replaced as a set by school.

A row whose orgSourcedId is the body's own fills the body's address and switches.
"""

import re
from dataclasses import dataclass

from preau.boards.enums import SwitchKey
from preau.exchange.loading.run import Run
from preau.exchange.report import Diff

_CONTACT = re.compile(r"\{([^{}]*)\}")
_WIDTHS = (120, 160, 40, 254)


def load_own_schools(run: Run) -> None:
    """Apply contacts, switches and the body's coordinates."""
    if not run.plan.has("preau_schools"):
        return
    run.table(
        "roster_place",
        "SELECT p.sid, p.line, s.id AS school_id FROM roster_preau_schools p"
        " LEFT JOIN roster_schools s ON s.sid = p.sid WHERE s.id IS NOT NULL OR EXISTS"
        " (SELECT FROM roster_org o WHERE o.sid = p.sid AND o.type IN ('district', 'local'))",
    )
    _contacts(run)
    _switches(run)
    run.execute(
        "UPDATE boards_board b SET email = p.email, phone = p.phone FROM roster_preau_schools p"
        " JOIN roster_place o ON o.sid = p.sid AND o.school_id IS NULL"
        " WHERE b.id = %(board)s AND (b.email, b.phone) IS DISTINCT FROM (p.email, p.phone)"
    )


def _contacts(run: Run) -> None:
    run.execute(
        "CREATE TEMP TABLE roster_contact (school_id bigint, position int, role text, name text,"
        " phone text, email text) ON COMMIT DROP"
    )
    listed = run.rows(
        "SELECT o.school_id, p.line, p.contacts FROM roster_preau_schools p"
        " JOIN roster_place o ON o.sid = p.sid WHERE o.school_id IS NOT NULL ORDER BY p.line"
    )
    for school_id, line, text in list(listed):
        for position, parts in enumerate(_parsed(run, line, text), start=1):
            values = dict(zip(("role", "name", "phone", "email"), parts, strict=True))
            run.execute(
                "INSERT INTO roster_contact VALUES (%(school)s, %(position)s, %(role)s, %(name)s,"
                " %(phone)s, %(email)s)",
                school=school_id,
                position=position,
                **values,
            )
    _replace(run, _CONTACTS)


def _parsed(run: Run, line: int, text: str) -> list[list[str]]:
    contacts = []
    for content in _CONTACT.findall(text):
        parts = [part.strip() for part in content.split("|")]
        parts += [""] * (4 - len(parts))
        wide = any(len(part) > width for part, width in zip(parts, _WIDTHS, strict=False))
        if len(parts) > 4 or not parts[0] or wide:
            run.findings.error("contact", "preau_schools.csv", line=line, column="contacts")
        else:
            contacts.append(parts)
    if _CONTACT.sub("", text).strip(" ,"):
        run.findings.error("contact", "preau_schools.csv", line=line, column="contacts")
    return contacts


def _switches(run: Run) -> None:
    parts = []
    for key in SwitchKey.values:
        name = key.replace(".", "_")
        start = f"nullif(p.{name}_from, '')::timestamptz" if key.startswith("tile.") else "NULL"
        given = f"p.{name} <> ''" + (f" OR p.{name}_from <> ''" if start != "NULL" else "")
        parts.append(
            f"SELECT o.school_id, '{key}' AS key, coalesce(nullif(p.{name}, '')::boolean, true)"
            f" AS is_on, {start}::timestamptz AS visible_from FROM roster_preau_schools p"
            f" JOIN roster_place o ON o.sid = p.sid WHERE {given}"
        )
    run.table("roster_switch", " UNION ALL ".join(parts))
    _replace(run, _SWITCHES)


@dataclass(frozen=True)
class _Set:
    """Rows that a file replaces as a set: the table, the temporary table, keys and columns."""

    name: str
    table: str
    new: str
    keys: tuple[str, ...]
    columns: tuple[str, ...]


def _replace(run: Run, kept: _Set) -> None:
    """Make the rows of the places named (all, in bulk) equal to the new, counting differences."""
    table, new = kept.table, kept.new
    same = " AND ".join(f"n.{key} IS NOT DISTINCT FROM t.{key}" for key in kept.keys)
    named = (
        "true"
        if run.plan.is_bulk("preau_schools")
        else "EXISTS (SELECT FROM roster_place o"
        " WHERE o.school_id IS NOT DISTINCT FROM t.school_id)"
    )
    ended = run.execute(
        f"DELETE FROM {table} t WHERE t.board_id = %(board)s AND {named}"
        f" AND NOT EXISTS (SELECT FROM {new} n WHERE {same})"
    )
    held = ", ".join(f"t.{column}" for column in kept.columns)
    wanted = ", ".join(f"n.{column}" for column in kept.columns)
    stamp = ", changed_at = %(at)s" if table == "boards_switch" else ""
    sets = ", ".join(f"{column} = n.{column}" for column in kept.columns)
    changed = run.execute(
        f"UPDATE {table} t SET {sets}{stamp} FROM {new} n WHERE t.board_id = %(board)s"
        f" AND {same} AND ({held}) IS DISTINCT FROM ({wanted})"
    )
    names = (*kept.keys, *kept.columns)
    added = run.execute(
        f"INSERT INTO {table} (board_id, {', '.join(names)})"
        f" SELECT %(board)s, {', '.join(f'n.{name}' for name in names)} FROM {new} n"
        f" WHERE NOT EXISTS (SELECT FROM {table} t WHERE t.board_id = %(board)s AND {same})"
    )
    run.add(kept.name, Diff(added, changed, ended))


_CONTACTS = _Set(
    "contacts",
    "boards_schoolcontact",
    "roster_contact",
    ("school_id", "position"),
    ("role", "name", "phone", "email"),
)
_SWITCHES = _Set(
    "switches", "boards_switch", "roster_switch", ("school_id", "key"), ("is_on", "visible_from")
)
