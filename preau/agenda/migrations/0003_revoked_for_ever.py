"""An address that was revoked stays so: a family ends a live feed, and does nothing else to one."""

from django.db import migrations

from preau.core import rls

SQL = f"""
ALTER POLICY family_update ON agenda_calendarfeed
  USING (account_id {rls.IS_ACCOUNT} AND revoked_at IS NULL)
  WITH CHECK (account_id {rls.IS_ACCOUNT} AND revoked_at IS NOT NULL)
"""


class Migration(migrations.Migration):
    dependencies = [("agenda", "0002_walls")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
