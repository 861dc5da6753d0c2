"""What a mail is about, so that all those of a message withdrawn are found; and by which right."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("notifications", "0003_claims")]
    operations = [
        migrations.AddField(
            "outboxmail", "topic", models.CharField(max_length=60, blank=True, default="")
        ),
        migrations.AddField(
            "outboxmail", "right", models.CharField(max_length=12, blank=True, default="")
        ),
        migrations.AddIndex(
            "outboxmail",
            models.Index(fields=["topic"], name="outbox_topic", condition=~models.Q(topic="")),
        ),
    ]
