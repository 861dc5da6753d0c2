"""Mails by the thousand leave at a set rate: one row says when the next one may."""

from django.db import migrations, models

PACE = """
CREATE TABLE notifications_pace (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  next_at timestamptz NOT NULL DEFAULT '-infinity'
);
INSERT INTO notifications_pace DEFAULT VALUES;
ALTER TABLE notifications_pace ENABLE ROW LEVEL SECURITY;
REVOKE ALL ON notifications_pace FROM preau_app, preau_family, preau_office, preau_jobs;
CREATE POLICY jobs_select ON notifications_pace FOR SELECT TO preau_jobs USING (one);
CREATE POLICY jobs_update ON notifications_pace FOR UPDATE TO preau_jobs USING (one);
GRANT SELECT, UPDATE ON notifications_pace TO preau_jobs;
"""


class Migration(migrations.Migration):
    dependencies = [("notifications", "0004_topics")]
    operations = [
        migrations.AddField(
            model_name="outboxmail",
            name="is_paced",
            field=models.BooleanField(default=False),
        ),
        migrations.AddIndex(
            model_name="outboxmail",
            index=models.Index(
                fields=["claimed_at"], name="outbox_paced", condition=models.Q(is_paced=True)
            ),
        ),
        migrations.RunSQL(PACE, "DROP TABLE notifications_pace"),
    ]
