"""preau_issuers, preau_tariffs, preau_payers, preau_splits: who asks, who pays, who shares.

Issuers and tariffs are added and changed, never ended. Payers are whole for the issuers that the
file names. Splits are whole for the pupils and accounts that the file names, from its first day on.
"""

from preau.exchange.daily.places import tell_doubles, tell_far, tell_order
from preau.exchange.daily.replaced import RowSet, replace
from preau.exchange.loading.run import Run
from preau.exchange.loading.upsert import Target, upsert
from preau.exchange.report import Diff, Severity
from preau.finances.operations import post_entries

ISSUERS, TARIFFS = "preau_issuers", "preau_tariffs"
PAYERS, SPLITS = "preau_payers", "preau_splits"
_TEXTS = ("name", "address", "phone", "email", "how_to_pay", "how_to_pay_en")
_PAYERS = Target(
    "payers",
    "finances_payeraccount",
    ("issuer_id", "guardian_id", "payer_number", "reference"),
    scope="t.issuer_id IN (SELECT issuer_id FROM roster_payer_read)",
)


def lock_ledgers(run: Run) -> None:
    """No statement is made of a body while its ledgers are written."""
    run.execute("SELECT id FROM finances_issuer WHERE board_id = %(board)s FOR UPDATE")


def load_issuers(run: Run) -> None:
    """Apply the issuers; those that other tables name come to be with them."""
    files = (ISSUERS, TARIFFS, PAYERS)
    if not any(run.plan.has(file) for file in files):
        return
    tell_doubles(run, ISSUERS, "school", "account", title="accountKind")
    if run.findings.counts[Severity.ERROR]:
        return
    named = " UNION ".join(
        f"SELECT s.id AS school_id, r.account AS kind FROM roster_{file} r"
        " JOIN roster_all_schools s ON s.sid = r.school WHERE NOT r.gone"
        for file in files
    )
    added = run.execute(
        "INSERT INTO finances_issuer (board_id, school_id, kind, name, address, phone, email,"
        " how_to_pay, how_to_pay_en, source_at)"
        f" SELECT %(board)s, n.school_id, n.kind, '', '', '', '', '', '', %(at)s FROM ({named}) n"
        " ON CONFLICT DO NOTHING"
    )
    given = ("r.name", "r.address", "r.phone", "r.email", "r.how", "r.how_en")
    sets = ", ".join(f"{name} = {value}" for name, value in zip(_TEXTS, given, strict=True))
    changed = run.execute(
        f"UPDATE finances_issuer t SET {sets}, source_at = %(at)s"
        f" FROM roster_{ISSUERS} r JOIN roster_all_schools s ON s.sid = r.school"
        " WHERE t.board_id = %(board)s AND t.school_id = s.id AND t.kind = r.account"
        f" AND ({', '.join(f't.{name}' for name in _TEXTS)}) IS DISTINCT FROM ({', '.join(given)})"
    )
    run.add("issuers", Diff(added, max(0, changed - added), 0))


def load_tariffs(run: Run) -> None:
    """Apply the tariffs: a row for each fee and first day; an amount is never changed unseen."""
    if not run.plan.has(TARIFFS) or run.findings.counts[Severity.ERROR]:
        return
    tell_doubles(run, TARIFFS, "school", "account", "fee", "starts", title="beginDate")
    _tell_positive(run, TARIFFS)
    if run.findings.counts[Severity.ERROR]:
        return
    run.table(
        "roster_tariff_read",
        "SELECT i.id AS issuer_id, r.fee, r.starts::date AS starts_on,"
        f" r.amount::int AS amount_cents FROM roster_{TARIFFS} r"
        " JOIN roster_all_schools s ON s.sid = r.school"
        " JOIN finances_issuer i ON i.school_id = s.id AND i.kind = r.account",
    )
    replace(
        run,
        RowSet(
            *("tariffs", "finances_tariff", "roster_tariff_read"),
            ("issuer_id", "fee", "starts_on"),
            ("amount_cents",),
            "false",
        ),
    )


def _tell_positive(run: Run, file: str) -> None:
    tell_order(run, file, "amount", "r.amount <> '' AND r.amount::bigint <= 0", "amount_sign")


def load_payers(run: Run) -> None:
    """Apply the payers and their pupils."""
    if not run.plan.has(PAYERS) or run.findings.counts[Severity.ERROR]:
        return
    tell_doubles(run, PAYERS, "reference", title="referenceNumber")
    tell_doubles(run, PAYERS, "school", "account", "guardian", title="guardianSourcedId")
    if run.findings.counts[Severity.ERROR]:
        return
    run.table(
        "roster_payer_read",
        "SELECT r.sid, r.gone, r.stamp, r.line, r.students, i.id AS issuer_id,"
        " g.id AS guardian_id, r.number AS payer_number, r.reference"
        f" FROM roster_{PAYERS} r LEFT JOIN roster_all_schools s ON s.sid = r.school"
        " LEFT JOIN finances_issuer i ON i.school_id = s.id AND i.kind = r.account"
        " LEFT JOIN roster_all_guardians g ON g.sid = r.guardian",
    )
    _tell_moved(run)
    if run.findings.counts[Severity.ERROR]:
        return
    upsert(run, _PAYERS, "SELECT * FROM roster_payer_read", bulk=run.plan.is_bulk(PAYERS))
    run.table(
        "roster_payer_pupil",
        "SELECT DISTINCT t.id AS payer_id, s.id AS student_id FROM roster_payer_read n"
        " JOIN finances_payeraccount t ON t.board_id = %(board)s AND t.source_id = n.sid"
        " CROSS JOIN LATERAL unnest(string_to_array(n.students, ',')) v"
        " JOIN roster_all_students s ON s.sid = v WHERE NOT n.gone",
    )
    replace(
        run,
        RowSet(
            *("payer_pupils", "finances_payerpupil", "roster_payer_pupil"),
            ("payer_id", "student_id"),
            (),
            "t.payer_id IN (SELECT a.id FROM finances_payeraccount a JOIN roster_payer_read n"
            " ON n.sid = a.source_id WHERE a.board_id = %(board)s AND NOT n.gone)",
        ),
    )


def _tell_moved(run: Run) -> None:
    """A reference is one account's, and an account one payer's."""
    run.tell(
        Severity.ERROR,
        "reference_held",
        f"{PAYERS}.csv",
        "SELECT n.line FROM roster_payer_read n JOIN finances_payeraccount t"
        " ON t.board_id = %(board)s AND t.reference = n.reference AND t.source_id <> n.sid"
        " WHERE NOT n.gone ORDER BY n.line",
        column="referenceNumber",
    )
    # An account is one payer's for ever: another would read what this one was told.
    run.tell(
        Severity.ERROR,
        "payer_moved",
        f"{PAYERS}.csv",
        "SELECT n.line FROM roster_payer_read n JOIN finances_payeraccount t"
        " ON t.board_id = %(board)s AND t.source_id = n.sid WHERE NOT n.gone"
        " AND (t.guardian_id, t.issuer_id) <> (n.guardian_id, n.issuer_id) ORDER BY n.line",
        column="guardianSourcedId",
    )


def load_splits(run: Run) -> None:
    """Apply the splits, then share anew what no statement holds of the pupils concerned."""
    if not run.plan.has(SPLITS) or run.findings.counts[Severity.ERROR]:
        return
    tell_far(run, SPLITS, "starts", "beginDate")
    tell_order(run, SPLITS, "endDate", "r.ends <> '' AND r.ends < r.starts")
    tell_doubles(run, SPLITS, "student", "account", "guardian", "starts", title="beginDate")
    tell_order(run, SPLITS, "percent", "(r.percent = '') = (r.weeks = '')", "split_way")
    if run.findings.counts[Severity.ERROR]:
        return
    run.table(
        "roster_split_read",
        "SELECT r.line, s.id AS student_id, r.account AS kind, g.id AS guardian_id,"
        " r.starts::date AS starts_on, nullif(r.ends, '')::date AS ends_on,"
        " nullif(r.percent, '')::numeric(5, 2) AS percent,"
        " nullif(split_part(r.weeks, '/', 2), '')::int AS cycle_weeks,"
        " coalesce(string_to_array(nullif(split_part(r.weeks, '/', 1), ''), ',')::smallint[], '{}')"
        f" AS weeks FROM roster_{SPLITS} r LEFT JOIN roster_all_students s ON s.sid = r.student"
        " LEFT JOIN roster_all_guardians g ON g.sid = r.guardian",
    )
    _tell_parts(run)
    if run.findings.counts[Severity.ERROR]:
        return
    diffs = dict(run.tables)
    replace(
        run,
        RowSet(
            *("splits", "finances_splitshare", "roster_split_read"),
            ("student_id", "kind", "starts_on", "guardian_id"),
            ("ends_on", "percent", "cycle_weeks", "weeks"),
            "t.starts_on >= (SELECT min(n.starts_on) FROM roster_split_read n"
            " WHERE (n.student_id, n.kind) = (t.student_id, t.kind))",
        ),
    )
    if run.tables["splits"] != diffs.get("splits", Diff()):
        _share_anew(run)


def _tell_parts(run: Run) -> None:
    """Of one rule: two payers or more, one way, and nothing left over or given twice."""
    run.tell(
        Severity.ERROR,
        "split_parts",
        f"{SPLITS}.csv",
        "SELECT min(line) FROM roster_split_read n GROUP BY student_id, kind, starts_on"
        " HAVING count(*) < 2 OR count(DISTINCT coalesce(ends_on, 'infinity'::date)) > 1"
        " OR count(percent) NOT IN (0, count(*))"
        " OR count(percent) > 0 AND sum(percent) <> 100"
        " OR count(percent) = 0 AND (count(DISTINCT cycle_weeks) > 1"
        " OR sum(cardinality(weeks)) <> max(cycle_weeks) OR max(cycle_weeks) <>"
        " (SELECT count(DISTINCT w) FROM roster_split_read o, unnest(o.weeks) w"
        "  WHERE (o.student_id, o.kind, o.starts_on)"
        "    = (min(n.student_id), min(n.kind), min(n.starts_on)))) ORDER BY 1",
        column="percent",
    )


def _share_anew(run: Run) -> None:
    found = run.rows(
        "SELECT e.id, n.line FROM finances_entry e JOIN finances_issuer i ON i.id = e.issuer_id"
        " JOIN (SELECT student_id, kind, min(line) AS line FROM roster_split_read GROUP BY 1, 2) n"
        " ON n.student_id = e.student_id AND n.kind = i.kind"
        " WHERE e.board_id = %(board)s AND e.ended_at IS NULL AND e.payer_id IS NULL"
        " AND NOT finances_is_billed(e.id)"
    )
    lines = dict(found)
    for entry in post_entries(lines):
        run.findings.error("no_payer", f"{SPLITS}.csv", line=lines[entry])
