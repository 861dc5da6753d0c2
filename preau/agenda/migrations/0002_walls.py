"""Row-level security of the agenda: through the pupils whose agenda no judgment takes away.

A timetable opens through a pupil's groups, an event through its body, school, level or group, a
feed to its own account. A calendar application has no account: one function tells which account a
live address is of and stamps its use, and what follows runs in that family's scope.
"""

from django.db import migrations

from preau.core import rls

FAMILY, JOBS = "preau_family", "preau_jobs"
OWN = f"board_id {rls.IS_BOARD}"
PUPIL = rls.in_students_with("agenda")

GROUPS = f"""(
  SELECT e.group_id FROM people_enrolment e
  WHERE e.student_id {PUPIL} AND e.ended_at IS NULL
  UNION ALL
  SELECT s.home_group_id FROM people_student s WHERE s.id {PUPIL} AND s.home_group_id IS NOT NULL
)"""
# Each pupil opens its body's events and its school's, of all levels and of its own.
EVENTS = f"""
(board_id, coalesce(school_id, 0), level) IN (
  SELECT s.board_id, place, grade FROM people_student s,
         unnest(ARRAY[0, s.school_id]) place, unnest(ARRAY['', s.level]) grade
  WHERE s.id {PUPIL})
AND (group_id IS NULL OR group_id IN {GROUPS})
"""
NEW_FEED = f"""
account_id {rls.IS_ACCOUNT} AND revoked_at IS NULL AND last_used_at IS NULL
AND (student_id IS NULL OR student_id {PUPIL})
"""

# An address is written once; its hash is never read back, and all that changes is its end.
FEED_COLUMNS = """
REVOKE SELECT, UPDATE ON agenda_calendarfeed FROM preau_family;
GRANT SELECT (id, account_id, student_id, language, created_at, last_used_at, revoked_at)
  ON agenda_calendarfeed TO preau_family;
GRANT UPDATE (revoked_at) ON agenda_calendarfeed TO preau_family;
"""

OPEN_FEED = """
CREATE FUNCTION preau_open_feed(wanted text) RETURNS TABLE (feed_id bigint, account_id bigint)
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  UPDATE agenda_calendarfeed f SET last_used_at = now()
  FROM accounts_account a
  WHERE f.token_hash = wanted AND f.revoked_at IS NULL AND a.id = f.account_id AND a.is_active
  RETURNING f.id, f.account_id
$$;
REVOKE ALL ON FUNCTION preau_open_feed(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION preau_open_feed(text) TO preau_app;
"""

TOUCH = """
CREATE TRIGGER event_touch BEFORE UPDATE ON agenda_event FOR EACH ROW
WHEN ((OLD.school_id, OLD.level, OLD.group_id, OLD.kind, OLD.title, OLD.description, OLD.location,
       OLD.starts_on, OLD.ends_on, OLD.starts_at, OLD.ends_at, OLD.is_cancelled)
      IS DISTINCT FROM
      (NEW.school_id, NEW.level, NEW.group_id, NEW.kind, NEW.title, NEW.description, NEW.location,
       NEW.starts_on, NEW.ends_on, NEW.starts_at, NEW.ends_at, NEW.is_cancelled))
EXECUTE FUNCTION preau_touch_shown();
"""

# That both ends are of one body: a foreign key alone does not say it.
SAME_BODY = "".join(
    f"CREATE TRIGGER {table}_{column}_{verb.lower()} AFTER {verb} ON agenda_{table}"
    f" REFERENCING NEW TABLE AS written FOR EACH STATEMENT"
    f" EXECUTE FUNCTION preau_check_references('{column}', '{target}');"
    for table, column, target in (
        ("timetableentry", "group_id", "people_group"),
        ("timetableentry", "staff_id", "people_staffmember"),
        ("event", "school_id", "boards_school"),
        ("event", "group_id", "people_group"),
    )
    for verb in ("INSERT", "UPDATE")
)


class Migration(migrations.Migration):
    dependencies = [
        ("agenda", "0001_tables"),
        ("boards", "0007_day_changes"),
        ("people", "0007_rights_and_age"),
    ]
    operations = [
        *rls.protect(
            "agenda_timetableentry",
            {(JOBS, "ALL"): OWN, (FAMILY, "SELECT"): f"group_id IN {GROUPS}"},
        ),
        *rls.protect("agenda_event", {(JOBS, "ALL"): OWN, (FAMILY, "SELECT"): EVENTS}),
        *rls.protect(
            "agenda_calendarfeed",
            {
                (FAMILY, "SELECT"): f"account_id {rls.IS_ACCOUNT}",
                (FAMILY, "INSERT"): NEW_FEED,
                (FAMILY, "UPDATE"): f"account_id {rls.IS_ACCOUNT}",
            },
        ),
        *(
            migrations.RunSQL(sql, migrations.RunSQL.noop)
            for sql in (FEED_COLUMNS, OPEN_FEED, TOUCH, SAME_BODY)
        ),
    ]
