"""The journal is append-only; attempts hold only keyed hashes and stay public to the roles."""

from django.db import migrations

from preau.core import rls


class Migration(migrations.Migration):
    dependencies = [("core", "0002_tables")]
    operations = [
        *rls.protect(
            "core_journalentry",
            {("preau_family", "INSERT"): "true", ("preau_jobs", "INSERT"): "true"},
        ),
        migrations.RunSQL(
            "REVOKE ALL ON core_journalentry FROM preau_app;"
            "GRANT INSERT ON core_journalentry TO preau_app;"
            "CREATE POLICY app_insert ON core_journalentry FOR INSERT TO preau_app"
            " WITH CHECK (true)",
            migrations.RunSQL.noop,
        ),
    ]
