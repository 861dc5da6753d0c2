"""The 72 public school bodies of Québec, from bodies.csv; none subscribes until it imports."""

import csv
from pathlib import Path

from django.db import migrations

BODIES = Path(__file__).resolve().parents[1] / "bodies.csv"


def add_bodies(apps, schema_editor):
    board = apps.get_model("boards", "Board")
    with BODIES.open(encoding="utf-8", newline="") as lines:
        rows = [board(**row) for row in csv.DictReader(lines)]
    board.objects.using(schema_editor.connection.alias).bulk_create(rows, ignore_conflicts=True)


class Migration(migrations.Migration):
    dependencies = [("boards", "0002_walls")]
    operations = [migrations.RunPython(add_bodies, migrations.RunPython.noop)]
