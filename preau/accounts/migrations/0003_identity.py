from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_hashes")]
    operations = [
        migrations.AlterField(
            model_name="addressproof",
            name="purpose",
            field=models.CharField(
                choices=[
                    ("sign_up", "Sign Up"),
                    ("reset", "Reset"),
                    ("add_address", "Add Address"),
                    ("identity", "Identity"),
                ],
                max_length=12,
            ),
        ),
        migrations.AddConstraint(
            model_name="addressproof",
            constraint=models.CheckConstraint(
                condition=Q(account__isnull=False) | ~Q(purpose="identity"),
                name="proof_identity_has_account",
            ),
        ),
    ]
