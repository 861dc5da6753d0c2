"""A family and a job write the journal in their own name, and nobody chooses its instants."""

from django.db import migrations

from preau.core import rls

FACTS = "act, actor_kind, account_id, board_id, student_ids, address, request_id, details"
WRITERS = "preau_app, preau_family, preau_jobs"


class Migration(migrations.Migration):
    dependencies = [("core", "0004_address_removed")]
    operations = [
        migrations.RunSQL(sql, migrations.RunSQL.noop)
        for sql in (
            f"REVOKE INSERT ON core_journalentry FROM {WRITERS}",
            f"GRANT INSERT ({FACTS}) ON core_journalentry TO {WRITERS}",
            "ALTER POLICY family_insert ON core_journalentry WITH CHECK ("
            f" actor_kind = 'family' AND account_id {rls.IS_ACCOUNT})",
            "ALTER POLICY jobs_insert ON core_journalentry WITH CHECK ("
            " actor_kind IN ('board', 'system')"
            " AND board_id IS NOT DISTINCT FROM (SELECT preau_board()))",
        )
    ]
