from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0003_walls"),
    ]

    operations = [
        migrations.AlterField(
            model_name="journalentry",
            name="act",
            field=models.CharField(
                choices=[
                    ("account.created", "Account Created"),
                    ("account.password_changed", "Password Changed"),
                    ("account.address_added", "Address Added"),
                    ("account.address_removed", "Address Removed"),
                    ("account.signed_in", "Signed In"),
                    ("account.signed_out", "Signed Out"),
                    ("account.sign_in_refused", "Sign In Refused"),
                    ("account.sign_in_paused", "Sign In Paused"),
                    ("child.confirmed", "Child Confirmed"),
                    ("child.refused", "Child Refused"),
                    ("child.alert", "Child Alert"),
                    ("child.disowned", "Child Disowned"),
                    ("child.missing_reported", "Child Missing"),
                    ("home.seen", "Home Seen"),
                    ("file.seen", "File Seen"),
                    ("file.code_permanent_seen", "Code Seen"),
                    ("access.refused", "Access Refused"),
                    ("roster.imported", "Roster Imported"),
                ],
                max_length=40,
            ),
        ),
    ]
