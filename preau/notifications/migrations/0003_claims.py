"""When a worker claimed a mail, and whether the mail holds a code to erase."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("notifications", "0002_walls")]
    operations = [
        migrations.AddField("outboxmail", "claimed_at", models.DateTimeField(null=True)),
        migrations.AddField("outboxmail", "holds_code", models.BooleanField(default=False)),
    ]
