"""Remember who names whom in the file, so that a delta of one side keeps what the other says."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0002_walls")]
    operations = [
        migrations.AddField(
            model_name="guardianlink",
            name="named_by",
            field=models.PositiveSmallIntegerField(db_default=1),
        ),
    ]
