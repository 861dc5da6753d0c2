"""A payer's record, its papers once void, and who is told of a new one.

A statement is its payer's own record: it stays readable when a child that it names left the school
in the usual way, as that child's report cards do (people 0011), while a live link of the payer still
reaches the account. A child who went from view otherwise (judgment, « Ce n'est pas mon enfant »,
an address taken off the file) still closes what names it.

Of a void statement, the database shows families the copy that says so, and no other. Of what came
since the last statement, it shows payments, and those that the bank took back: one without the other
would say « paid » of what is owed.
"""

from django.db import migrations, models

LEFT = """
CREATE FUNCTION preau_left_pupils() RETURNS bigint[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  RETURN (SELECT coalesce(array_agg(DISTINCT v.student_id), '{}')
          FROM preau_archived_links(preau_account()) v
          WHERE NOT v.rights && ARRAY['everything', 'finances']);
END $$;
REVOKE ALL ON FUNCTION preau_left_pupils() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION preau_left_pupils() TO preau_family;
"""

# The second half is asked only of what names somebody out of view.
NAMED = """payer_id = ANY ((SELECT preau_payer_accounts())::bigint[]) AND (
  student_ids <@ (SELECT preau_students_with('finances'))
  OR student_ids <@ (SELECT preau_students_with('finances') || preau_left_pupils()))"""
PAPER = """(statement_id, is_void) IN (
  SELECT s.id, s.voided_at IS NOT NULL FROM finances_statement s)"""
SINCE = """
payer_id = ANY ((SELECT preau_payer_accounts())::bigint[])
AND kind IN ('payment', 'returned') AND statement_id IS NULL AND EXISTS (
  SELECT FROM finances_payeraccount a JOIN finances_issuer i ON i.id = a.issuer_id
  WHERE a.id = payer_id
    AND preau_switched_on(i.board_id, i.school_id, 'rule.show_payments', false))"""
POLICIES = "".join(
    f"ALTER POLICY family_select ON {table} USING ({condition});\n"
    for table, condition in (
        ("finances_statement", NAMED),
        ("finances_slip", NAMED),
        ("finances_statementpaper", PAPER),
        ("finances_posting", SINCE),
    )
)

# The accounts that may read what names some pupils of a payer, and through which pupils.
READERS = """
CREATE FUNCTION preau_payer_readers(wanted bigint, named bigint[])
RETURNS TABLE (account_id bigint, email text, language text, students bigint[])
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  RETURN QUERY
  SELECT r.account_id, r.email, r.language, r.students
  FROM (
    SELECT c.account_id, (array_agg(l.email::text ORDER BY l.position, l.id))[1] AS email,
           coalesce(nullif(a.language, ''), b.language)::text AS language,
           array_agg(DISTINCT u.student_id) AS students
    FROM finances_payeraccount p
    JOIN boards_board b ON b.id = p.board_id
    JOIN finances_payerpupil u ON u.payer_id = p.id
    JOIN people_student s ON s.id = u.student_id
    JOIN people_childconfirmation c ON c.student_id = u.student_id AND c.disowned_at IS NULL
    JOIN accounts_account a ON a.id = c.account_id
    CROSS JOIN LATERAL preau_live_links(c.account_id) v
    JOIN people_guardianlink l ON l.id = v.link_id AND l.guardian_id = p.guardian_id
    WHERE p.id = wanted AND p.board_id = preau_board() AND p.ended_at IS NULL
      AND v.student_id = u.student_id AND NOT v.rights && ARRAY['everything', 'finances']
      AND preau_switched_on(s.board_id, s.school_id, 'tile.finances', true)
    GROUP BY c.account_id, a.language, b.language
  ) r
  WHERE named <@ ARRAY(
    SELECT v.student_id FROM preau_live_links(r.account_id) v
    JOIN people_childconfirmation c ON c.account_id = r.account_id
      AND c.student_id = v.student_id AND c.disowned_at IS NULL
    WHERE NOT v.rights && ARRAY['everything', 'finances']
    UNION
    SELECT v.student_id FROM preau_archived_links(r.account_id) v
    WHERE NOT v.rights && ARRAY['everything', 'finances'])
  ORDER BY r.account_id;
END $$;
REVOKE ALL ON FUNCTION preau_payer_readers(bigint, bigint[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION preau_payer_readers(bigint, bigint[]) TO preau_jobs;
"""


class Migration(migrations.Migration):
    dependencies = [("finances", "0003_kept_plans"), ("people", "0011_archives")]
    operations = [
        *(migrations.RunSQL(sql, migrations.RunSQL.noop) for sql in (LEFT, POLICIES, READERS)),
        migrations.AlterField(
            "slip",
            "kind",
            models.CharField(
                choices=[("rl24", "Relevé 24"), ("receipt", "Reçu pour l’impôt")], max_length=8
            ),
        ),
    ]
