"""What still awaits a motive is found by its deadline."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("attendance", "0002_walls")]
    operations = [
        migrations.AddIndex(
            model_name="attendanceevent",
            index=models.Index(
                fields=["board", "justify_by"],
                name="event_open",
                condition=models.Q(state__in=["to_justify", "refused"]),
            ),
        ),
    ]
