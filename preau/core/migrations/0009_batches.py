"""Long works of a school body; the body's own jobs see them, and nobody else."""

import django.db.models.deletion
from django.db import migrations, models

from preau.core import rls

OWN = {("preau_jobs", "ALL"): f"board_id {rls.IS_BOARD}"}


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0008_papers_acts"),
    ]

    operations = [
        migrations.CreateModel(
            name="Batch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("board_id", models.BigIntegerField()),
                ("kind", models.CharField(max_length=40)),
                ("parameters", models.JSONField(default=dict)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("running", "Running"),
                            ("done", "Done"),
                            ("failed", "Failed"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="waiting",
                        max_length=12,
                    ),
                ),
                ("author", models.CharField(blank=True, default="", max_length=160)),
                ("total", models.PositiveIntegerField(default=0)),
                ("done", models.PositiveIntegerField(default=0)),
                ("run", models.PositiveIntegerField(default=0)),
                ("done_before", models.PositiveIntegerField(default=0)),
                ("asked_at", models.DateTimeField()),
                ("started_at", models.DateTimeField(null=True)),
                ("heard_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("failure", models.CharField(blank=True, default="", max_length=500)),
            ],
            options={
                "indexes": [models.Index(fields=["board_id", "-id"], name="batch_latest")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["waiting", "running"])),
                        fields=("board_id", "kind", "parameters"),
                        name="batch_once_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("ended_at__isnull", True), ("state__in", ["waiting", "running"])
                            ),
                            models.Q(
                                ("ended_at__isnull", False),
                                ("state__in", ["done", "failed", "cancelled"]),
                            ),
                            _connector="OR",
                        ),
                        name="batch_ended",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="BatchError",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("board_id", models.BigIntegerField()),
                ("key", models.BigIntegerField()),
                ("label", models.CharField(max_length=200)),
                ("sentence", models.CharField(max_length=500)),
                ("at", models.DateTimeField()),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="errors",
                        to="core.batch",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("batch", "key"), name="batch_error_once")
                ],
            },
        ),
        *rls.protect("core_batch", OWN),
        *rls.protect("core_batcherror", OWN),
    ]
