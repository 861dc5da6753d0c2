"""Roles of the application, default privileges, and the functions that read the scope."""

from django.db import migrations

ROLES = """
DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['preau_app', 'preau_family', 'preau_office', 'preau_jobs'] LOOP
    BEGIN
      IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) THEN
        EXECUTE format('CREATE ROLE %I NOSUPERUSER NOBYPASSRLS NOINHERIT NOCREATEDB', name);
      END IF;
    EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
    END;
  END LOOP;
  FOREACH name IN ARRAY ARRAY['preau_family', 'preau_office', 'preau_jobs'] LOOP
    IF NOT pg_has_role('preau_app', name, 'MEMBER') THEN
      EXECUTE format('GRANT %I TO preau_app', name);
    END IF;
  END LOOP;
END $$;
"""

PRIVILEGES = """
GRANT USAGE ON SCHEMA public TO preau_app, preau_family, preau_office, preau_jobs;
GRANT SELECT ON django_migrations TO preau_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA public
  GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO preau_app, preau_family, preau_office, preau_jobs;
ALTER DEFAULT PRIVILEGES IN SCHEMA public
  GRANT USAGE, SELECT ON SEQUENCES TO preau_app, preau_family, preau_office, preau_jobs;
"""

SCOPE = """
CREATE FUNCTION preau_account() RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE AS
  $$ SELECT nullif(current_setting('preau.account', true), '')::bigint $$;
CREATE FUNCTION preau_board() RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE AS
  $$ SELECT nullif(current_setting('preau.board', true), '')::bigint $$;
CREATE FUNCTION preau_students() RETURNS bigint[] LANGUAGE sql STABLE PARALLEL SAFE AS
  $$ SELECT coalesce(nullif(current_setting('preau.students', true), ''), '{}')::bigint[] $$;
CREATE FUNCTION preau_links() RETURNS bigint[] LANGUAGE sql STABLE PARALLEL SAFE AS
  $$ SELECT coalesce(nullif(current_setting('preau.links', true), ''), '{}')::bigint[] $$;
CREATE FUNCTION preau_denied() RETURNS text[] LANGUAGE sql STABLE PARALLEL SAFE AS
  $$ SELECT coalesce(nullif(current_setting('preau.denied', true), ''), '{}')::text[] $$;
"""

FOLD = r"""
CREATE FUNCTION preau_fold(value text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$
  SELECT btrim(regexp_replace(
    lower(regexp_replace(
      normalize(replace(replace(replace(replace(value, 'œ', 'oe'), 'Œ', 'oe'), 'æ', 'ae'), 'Æ', 'ae'), NFD),
      U&'[\0300-\036F]', '', 'g')),
    '[^[:alnum:]]+', ' ', 'g'))
$$;
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    run_before = [
        ("contenttypes", "0001_initial"),
        ("sessions", "0001_initial"),
        ("procrastinate", "0001_initial"),
    ]
    operations = [
        migrations.RunSQL(ROLES, migrations.RunSQL.noop),
        migrations.RunSQL(PRIVILEGES, migrations.RunSQL.noop),
        migrations.RunSQL(SCOPE, migrations.RunSQL.noop),
        migrations.RunSQL(FOLD, migrations.RunSQL.noop),
    ]
