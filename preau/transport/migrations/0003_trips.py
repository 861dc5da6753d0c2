"""The days of trips, which rows are of GTFS alone, and the right to purge what parents saw."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

from preau.core import rls

JOBS = "preau_jobs"
OWN = f"board_id {rls.IS_BOARD}"
PURGE_SEEN = f"""
GRANT DELETE ON transport_changeseen TO {JOBS};
CREATE POLICY jobs_delete ON transport_changeseen FOR DELETE TO {JOBS} USING ({OWN});
"""


class Migration(migrations.Migration):
    dependencies = [("transport", "0002_walls"), ("boards", "0008_papers_switches")]
    operations = [
        migrations.AddField(
            model_name="circuit",
            name="is_gtfs",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name="stop",
            name="is_gtfs",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.CreateModel(
            name="Trip",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("trip", models.CharField(db_collation="C", max_length=255)),
                (
                    "weekdays",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.PositiveSmallIntegerField(), size=None
                    ),
                ),
                ("starts_on", models.DateField(null=True)),
                ("ends_on", models.DateField(null=True)),
                (
                    "dates",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.DateField(), size=None
                    ),
                ),
                (
                    "except_dates",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.DateField(), size=None
                    ),
                ),
                (
                    "board",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, to="boards.board"
                    ),
                ),
                (
                    "circuit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, to="transport.circuit"
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="trip",
            constraint=models.UniqueConstraint(fields=("board", "trip"), name="trip_once"),
        ),
        *rls.protect("transport_trip", {(JOBS, "ALL"): OWN}),
        migrations.RunSQL(PURGE_SEEN, migrations.RunSQL.noop),
    ]
