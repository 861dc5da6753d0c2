"""How often a date changed, and when: what a calendar application compares."""

import django.db.models.functions.datetime
from django.db import migrations, models

TOUCH = """
CREATE FUNCTION preau_touch_shown() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.sequence := OLD.sequence + 1;
  NEW.changed_at := now();
  RETURN NEW;
END $$;
CREATE TRIGGER schoolday_touch BEFORE UPDATE ON boards_schoolday FOR EACH ROW
WHEN ((OLD.kind, OLD.cycle_day, OLD.has_daycare, OLD.note)
      IS DISTINCT FROM (NEW.kind, NEW.cycle_day, NEW.has_daycare, NEW.note))
EXECUTE FUNCTION preau_touch_shown();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("boards", "0006_planned_days"),
    ]

    operations = [
        migrations.AddField(
            model_name="schoolday",
            name="changed_at",
            field=models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
        ),
        migrations.AddField(
            model_name="schoolday",
            name="sequence",
            field=models.PositiveIntegerField(db_default=0, default=0),
        ),
        migrations.RunSQL(TOUCH, migrations.RunSQL.noop),
    ]
