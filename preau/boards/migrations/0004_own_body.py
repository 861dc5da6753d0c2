"""Everybody reads what bodies publish; a job writes the rows of its own body only.

A body is made in the scope of the system, which has no body of its own.
"""

from django.db import migrations

from preau.core import rls

APP, FAMILY, OFFICE, JOBS = "preau_app", "preau_family", "preau_office", "preau_jobs"
OF_A_BODY = ("school", "schoolcontact", "schoolyear", "term", "switch")
READ_BY_ALL = {(role, "SELECT"): "true" for role in (APP, FAMILY, OFFICE, JOBS)}
OWN = f"board_id {rls.IS_BOARD}"


class Migration(migrations.Migration):
    dependencies = [("boards", "0003_bodies"), ("core", "0003_walls")]
    operations = [
        *(
            operation
            for table in OF_A_BODY
            for operation in rls.protect(
                f"boards_{table}",
                READ_BY_ALL
                | {
                    (JOBS, "INSERT"): OWN,
                    (JOBS, "UPDATE"): OWN,
                    (JOBS, "DELETE"): OWN,
                },
            )
        ),
        *rls.protect(
            "boards_board",
            READ_BY_ALL
            | {
                (JOBS, "INSERT"): "(SELECT preau_board()) IS NULL",
                (JOBS, "UPDATE"): f"id {rls.IS_BOARD}",
            },
        ),
    ]
