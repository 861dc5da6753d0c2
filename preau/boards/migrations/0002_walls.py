"""Bodies and schools are public facts: everybody reads them, only imports write them."""

from django.db import migrations

from preau.core import rls

TABLES = ("board", "school", "schoolcontact", "schoolyear", "term", "switch")


class Migration(migrations.Migration):
    dependencies = [("boards", "0001_tables"), ("core", "0001_roles")]
    operations = [
        *(
            rls.read_only(f"boards_{table}", "preau_app", "preau_family", "preau_office")
            for table in TABLES
        ),
        *(
            migrations.RunSQL(
                f"CREATE INDEX board_{column} ON boards_board (preau_fold({column}))",
                migrations.RunSQL.noop,
            )
            for column in ("name", "name_en", "former_name")
        ),
    ]
