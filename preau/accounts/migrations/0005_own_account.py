"""In a scope, an account is read by its owner and written by nobody: no password, no address.

Signing in, signing up and the account's own pages run before any scope. What a family or an office
may do to what is not behind row-level security is what its pages need: add a job, count an attempt.
"""

from django.db import migrations

from preau.core import rls

APP, FAMILY, JOBS = "preau_app", "preau_family", "preau_jobs"
IN_A_SCOPE = "preau_family, preau_office, preau_jobs"
BY_A_PERSON = "preau_family, preau_office"

GRANTS = f"""
ALTER TABLE accounts_account ENABLE ROW LEVEL SECURITY;
REVOKE INSERT, UPDATE, DELETE ON accounts_account FROM {IN_A_SCOPE};
CREATE POLICY app_all ON accounts_account TO preau_app USING (true) WITH CHECK (true);
CREATE POLICY family_select ON accounts_account FOR SELECT TO preau_family
  USING (id {rls.IS_ACCOUNT});
CREATE POLICY jobs_select ON accounts_account FOR SELECT TO preau_jobs USING (true);
REVOKE ALL ON account_emailconfirmation, auth_group, auth_group_permissions, auth_permission
  FROM {IN_A_SCOPE};
REVOKE INSERT, UPDATE, DELETE ON django_content_type FROM {IN_A_SCOPE};
REVOKE ALL ON accounts_addressproof FROM {BY_A_PERSON};
REVOKE INSERT, UPDATE ON accounts_addressproof FROM preau_jobs;
REVOKE UPDATE, DELETE ON core_attempt FROM {BY_A_PERSON};
REVOKE UPDATE, DELETE ON procrastinate_jobs, procrastinate_events, procrastinate_periodic_defers,
  procrastinate_workers FROM {BY_A_PERSON};
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_words_after_proof"),
        ("account", "0009_emailaddress_unique_primary_email"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("core", "0006_kept_uploads"),
        ("procrastinate", "0041_post_retry_failed_job"),
    ]
    operations = [
        *rls.protect(
            "account_emailaddress",
            {
                (APP, "ALL"): "true",
                (FAMILY, "SELECT"): f"user_id {rls.IS_ACCOUNT}",
                (JOBS, "SELECT"): "true",
            },
        ),
        migrations.RunSQL(GRANTS, migrations.RunSQL.noop),
    ]
