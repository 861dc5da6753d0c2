"""preau_entries and preau_payments: what is owed, and what the bank or the school received.

They are facts, and only added: a file that no longer lists one leaves it. A row changes, or goes by
its status, while no statement holds it; after that it is refused, with its line, and an adjustment
is the way.
"""

from preau.exchange.daily.payers import lock_ledgers
from preau.exchange.daily.places import tell_far, tell_order
from preau.exchange.loading.run import Run
from preau.exchange.loading.upsert import Target, upsert
from preau.exchange.report import Severity
from preau.finances.operations import post_entries, settle_declarations

ENTRIES, PAYMENTS = "preau_entries", "preau_payments"
# Of an entry, what a file says: the names of the table, those with a sign in quotes.
_SAID = (
    *("issuer_id", "student_id", "payer_id", "kind", '"on"', "until", "label", "label_en"),
    *("quantity", "unit", "is_voluntary", "bank_reference", "amount_cents"),
)
_TARGET = {
    file: Target(name, "finances_entry", _SAID, scope="false")
    for file, name in ((ENTRIES, "entries"), (PAYMENTS, "payments"))
}


def load_entries(run: Run) -> None:
    """Apply the entries, and post them to their payers."""
    if not run.plan.has(ENTRIES) or run.findings.counts[Severity.ERROR]:
        return
    tell_far(run, ENTRIES, "day", "date")
    tell_order(run, ENTRIES, "endDate", "r.until <> '' AND r.until < r.day")
    tell_order(
        run,
        ENTRIES,
        "amount",
        "CASE WHEN r.kind = 'adjustment' THEN r.amount::bigint = 0 ELSE r.amount::bigint <= 0 END",
        "amount_sign",
    )
    tell_order(run, ENTRIES, "studentSourcedId", "r.student = '' AND r.guardian = ''", "nobodys")
    if run.findings.counts[Severity.ERROR]:
        return
    run.table(
        "roster_entry_read",
        "SELECT r.line, r.sid, r.gone, r.stamp, i.id AS issuer_id, i.kind AS account,"
        " p.id AS student_id, a.id AS payer_id, r.guardian <> '' AND a.id IS NULL AS is_lost,"
        " r.kind, r.day::date AS \"on\", nullif(r.until, '')::date AS until, r.label, r.label_en,"
        " nullif(r.quantity, '')::numeric(8, 2) AS quantity, r.unit,"
        " r.voluntary = 'true' AS is_voluntary, '' AS bank_reference,"
        " CASE WHEN r.kind IN ('payment', 'credit') THEN -r.amount::bigint"
        " ELSE r.amount::bigint END AS amount_cents"
        f" FROM roster_{ENTRIES} r LEFT JOIN roster_all_schools s ON s.sid = r.school"
        " LEFT JOIN finances_issuer i ON i.school_id = s.id AND i.kind = r.account"
        " LEFT JOIN roster_all_students p ON p.sid = r.student"
        " LEFT JOIN roster_all_guardians g ON g.sid = r.guardian"
        " LEFT JOIN finances_payeraccount a ON a.issuer_id = i.id AND a.guardian_id = g.id"
        " AND a.ended_at IS NULL",
    )
    _tell_lost(run, "issuer_id IS NULL OR is_lost", "no_account")
    _apply(run, ENTRIES, "roster_entry_read")


def load_payments(run: Run) -> None:
    """Apply the payments, then answer what parents declared."""
    if not run.plan.has(PAYMENTS) or run.findings.counts[Severity.ERROR]:
        return
    tell_far(run, PAYMENTS, "day", "date")
    tell_order(run, PAYMENTS, "amount", "r.amount::bigint <= 0", "amount_sign")
    if run.findings.counts[Severity.ERROR]:
        return
    # Identifiers of two files may meet; those of payments stand apart.
    run.table(
        "roster_payment_read",
        "SELECT r.line, 'payment:' || r.sid AS sid, r.gone, r.stamp, a.issuer_id,"
        " i.kind AS account, NULL::bigint AS student_id, a.id AS payer_id,"
        " coalesce(nullif(r.kind, ''), 'payment') AS kind, r.day::date AS \"on\","
        " NULL::date AS until,"
        " CASE r.kind WHEN 'returned' THEN 'Paiement retourné' ELSE 'Paiement reçu' END AS label,"
        " CASE r.kind WHEN 'returned' THEN 'Returned payment' ELSE 'Payment received' END"
        " AS label_en, NULL::numeric AS quantity, '' AS unit, false AS is_voluntary,"
        " upper(regexp_replace(r.bank, '[\\s-]', '', 'g')) AS bank_reference,"
        " CASE r.kind WHEN 'returned' THEN r.amount::bigint ELSE -r.amount::bigint END"
        " AS amount_cents"
        f" FROM roster_{PAYMENTS} r LEFT JOIN finances_payeraccount a"
        " ON a.board_id = %(board)s AND a.reference = r.reference AND a.ended_at IS NULL"
        " LEFT JOIN finances_issuer i ON i.id = a.issuer_id",
    )
    run.tell(
        Severity.ERROR,
        "reference_unknown",
        f"{PAYMENTS}.csv",
        "SELECT line FROM roster_payment_read WHERE payer_id IS NULL ORDER BY line",
        column="referenceNumber",
    )
    _apply(run, PAYMENTS, "roster_payment_read")
    if not run.findings.counts[Severity.ERROR]:
        settle_declarations(at=run.at)


def _tell_lost(run: Run, condition: str, rule: str) -> None:
    run.tell(
        Severity.ERROR,
        rule,
        f"{ENTRIES}.csv",
        f"SELECT line FROM roster_entry_read WHERE NOT gone AND ({condition}) ORDER BY line",
        column="guardianSourcedId",
    )


def _apply(run: Run, file: str, read: str) -> None:
    if run.findings.counts[Severity.ERROR]:
        return
    lock_ledgers(run)
    held = ", ".join(f"t.{name}" for name in _SAID)
    wanted = ", ".join(f"n.{name}" for name in _SAID)
    run.table(
        f"{read}_moved",
        f"SELECT n.line, n.sid, t.id FROM {read} n LEFT JOIN finances_entry t"
        " ON t.board_id = %(board)s AND t.source_id = n.sid"
        " WHERE CASE WHEN n.gone THEN t.ended_at IS NULL AND t.id IS NOT NULL"
        f" ELSE t.id IS NULL OR t.ended_at IS NOT NULL OR ({held}) IS DISTINCT FROM ({wanted}) END",
    )
    run.tell(
        Severity.ERROR,
        "entry_billed",
        f"{file}.csv",
        f"SELECT line FROM {read}_moved WHERE id IS NOT NULL AND finances_is_billed(id)"
        " ORDER BY line",
        column="amount",
    )
    if run.findings.counts[Severity.ERROR]:
        return
    # Two files bring rows to one table.
    run.execute("DROP TABLE IF EXISTS pg_temp.roster_new_finances_entry")
    upsert(run, _TARGET[file], f"SELECT * FROM {read}", bulk=False)
    lines = dict(
        run.rows(
            f"SELECT t.id, n.line FROM {read}_moved n JOIN finances_entry t"
            " ON t.board_id = %(board)s AND t.source_id = n.sid"
        )
    )
    for entry in post_entries(lines):
        run.findings.error("no_payer", f"{file}.csv", line=lines[entry])
    _sum(run, read)


def _sum(run: Run, read: str) -> None:
    """What the file adds to each kind of account, and takes off it: the totals of the report."""
    for account, owed, paid in run.rows(
        "SELECT account, coalesce(sum(amount_cents) FILTER (WHERE amount_cents > 0), 0)::bigint,"
        " coalesce(-sum(amount_cents) FILTER (WHERE amount_cents < 0), 0)::bigint"
        f" FROM {read} WHERE NOT gone GROUP BY account ORDER BY account"
    ):
        run.add_sum(account, owed, paid)
