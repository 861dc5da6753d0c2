"""Rows of a roster without a foreign key and an index on their body alone.

Row-level security keeps the body true and (board, source_id) finds it; what went was a tenth of
the time of a whole body's import.
"""

import django.db.models.deletion
from django.db import migrations, models

MODELS = (
    *("course", "enrolment", "group", "guardian"),
    *("staffmember", "student", "teachingassignment"),
)


class Migration(migrations.Migration):
    dependencies = [("people", "0003_link_names"), ("boards", "0001_tables")]
    operations = [
        migrations.AlterField(
            model_name=name,
            name="board",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                to="boards.board",
            ),
        )
        for name in MODELS
    ] + [
        # Guardianships are counted by body: their index stays.
        migrations.AlterField(
            model_name="guardianlink",
            name="board",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.CASCADE,
                to="boards.board",
            ),
        )
    ]
