"""What the calendar said of a date that a closure changed, so that reopening gives it back."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("boards", "0005_calendar"),
    ]

    operations = [
        migrations.AddField(
            model_name="schoolday",
            name="shifts_cycle",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name="schoolday",
            name="planned_kind",
            field=models.CharField(
                blank=True,
                choices=[
                    ("class", "Jour de classe"),
                    ("pedagogical", "Journée pédagogique"),
                    ("break", "Congé"),
                    ("holiday", "Jour férié"),
                    ("closure", "Fermeture"),
                ],
                db_default="",
                default="",
                max_length=12,
            ),
        ),
        migrations.AddField(
            model_name="schoolday",
            name="planned_cycle_day",
            field=models.PositiveSmallIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="schoolday",
            name="planned_note",
            field=models.CharField(blank=True, db_default="", default="", max_length=255),
        ),
    ]
