from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0011_archives"),
    ]

    operations = [
        migrations.AddField(
            model_name="guardianlink",
            name="archive_closed_at",
            field=models.DateTimeField(null=True),
        ),
    ]
