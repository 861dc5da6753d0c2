"""Who is a pupil, a guardian, a member of the staff: the kinds of every user of the package.

One user may be several. OneRoster 1.1 says it in the user's row, 1.2 and SDS in roles.csv, SDS
also in relationships.csv. In a delta, the roles given for a user replace those held; a user
without any keeps what is held.
"""

from preau.exchange.loading.run import Run
from preau.exchange.loading.upsert import Target, end_where
from preau.exchange.manifest import Mode
from preau.exchange.report import Severity

GUARDIAN_ROLES = ("parent", "guardian", "relative")
_HELD = {
    "student": "people_student",
    "guardian": "people_guardian",
    "staff": "people_staffmember",
}


def load_kinds(run: Run) -> None:
    """Temporary table roster_person: sid, line, gone, stamp, three kinds, role and relation."""
    _kinds(run)
    if run.plan.dialect == "1.1":
        run.table("roster_person", _of_one_role())
    else:
        _of_all_roles(run)
    _tell(run)
    _roles_alone(run)


def _of_one_role() -> str:
    """In OneRoster 1.1 a user has one role, in its own row: roster_kind keeps the line."""
    return (
        "SELECT u.sid, u.line, u.gone, u.stamp, coalesce(k.kind = 'student', false) AS is_student,"
        " coalesce(k.kind = 'guardian', false) AS is_guardian,"
        " coalesce(k.kind = 'staff', false) AS is_staff,"
        " CASE k.kind WHEN 'staff' THEN k.role END AS staff_role,"
        " CASE k.kind WHEN 'guardian' THEN k.role END AS relation"
        " FROM roster_user u LEFT JOIN roster_kind k ON k.line = u.line"
    )


def _of_all_roles(run: Run) -> None:
    held = "" if _roles_are_whole(run) else _held_kinds()
    run.table(
        "roster_person",
        "SELECT u.sid, u.line, u.gone, u.stamp,"
        " coalesce(bool_or(k.kind = 'student'), false) AS is_student,"
        " coalesce(bool_or(k.kind = 'guardian'), false) AS is_guardian,"
        " coalesce(bool_or(k.kind = 'staff'), false) AS is_staff,"
        " (array_agg(k.role ORDER BY k.place, k.role) FILTER (WHERE k.kind = 'staff'))[1]"
        " AS staff_role,"
        " (array_agg(k.role ORDER BY k.place, k.role) FILTER (WHERE k.kind = 'guardian'))[1]"
        " AS relation"
        f" FROM roster_user u LEFT JOIN (SELECT sid, kind, role, place FROM roster_kind {held}) k"
        " ON k.sid = u.sid GROUP BY u.sid, u.line, u.gone, u.stamp",
    )


def _roles_are_whole(run: Run) -> bool:
    return run.plan.is_bulk("roles")


def _kinds(run: Run) -> None:
    if run.plan.dialect == "1.1":
        rows = (
            "SELECT sid, role, '' AS org, '' AS level, 1 AS place, line FROM roster_user"
            " WHERE NOT gone"
        )
    else:
        rows = (
            'SELECT "user" AS sid, role, org, level,'
            " CASE WHEN type = 'primary' OR main = 'true' THEN 1 ELSE 2 END AS place, line"
            " FROM roster_role WHERE NOT gone UNION ALL"
            " SELECT other, role, '', '', 1, line FROM roster_relationship"
            " WHERE role = ANY (%(guardian)s)"
        )
    run.table(
        "roster_kind",
        "SELECT sid, role, org, level, place, line,"
        " CASE WHEN role = ANY (%(student)s) THEN 'student'"
        " WHEN role = ANY (%(guardian)s) THEN 'guardian' WHEN role <> '' THEN 'staff' END AS kind"
        f" FROM ({rows}) r WHERE role <> '' AND role NOT IN ('alumni', 'formerStudent')",
        guardian=list(GUARDIAN_ROLES),
        student=["student", "learner"],
    )


def _held_kinds() -> str:
    """Kinds held, for users whose roles the package does not give."""
    relation = "(SELECT min(l.relationship) FROM people_guardianlink l WHERE l.guardian_id = h.id)"
    parts = {
        "people_student": "'student'",
        "people_guardian": relation,
        "people_staffmember": "h.role",
    }
    return "".join(
        f" UNION ALL SELECT h.source_id, '{kind}', {parts[table]}, 3 FROM {table} h"
        " WHERE h.board_id = %(board)s AND h.ended_at IS NULL AND NOT EXISTS"
        ' (SELECT FROM roster_role r WHERE r."user" = h.source_id)'
        for kind, table in _HELD.items()
    )


def _tell(run: Run) -> None:
    if run.plan.dialect == "1.2" and run.plan.has("users") and not run.plan.has("roles"):
        run.findings.warning("no_roles", "roles.csv")
    run.tell(
        Severity.WARNING,
        "no_role",
        "users.csv",
        "SELECT line FROM roster_person WHERE NOT gone"
        " AND NOT (is_student OR is_guardian OR is_staff) ORDER BY line",
    )


def _roles_alone(run: Run) -> None:
    """Roles that change for users whose own row is not in the package."""
    if run.plan.dialect == "1.1" or not run.plan.has("roles"):
        return
    if run.plan.mode("roles") is Mode.BULK and run.plan.is_bulk("users"):
        return
    whole = run.plan.is_bulk("roles")
    for kind, table in _HELD.items():
        named = 'EXISTS (SELECT FROM roster_role r WHERE r."user" = t.source_id)'
        end_where(
            run,
            Target(_NAMES[kind], table, ()),
            f"{'true' if whole else named}"
            " AND NOT EXISTS (SELECT FROM roster_user u WHERE u.sid = t.source_id)"
            " AND NOT EXISTS (SELECT FROM roster_kind k"
            f" WHERE k.sid = t.source_id AND k.kind = '{kind}')",
        )
        run.tell(
            Severity.WARNING,
            "role_without_user",
            "roles.csv",
            f"SELECT min(k.line) FROM roster_kind k WHERE k.kind = '{kind}'"
            " AND NOT EXISTS (SELECT FROM roster_user u WHERE u.sid = k.sid)"
            f" AND NOT EXISTS (SELECT FROM {table} t WHERE t.board_id = %(board)s"
            " AND t.source_id = k.sid AND t.ended_at IS NULL) GROUP BY k.sid ORDER BY 1",
            column="userSourcedId",
        )


_NAMES = {"student": "students", "guardian": "guardians", "staff": "staff"}
