"""Guardians and staff. A user with both kinds of role is a row in each."""

from preau.exchange.loading.run import Run
from preau.exchange.loading.upsert import Target, upsert
from preau.exchange.report import Diff, Severity

GUARDIANS = Target(
    "guardians",
    "people_guardian",
    ("given_name", "family_name", "email", "phone", "mobile", "address", "language"),
)
STAFF = Target(
    "staff",
    "people_staffmember",
    ("given_name", "family_name", "title", "role", "email", "public_email"),
)


def load_guardians(run: Run) -> None:
    """Apply the guardians. A disabled one keeps no address: it opens nothing."""
    # Links whose address is their own, and not the guardian's, before guardians change.
    run.table(
        "roster_own_address",
        "SELECT l.id FROM people_guardianlink l JOIN people_guardian g ON g.id = l.guardian_id"
        " WHERE l.board_id = %(board)s AND l.email <> g.email",
    )
    run.tell(
        Severity.WARNING,
        "disabled",
        "users.csv",
        "SELECT u.line FROM roster_user u JOIN roster_person p ON p.sid = u.sid"
        " WHERE p.is_guardian AND NOT u.gone AND u.enabled = 'false' ORDER BY u.line",
        column="enabledUser",
    )
    run.table(
        "roster_postal",
        "SELECT guardian AS sid, (array_agg(address ORDER BY line))[1] AS address"
        " FROM roster_preau_guardians WHERE address <> '' GROUP BY guardian",
    )
    held = "''" if run.plan.is_bulk("preau_guardians") else "coalesce(h.address, '')"
    upsert(
        run,
        GUARDIANS,
        "SELECT p.sid, p.gone OR NOT p.is_guardian AS gone, p.stamp, u.given AS given_name,"
        " u.family AS family_name,"
        " CASE WHEN u.enabled = 'false' THEN '' ELSE u.mailbox END AS email, u.phone,"
        f" u.sms AS mobile, coalesce(a.address, {held}) AS address,"
        " coalesce(h.language, '') AS language"
        " FROM roster_person p JOIN roster_user u ON u.sid = p.sid"
        " LEFT JOIN roster_postal a ON a.sid = p.sid"
        " LEFT JOIN people_guardian h ON h.board_id = %(board)s AND h.source_id = p.sid"
        " WHERE p.is_guardian OR h.id IS NOT NULL",
        bulk=run.plan.is_bulk("users"),
    )
    _addresses_alone(run)
    run.table(
        "roster_guardians",
        "SELECT source_id AS sid, id, email FROM people_guardian"
        " WHERE board_id = %(board)s AND ended_at IS NULL",
    )


def _addresses_alone(run: Run) -> None:
    """Postal addresses for guardians whose own row is not in the package."""
    if not run.plan.has("preau_guardians") or run.plan.is_bulk("users"):
        return
    changed = run.execute(
        "UPDATE people_guardian t SET address = a.address FROM roster_postal a"
        " WHERE t.board_id = %(board)s AND t.source_id = a.sid AND t.ended_at IS NULL"
        " AND t.address <> a.address"
        " AND NOT EXISTS (SELECT FROM roster_user u WHERE u.sid = a.sid)"
    )
    run.add(GUARDIANS.name, Diff(changed=changed))


def load_staff(run: Run) -> None:
    """Apply the staff. An address is public only when preau_staff.csv says so."""
    bulk = run.plan.is_bulk("preau_staff")
    title = "''" if bulk else "coalesce(h.title, '')"
    published = "false" if bulk else "coalesce(h.public_email <> '', false)"
    upsert(
        run,
        STAFF,
        "SELECT b.sid, b.gone, b.stamp, b.given AS given_name, b.family AS family_name,"
        f" coalesce(s.title, {title}) AS title, b.role, b.mailbox AS email,"
        f" CASE WHEN coalesce(nullif(s.published, '')::boolean, {published})"
        " THEN b.mailbox ELSE '' END AS public_email"
        f" FROM ({_staff_base(run)}) b"
        " LEFT JOIN roster_preau_staff s ON s.sid = b.sid"
        " LEFT JOIN people_staffmember h ON h.board_id = %(board)s AND h.source_id = b.sid",
        bulk=run.plan.is_bulk("users"),
    )
    run.table(
        "roster_staff",
        "SELECT source_id AS sid, id FROM people_staffmember"
        " WHERE board_id = %(board)s AND ended_at IS NULL",
    )


def _staff_base(run: Run) -> str:
    alone = (
        " UNION ALL SELECT h.source_id, false, h.source_at, h.given_name, h.family_name, h.role,"
        " h.email FROM people_staffmember h JOIN roster_preau_staff s ON s.sid = h.source_id"
        " WHERE h.board_id = %(board)s AND h.ended_at IS NULL"
        " AND NOT EXISTS (SELECT FROM roster_user u WHERE u.sid = h.source_id)"
    )
    return (
        "SELECT p.sid, p.gone OR NOT p.is_staff AS gone, p.stamp, u.given, u.family,"
        " coalesce(p.staff_role, '') AS role, u.mailbox"
        " FROM roster_person p JOIN roster_user u ON u.sid = p.sid WHERE p.is_staff OR EXISTS"
        " (SELECT FROM people_staffmember h WHERE h.board_id = %(board)s AND h.source_id = p.sid)"
        + ("" if run.plan.is_bulk("users") else alone)
    )
