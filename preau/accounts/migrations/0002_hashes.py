"""A password's hash is read before any scope is open; inside one, nobody reads it."""

from django.db import migrations

COLUMNS = "id, last_login, email, language, is_active, created_at"
SQL = ";".join(
    f"REVOKE SELECT ON accounts_account FROM {role};"
    f"GRANT SELECT ({COLUMNS}) ON accounts_account TO {role}"
    for role in ("preau_family", "preau_office", "preau_jobs")
)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_tables")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
