"""References of a roster's rows are checked once a statement, keys are compared as bytes.

A foreign key is checked row by row: for a whole body, more than a million look-ups at the end of
an import. The triggers here ask the same question of all the rows of a statement at once, and one
more: that both ends are of one body. Keys of files have no alphabet, so they take the collation
"C", whatever the locale of the server. Numbers of the heavy tables are taken by the hundred.
"""

import django.db.models.deletion
from django.db import migrations, models

REFERENCES = (
    ("people_course", "school_id", "boards_school"),
    ("people_group", "school_id", "boards_school"),
    ("people_group", "course_id", "people_course"),
    ("people_group", "year_id", "boards_schoolyear"),
    ("people_student", "school_id", "boards_school"),
    ("people_student", "home_group_id", "people_group"),
    ("people_guardianlink", "student_id", "people_student"),
    ("people_guardianlink", "guardian_id", "people_guardian"),
    ("people_enrolment", "student_id", "people_student"),
    ("people_enrolment", "group_id", "people_group"),
    ("people_teachingassignment", "staff_id", "people_staffmember"),
    ("people_teachingassignment", "group_id", "people_group"),
)
HEAVY = ("people_student", "people_guardian", "people_guardianlink", "people_enrolment")

FUNCTIONS = """
CREATE FUNCTION preau_check_references() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE broken boolean;
BEGIN
  EXECUTE format('SELECT EXISTS (SELECT FROM written w WHERE w.%1$I IS NOT NULL AND NOT EXISTS'
    ' (SELECT FROM %2$I t WHERE t.id = w.%1$I AND t.board_id = w.board_id))',
    TG_ARGV[0], TG_ARGV[1]) INTO broken;
  IF broken THEN
    RAISE foreign_key_violation USING MESSAGE = TG_TABLE_NAME || '.' || TG_ARGV[0]
      || ' names no row of this body', TABLE = TG_TABLE_NAME, CONSTRAINT = TG_NAME;
  END IF;
  RETURN NULL;
END $$;
CREATE FUNCTION preau_check_referenced() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE broken boolean;
BEGIN
  EXECUTE format('SELECT EXISTS (SELECT FROM removed r JOIN %2$I t ON t.%1$I = r.id)',
    TG_ARGV[0], TG_ARGV[1]) INTO broken;
  IF broken THEN
    RAISE foreign_key_violation USING MESSAGE = TG_TABLE_NAME || ' is still named by '
      || TG_ARGV[1] || '.' || TG_ARGV[0], TABLE = TG_TABLE_NAME, CONSTRAINT = TG_NAME;
  END IF;
  RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION preau_check_references(), preau_check_referenced() FROM PUBLIC;
"""


def triggers(table: str, column: str, target: str) -> str:
    name = f"{table.removeprefix('people_')}_{column}"
    check = f"EXECUTE FUNCTION preau_check_references('{column}', '{target}')"
    return "".join(
        f"CREATE TRIGGER {name}_{verb.lower()} AFTER {verb} ON {table}"
        f" REFERENCING NEW TABLE AS written FOR EACH STATEMENT {check};"
        for verb in ("INSERT", "UPDATE")
    ) + (
        f"CREATE TRIGGER {name}_delete AFTER DELETE ON {target}"
        " REFERENCING OLD TABLE AS removed FOR EACH STATEMENT"
        f" EXECUTE FUNCTION preau_check_referenced('{column}', '{table}');"
    )


def key(length: int, **options: object) -> models.CharField:
    return models.CharField(db_collation="C", max_length=length, **options)


def link(to: str, related: str | None = None, **options: object) -> models.ForeignKey:
    options = {"on_delete": django.db.models.deletion.CASCADE, **options}
    return models.ForeignKey(to=to, db_constraint=False, related_name=related, **options)


OPTIONAL = {"on_delete": django.db.models.deletion.SET_NULL, "null": True}
FIELDS = (
    *(
        (name, "source_id", key(255))
        for name in (
            *("course", "enrolment", "group", "guardian"),
            *("staffmember", "student", "teachingassignment"),
        )
    ),
    ("student", "fiche", key(7, null=True)),
    ("student", "code_permanent", key(12, null=True)),
    ("guardianlink", "email", key(254, blank=True, default="")),
    ("course", "school", link("boards.school", null=True)),
    ("group", "school", link("boards.school")),
    ("group", "course", link("people.course", **OPTIONAL)),
    ("group", "year", link("boards.schoolyear", **OPTIONAL)),
    (
        "student",
        "school",
        link("boards.school", on_delete=django.db.models.deletion.PROTECT, null=True),
    ),
    ("student", "home_group", link("people.group", **OPTIONAL)),
    # The pair of a link is unique, pupil first: that index finds a pupil's links.
    ("guardianlink", "student", link("people.student", "links", db_index=False)),
    ("guardianlink", "guardian", link("people.guardian", "links")),
    ("enrolment", "student", link("people.student", "enrolments")),
    # Nothing looks for the pupils of a group.
    ("enrolment", "group", link("people.group", "enrolments", db_index=False)),
    ("teachingassignment", "staff", link("people.staffmember", "assignments")),
    ("teachingassignment", "group", link("people.group", "assignments")),
)


class Migration(migrations.Migration):
    dependencies = [("people", "0005_narrow_writes"), ("boards", "0001_tables")]
    operations = [
        *(
            migrations.AlterField(model_name=model, name=name, field=field)
            for model, name, field in FIELDS
        ),
        migrations.RunSQL(FUNCTIONS, migrations.RunSQL.noop),
        *(migrations.RunSQL(triggers(*parts), migrations.RunSQL.noop) for parts in REFERENCES),
        *(
            migrations.RunSQL(f"ALTER SEQUENCE {table}_id_seq CACHE 100", migrations.RunSQL.noop)
            for table in HEAVY
        ),
    ]
