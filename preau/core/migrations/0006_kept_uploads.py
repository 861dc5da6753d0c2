"""What a parent uploaded in a form that came back: the account sees its own, and nobody else any."""

from django.db import migrations, models

from preau.core import rls

OWN = f"account_id {rls.IS_ACCOUNT}"


class Migration(migrations.Migration):
    dependencies = [("core", "0005_own_journal")]

    operations = [
        migrations.CreateModel(
            name="KeptUpload",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=40, unique=True)),
                ("name", models.CharField(max_length=150)),
                ("media_type", models.CharField(max_length=80)),
                ("size", models.PositiveIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                ("stored_at", models.DateTimeField()),
                ("account_id", models.BigIntegerField()),
                ("token", models.CharField(max_length=40, unique=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["account_id"], name="kept_account"),
                    models.Index(fields=["stored_at"], name="kept_since"),
                ],
            },
        ),
        *rls.protect(
            "core_keptupload",
            {
                ("preau_family", "SELECT"): OWN,
                ("preau_family", "INSERT"): OWN,
                ("preau_family", "DELETE"): OWN,
                ("preau_jobs", "SELECT"): "true",
                ("preau_jobs", "DELETE"): "true",
            },
        ),
        rls.tells_keys("core_keptupload"),
    ]
