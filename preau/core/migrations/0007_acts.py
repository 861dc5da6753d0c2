"""The acts of daily life, by name."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0006_kept_uploads"),
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
                    ("account.identity_proved", "Identity Proved"),
                    ("account.identity_refused", "Identity Refused"),
                    ("account.identity_paused", "Identity Paused"),
                    ("account.identity_code_sent", "Identity Code Sent"),
                    ("child.confirmed", "Child Confirmed"),
                    ("child.refused", "Child Refused"),
                    ("child.alert", "Child Alert"),
                    ("child.disowned", "Child Disowned"),
                    ("child.missing_reported", "Child Missing"),
                    ("home.seen", "Home Seen"),
                    ("file.seen", "File Seen"),
                    ("file.code_permanent_seen", "Code Seen"),
                    ("access.refused", "Access Refused"),
                    ("messages.seen", "Messages Seen"),
                    ("message.opened", "Message Opened"),
                    ("message.confirmed", "Message Confirmed"),
                    ("message.replied", "Message Replied"),
                    ("message.published", "Message Published"),
                    ("message.withdrawn", "Message Withdrawn"),
                    ("agenda.seen", "Agenda Seen"),
                    ("agenda.feed_created", "Feed Created"),
                    ("agenda.feed_revoked", "Feed Revoked"),
                    ("agenda.school_closed", "School Closed"),
                    ("homework.seen", "Homework Seen"),
                    ("homework.ticked", "Homework Ticked"),
                    ("attendance.seen", "Attendance Seen"),
                    ("attendance.justified", "Absence Justified"),
                    ("attendance.declared", "Absence Declared"),
                    ("attendance.withdrawn", "Absence Withdrawn"),
                    ("attendance.decided", "Absence Decided"),
                    ("file.downloaded", "Downloaded"),
                    ("roster.imported", "Roster Imported"),
                ],
                max_length=40,
            ),
        ),
    ]
