"""What was told of travaux, and how a school tells of them.

What stands here already is no news: it is marked as told.
"""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("boards", "0008_papers_switches"),
        ("people", "0011_archives"),
        ("results", "0003_kept_plans"),
    ]

    operations = [
        migrations.CreateModel(
            name="WorkDigest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("week_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="WorkRule",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "pace",
                    models.CharField(
                        choices=[
                            ("live", "Dès que l’école les publie"),
                            ("weekly", "Une fois par semaine"),
                            ("report_card", "Au bulletin seulement"),
                        ],
                        max_length=12,
                    ),
                ),
                ("weekday", models.PositiveSmallIntegerField()),
                ("sent_at", models.TimeField()),
            ],
        ),
        migrations.AddField(
            model_name="workresult",
            name="digested_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="workresult",
            name="told_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddIndex(
            model_name="workresult",
            index=models.Index(
                condition=models.Q(("told_at", None)),
                fields=["board", "student"],
                name="work_result_untold",
            ),
        ),
        migrations.AddIndex(
            model_name="workresult",
            index=models.Index(
                condition=models.Q(("digested_at", None)),
                fields=["board", "student"],
                name="work_result_undigested",
            ),
        ),
        migrations.AddField(
            model_name="workdigest",
            name="board",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="boards.board"),
        ),
        migrations.AddField(
            model_name="workdigest",
            name="school",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, to="boards.school"
            ),
        ),
        migrations.AddField(
            model_name="workrule",
            name="board",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="boards.board"),
        ),
        migrations.AddField(
            model_name="workrule",
            name="school",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.CASCADE, to="boards.school"
            ),
        ),
        migrations.AddConstraint(
            model_name="workdigest",
            constraint=models.UniqueConstraint(fields=("school",), name="work_digest_once"),
        ),
        migrations.AddConstraint(
            model_name="workrule",
            constraint=models.UniqueConstraint(
                fields=("board", "school"), name="work_rule_once", nulls_distinct=False
            ),
        ),
        migrations.AddConstraint(
            model_name="workrule",
            constraint=models.CheckConstraint(
                condition=models.Q(("weekday__gte", 1), ("weekday__lte", 7)),
                name="work_rule_weekday",
            ),
        ),
    ]
