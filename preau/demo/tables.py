"""A table of the demonstration's packages, as a school's own export writes it."""

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path

Row = Sequence[object]
# What begins each row of a table that may come as a delta.
VERSIONED = "sourcedId status dateLastModified"


def write_table(path: Path, header: Sequence[str], rows: Iterable[Row]) -> None:
    """CSV in UTF-8, its folder made when it is not there."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text.getvalue(), encoding="utf-8", newline="\n")
