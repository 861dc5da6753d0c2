"""The calendar of dates and the bells of each school: published, written by its body's jobs only."""

import django.db.models.deletion
from django.db import migrations, models

from preau.core import rls

APP, FAMILY, OFFICE, JOBS = "preau_app", "preau_family", "preau_office", "preau_jobs"
OWN = f"board_id {rls.IS_BOARD}"
WALLS = {
    **{(role, "SELECT"): "true" for role in (APP, FAMILY, OFFICE, JOBS)},
    **{(JOBS, verb): OWN for verb in ("INSERT", "UPDATE", "DELETE")},
}


class Migration(migrations.Migration):
    dependencies = [
        ("boards", "0004_own_body"),
    ]

    operations = [
        migrations.AlterField(
            model_name="switch",
            name="key",
            field=models.CharField(
                choices=[
                    ("tile.messages", "Messages de l’école"),
                    ("tile.agenda", "Agenda"),
                    ("tile.homework", "Devoirs et leçons"),
                    ("tile.attendance", "Absences et retards"),
                    ("tile.file", "Dossier"),
                    ("tile.contact", "Nous joindre"),
                    ("rule.show_teachers", "Afficher les matières et les enseignants"),
                    ("rule.show_averages", "Afficher les moyennes de groupe"),
                    ("rule.preferred_name", "Accepter le prénom usuel à la confirmation"),
                    ("rule.show_rooms", "Afficher les locaux à l’horaire"),
                    ("rule.replies", "Recevoir les réponses des parents aux messages"),
                    ("rule.closure_shifts", "Reporter le jour du cycle après une fermeture"),
                    ("rule.share_ticks", "Voir les devoirs que la famille coche"),
                    ("rule.show_other_reason", "Montrer à l’autre parent le motif transmis"),
                ],
                max_length=40,
            ),
        ),
        migrations.CreateModel(
            name="BellPeriod",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("level", models.CharField(blank=True, default="", max_length=40)),
                ("on", models.DateField(null=True)),
                ("number", models.PositiveSmallIntegerField()),
                ("title", models.CharField(blank=True, default="", max_length=60)),
                ("starts_at", models.TimeField()),
                ("ends_at", models.TimeField()),
                (
                    "board",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, to="boards.board"
                    ),
                ),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="bells",
                        to="boards.school",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("school", "level", "on", "number"),
                        name="bell_once",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("starts_at"))),
                        name="bell_order",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SchoolDay",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("on", models.DateField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("class", "Jour de classe"),
                            ("pedagogical", "Journée pédagogique"),
                            ("break", "Congé"),
                            ("holiday", "Jour férié"),
                            ("closure", "Fermeture"),
                        ],
                        max_length=12,
                    ),
                ),
                ("cycle_day", models.PositiveSmallIntegerField(null=True)),
                ("has_daycare", models.BooleanField(null=True)),
                ("note", models.CharField(blank=True, default="", max_length=255)),
                ("is_decided_here", models.BooleanField(db_default=False, default=False)),
                ("source_at", models.DateTimeField(null=True)),
                (
                    "board",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, to="boards.board"
                    ),
                ),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="days",
                        to="boards.school",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("school", "on"), name="school_day_once"),
                    models.CheckConstraint(
                        condition=models.Q(("kind", "class"), ("cycle_day", None), _connector="OR"),
                        name="school_day_cycle",
                    ),
                ],
            },
        ),
        *rls.protect("boards_schoolday", WALLS),
        *rls.protect("boards_bellperiod", WALLS),
        rls.read_only("boards_schoolday", APP, FAMILY, OFFICE),
        rls.read_only("boards_bellperiod", APP, FAMILY, OFFICE),
    ]
