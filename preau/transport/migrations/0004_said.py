"""What the row of a ride left to the network, which no family reads."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("transport", "0003_trips")]
    operations = [
        migrations.AddField(model_name="rideplace", name="said", field=models.JSONField(null=True)),
    ]
