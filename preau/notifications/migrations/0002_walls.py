"""Anyone may queue a mail; only the worker reads the outbox."""

from django.db import migrations

from preau.core import rls


class Migration(migrations.Migration):
    dependencies = [("notifications", "0001_tables"), ("core", "0001_roles")]
    operations = [
        *rls.protect(
            "notifications_outboxmail",
            {("preau_family", "INSERT"): "true", ("preau_jobs", "ALL"): "true"},
        ),
        migrations.RunSQL(
            "REVOKE ALL ON notifications_outboxmail FROM preau_app;"
            "GRANT INSERT ON notifications_outboxmail TO preau_app;"
            "CREATE POLICY app_insert ON notifications_outboxmail FOR INSERT TO preau_app"
            " WITH CHECK (true)",
            migrations.RunSQL.noop,
        ),
    ]
