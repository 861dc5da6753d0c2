"""The network of a body, the rides of its pupils, their changes, and notices of delay."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("boards", "0008_papers_switches"),
        ("people", "0008_kept_plans"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Circuit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("source_id", models.CharField(db_collation="C", max_length=255)),
                ("source_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("name", models.CharField(max_length=60)),
                (
                    "vehicle",
                    models.CharField(
                        choices=[
                            ("bus", "Autobus scolaire"),
                            ("minibus", "Minibus"),
                            ("taxi", "Berline ou taxi"),
                            ("adapted", "Transport adapté"),
                            ("public", "Transport public, avec laissez-passer"),
                        ],
                        default="bus",
                        max_length=8,
                    ),
                ),
                ("carrier", models.CharField(blank=True, default="", max_length=120)),
                ("phone", models.CharField(blank=True, default="", max_length=40)),
                (
                    "board",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        to="boards.board",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="BusNotice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("on", models.DateField()),
                (
                    "direction",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("morning", "Matin"),
                            ("midday_home", "Midi, vers la maison"),
                            ("midday_school", "Midi, vers l’école"),
                            ("evening", "Soir"),
                        ],
                        db_default="",
                        default="",
                        max_length=13,
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("delay", "Retard"), ("cancel", "Annulation")], max_length=6
                    ),
                ),
                ("minutes", models.PositiveSmallIntegerField(null=True)),
                (
                    "cause",
                    models.CharField(
                        choices=[
                            ("weather", "météo"),
                            ("traffic", "circulation"),
                            ("breakdown", "bris mécanique"),
                            ("road", "route fermée ou travaux"),
                            ("staff", "absence d’une conductrice ou d’un conducteur"),
                            ("other", "autre raison"),
                        ],
                        max_length=9,
                    ),
                ),
                ("note", models.CharField(blank=True, default="", max_length=160)),
                ("author", models.CharField(blank=True, default="", max_length=120)),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("published_at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(null=True)),
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
        migrations.CreateModel(
            name="Ride",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("source_id", models.CharField(db_collation="C", max_length=255)),
                ("source_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "direction",
                    models.CharField(
                        choices=[
                            ("morning", "Matin"),
                            ("midday_home", "Midi, vers la maison"),
                            ("midday_school", "Midi, vers l’école"),
                            ("evening", "Soir"),
                        ],
                        max_length=13,
                    ),
                ),
                (
                    "weekdays",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.PositiveSmallIntegerField(), size=None
                    ),
                ),
                ("starts_on", models.DateField(null=True)),
                ("ends_on", models.DateField(null=True)),
                ("week_of", models.DateField(null=True)),
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
                ("is_confirmed", models.BooleanField()),
                ("adult_awaited", models.BooleanField(null=True)),
                (
                    "board",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        to="boards.board",
                    ),
                ),
                (
                    "student",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        to="people.student",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="RideChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "guardians",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), size=None
                    ),
                ),
                (
                    "direction",
                    models.CharField(
                        choices=[
                            ("morning", "Matin"),
                            ("midday_home", "Midi, vers la maison"),
                            ("midday_school", "Midi, vers l’école"),
                            ("evening", "Soir"),
                        ],
                        max_length=13,
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("added", "Added"), ("changed", "Changed"), ("ended", "Ended")],
                        max_length=8,
                    ),
                ),
                ("before", models.JSONField(null=True)),
                ("after", models.JSONField(null=True)),
                ("takes_on", models.DateField()),
                ("is_told", models.BooleanField()),
                ("at", models.DateTimeField()),
                (
                    "board",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        to="boards.board",
                    ),
                ),
                (
                    "student",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        to="people.student",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Stop",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("source_id", models.CharField(db_collation="C", max_length=255)),
                ("source_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("name", models.CharField(max_length=120)),
                ("place", models.CharField(blank=True, default="", max_length=255)),
                (
                    "board",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        to="boards.board",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="RidePlace",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "guardians",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), size=None
                    ),
                ),
                ("leaves_at", models.TimeField(null=True)),
                (
                    "vehicle",
                    models.CharField(
                        choices=[
                            ("bus", "Autobus scolaire"),
                            ("minibus", "Minibus"),
                            ("taxi", "Berline ou taxi"),
                            ("adapted", "Transport adapté"),
                            ("public", "Transport public, avec laissez-passer"),
                        ],
                        max_length=8,
                    ),
                ),
                ("note", models.CharField(blank=True, default="", max_length=255)),
                (
                    "board",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        to="boards.board",
                    ),
                ),
                (
                    "circuit",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="transport.circuit",
                    ),
                ),
                (
                    "ride",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="place",
                        to="transport.ride",
                    ),
                ),
                (
                    "student",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        to="people.student",
                    ),
                ),
                (
                    "stop",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, to="transport.stop"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Passage",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("trip", models.CharField(db_collation="C", max_length=255)),
                ("rank", models.PositiveIntegerField()),
                ("minutes", models.PositiveSmallIntegerField()),
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
                (
                    "stop",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, to="transport.stop"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="TransportAsOf",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "board",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, to="boards.board"
                    ),
                ),
                (
                    "school",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, to="boards.school"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ChangeSeen",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("change_id", models.BigIntegerField()),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "board",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, to="boards.board"
                    ),
                ),
                (
                    "student",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, to="people.student"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("account", "student"), name="ride_change_seen_once"
                    )
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="circuit",
            constraint=models.UniqueConstraint(
                fields=("board", "source_id"), name="circuit_source"
            ),
        ),
        migrations.AddConstraint(
            model_name="busnotice",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_at__gt", models.F("starts_at"))), name="bus_notice_order"
            ),
        ),
        migrations.AddConstraint(
            model_name="busnotice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "delay"), ("minutes__gt", 0)),
                    models.Q(("kind", "cancel"), ("minutes", None)),
                    _connector="OR",
                ),
                name="bus_notice_minutes",
            ),
        ),
        migrations.AddConstraint(
            model_name="busnotice",
            constraint=models.UniqueConstraint(
                condition=models.Q(("withdrawn_at", None)),
                fields=("circuit", "on", "direction"),
                name="bus_notice_once",
            ),
        ),
        migrations.AddIndex(
            model_name="ride",
            index=models.Index(
                condition=models.Q(("ended_at", None)), fields=["student"], name="ride_student"
            ),
        ),
        migrations.AddConstraint(
            model_name="ride",
            constraint=models.UniqueConstraint(fields=("board", "source_id"), name="ride_source"),
        ),
        migrations.AddConstraint(
            model_name="ride",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("starts_on", None),
                    ("ends_on", None),
                    ("ends_on__gt", models.F("starts_on")),
                    _connector="OR",
                ),
                name="ride_order",
            ),
        ),
        migrations.AddConstraint(
            model_name="ride",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("weekdays__contained_by", [1, 2, 3, 4, 5, 6, 7]),
                    models.Q(("dates", []), ("weekdays", []), _negated=True),
                ),
                name="ride_days",
            ),
        ),
        migrations.AddIndex(
            model_name="ridechange",
            index=models.Index(fields=["student", "at"], name="ride_change_of"),
        ),
        migrations.AddConstraint(
            model_name="ridechange",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("after__isnull", False), ("before__isnull", True), ("kind", "added")),
                    models.Q(
                        ("after__isnull", False), ("before__isnull", False), ("kind", "changed")
                    ),
                    models.Q(("after__isnull", True), ("before__isnull", False), ("kind", "ended")),
                    _connector="OR",
                ),
                name="ride_change_sides",
            ),
        ),
        migrations.AddConstraint(
            model_name="stop",
            constraint=models.UniqueConstraint(fields=("board", "source_id"), name="stop_source"),
        ),
        migrations.AddConstraint(
            model_name="rideplace",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("vehicle__in", ["bus", "minibus"]), _negated=True),
                    models.Q(("circuit", None), _negated=True),
                    _connector="OR",
                ),
                name="ride_circuit",
            ),
        ),
        migrations.AddIndex(
            model_name="passage",
            index=models.Index(fields=["circuit", "stop"], name="passage_at"),
        ),
        migrations.AddConstraint(
            model_name="passage",
            constraint=models.UniqueConstraint(
                fields=("board", "trip", "rank"), name="passage_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="passage",
            constraint=models.CheckConstraint(
                condition=models.Q(("minutes__lt", 2880)), name="passage_minutes"
            ),
        ),
    ]
