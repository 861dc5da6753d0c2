"""Walls around money: a family reads what its own payers were told, and writes three small things.

A payer is a guardian of a file. A family reaches an account when a live link of that guardian to one
of the account's pupils is in its scope, and no judgment takes its finances for that pupil. It reads
a statement or a slip only when it may see every pupil that the paper names. It never reads what the
file holds (entries, shares, splits, the other parent's postings), and of postings only payments
received since the last statement, where the school shows them.

What was told is not unsaid: statements and their papers are added, marked void, never changed; a
posting changes by the statement that takes or gives it back; what a statement holds keeps its entry
as it is; and the shares of an entry are its amount to the cent, or are not written.
"""

from django.db import migrations

from preau.core import rls

FAMILY, JOBS = "preau_family", "preau_jobs"
OWN = f"board_id {rls.IS_BOARD}"
MINE = f"account_id {rls.IS_ACCOUNT}"
PAYERS = "= ANY ((SELECT preau_payer_accounts())::bigint[])"
PUPILS = rls.in_students_with("finances")
ALL_PUPILS = "student_ids <@ (SELECT preau_students_with('finances'))"

# The number of the last statement, so that a page can say that it may not show it.
PAYER_ACCOUNTS = """
CREATE FUNCTION preau_payer_accounts() RETURNS bigint[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT coalesce(array_agg(DISTINCT a.id), '{}')
  FROM people_guardianlink l
  JOIN finances_payeraccount a ON a.guardian_id = l.guardian_id AND a.ended_at IS NULL
  JOIN finances_payerpupil p ON p.payer_id = a.id AND p.student_id = l.student_id
  WHERE l.id = ANY (preau_links()) AND l.student_id = ANY (preau_students_with('finances'))
$$;
CREATE FUNCTION preau_last_statement(wanted bigint) RETURNS integer
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT max(s.number)::int FROM finances_statement s
  WHERE s.payer_id = wanted AND s.voided_at IS NULL AND wanted = ANY (preau_payer_accounts())
$$;
REVOKE ALL ON FUNCTION preau_payer_accounts(), preau_last_statement(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION preau_payer_accounts(), preau_last_statement(bigint) TO preau_family;
"""

OF_THE_PAYER = (
    "board_id = (SELECT a.board_id FROM finances_payeraccount a WHERE a.id = finances_{}.payer_id)"
)
# Only what the school shows: its own yes, and no « no » of its body.
PAYMENT_SINCE = f"""
payer_id {PAYERS} AND kind = 'payment' AND statement_id IS NULL AND EXISTS (
  SELECT FROM finances_payeraccount a JOIN finances_issuer i ON i.id = a.issuer_id
  WHERE a.id = payer_id
    AND preau_switched_on(i.board_id, i.school_id, 'rule.show_payments', false))
"""

COLUMNS = """
REVOKE UPDATE ON finances_posting, finances_statement FROM preau_jobs;
GRANT UPDATE (statement_id) ON finances_posting TO preau_jobs;
GRANT UPDATE (voided_at) ON finances_statement TO preau_jobs;
GRANT UPDATE (state, ended_at) ON finances_paymentdeclaration TO preau_family;
GRANT UPDATE (withdrawn_at) ON finances_slipconsent TO preau_family;
"""

# A declared payment is taken back while nothing answered it, by the account that said it.
WITHDRAWAL = f"""
CREATE POLICY family_update ON finances_paymentdeclaration FOR UPDATE TO preau_family
  USING (payer_id {PAYERS} AND {MINE} AND state = 'declared')
  WITH CHECK (payer_id {PAYERS} AND {MINE} AND state = 'withdrawn');
CREATE POLICY family_update ON finances_slipconsent FOR UPDATE TO preau_family
  USING (payer_id {PAYERS} AND withdrawn_at IS NULL)
  WITH CHECK (payer_id {PAYERS} AND withdrawn_at IS NOT NULL);
"""

CONSERVED = """
CREATE FUNCTION finances_check_shares() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF EXISTS (
    SELECT FROM (SELECT DISTINCT entry_id FROM touched) t
    JOIN finances_entry e ON e.id = t.entry_id
    CROSS JOIN LATERAL (SELECT sum(p.amount_cents) AS whole FROM finances_posting p
                        WHERE p.entry_id = t.entry_id) s
    WHERE s.whole IS NOT NULL AND s.whole <> e.amount_cents
  ) THEN
    RAISE check_violation USING MESSAGE = 'the shares of an entry are not its amount',
      TABLE = TG_TABLE_NAME, CONSTRAINT = 'posting_shares';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER posting_shares_insert AFTER INSERT ON finances_posting
  REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION finances_check_shares();
CREATE TRIGGER posting_shares_delete AFTER DELETE ON finances_posting
  REFERENCING OLD TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION finances_check_shares();

CREATE FUNCTION finances_keep_billed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  RAISE check_violation USING MESSAGE = 'an entry that a statement holds does not change',
    TABLE = TG_TABLE_NAME, CONSTRAINT = 'entry_billed';
END $$;
CREATE FUNCTION finances_is_billed(entry bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT EXISTS (SELECT FROM finances_posting p
                 WHERE p.entry_id = entry AND p.statement_id IS NOT NULL)
$$;
CREATE TRIGGER entry_billed BEFORE UPDATE ON finances_entry FOR EACH ROW
  WHEN ((OLD.amount_cents, OLD.kind, OLD."on", OLD.student_id, OLD.payer_id, OLD.issuer_id,
         OLD.ended_at IS NULL)
        IS DISTINCT FROM (NEW.amount_cents, NEW.kind, NEW."on", NEW.student_id, NEW.payer_id,
                          NEW.issuer_id, NEW.ended_at IS NULL)
        AND finances_is_billed(OLD.id))
  EXECUTE FUNCTION finances_keep_billed();
REVOKE ALL ON FUNCTION finances_check_shares(), finances_keep_billed(),
  finances_is_billed(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION finances_is_billed(bigint) TO preau_jobs;
"""


def tenant(table, family=None):
    policies = {(JOBS, "ALL"): OWN}
    if family:
        policies[(FAMILY, "SELECT")] = family
    return rls.protect(f"finances_{table}", policies)


def kept(table, family, *verbs):
    """Rows that jobs add, and of which they change what COLUMNS say; nobody deletes them."""
    policies = {(JOBS, verb): OWN for verb in ("SELECT", "INSERT", *verbs)}
    return rls.protect(f"finances_{table}", {**policies, (FAMILY, "SELECT"): family})


class Migration(migrations.Migration):
    dependencies = [
        ("finances", "0001_tables"),
        ("people", "0007_rights_and_age"),
    ]
    operations = [
        migrations.RunSQL(PAYER_ACCOUNTS, migrations.RunSQL.noop),
        *tenant("issuer", "id IN (SELECT issuer_id FROM finances_payeraccount)"),
        *tenant("tariff"),
        *tenant("payeraccount", f"id {PAYERS}"),
        *tenant("payerpupil", f"payer_id {PAYERS} AND student_id {PUPILS}"),
        *tenant("splitshare"),
        *tenant("entry"),
        *tenant("statementperiod"),
        *kept("statement", f"payer_id {PAYERS} AND {ALL_PUPILS}", "UPDATE"),
        *kept("statementpaper", "statement_id IN (SELECT id FROM finances_statement)"),
        *rls.protect(
            "finances_posting",
            {
                (JOBS, "SELECT"): OWN,
                (JOBS, "INSERT"): f"{OWN} AND statement_id IS NULL",
                (JOBS, "UPDATE"): OWN,
                (JOBS, "DELETE"): f"{OWN} AND statement_id IS NULL",
                (FAMILY, "SELECT"): PAYMENT_SINCE,
            },
        ),
        *rls.protect(
            "finances_paymentdeclaration",
            {
                (JOBS, "ALL"): OWN,
                (FAMILY, "SELECT"): f"payer_id {PAYERS}",
                (FAMILY, "INSERT"): (
                    f"payer_id {PAYERS} AND {MINE} AND state = 'declared'"
                    " AND ended_at IS NULL AND entry_id IS NULL"
                    f" AND {OF_THE_PAYER.format('paymentdeclaration')}"
                ),
            },
        ),
        *rls.protect(
            "finances_slipconsent",
            {
                (JOBS, "SELECT"): OWN,
                (FAMILY, "SELECT"): f"payer_id {PAYERS}",
                (FAMILY, "INSERT"): (
                    f"payer_id {PAYERS} AND {MINE} AND withdrawn_at IS NULL"
                    f" AND {OF_THE_PAYER.format('slipconsent')}"
                ),
            },
        ),
        *kept("slip", f"payer_id {PAYERS} AND {ALL_PUPILS}"),
        *kept("slippaper", "slip_id IN (SELECT id FROM finances_slip)"),
        rls.tells_keys("finances_statementpaper"),
        rls.tells_keys("finances_slippaper"),
        *(
            migrations.RunSQL(sql, migrations.RunSQL.noop)
            for sql in (COLUMNS, WITHDRAWAL, CONSERVED)
        ),
    ]
