"""Rosters that others published: applied with the warnings one would expect, or clearly refused."""

import shutil
from pathlib import Path

import pytest

from preau.people.models import Enrolment, GuardianLink, Student
from tests.exchange.conftest import Run, rules
from tests.factories import as_owner

SETS = Path(__file__).resolve().parents[3] / "shared" / "data" / "oneroster"
pytestmark = pytest.mark.skipif(not SETS.is_dir(), reason="the published sets are not here")


def counts() -> tuple[int, int, int]:
    with as_owner():
        return (
            Student.objects.filter(ended_at=None).count(),
            GuardianLink.objects.filter(ended_at=None).count(),
            Enrolment.objects.filter(ended_at=None).count(),
        )


@pytest.mark.parametrize(
    ("name", "expected", "told"),
    [
        (
            "gospelnerd-generated-district-1.1",
            (248, 0, 1736),
            {"line_end", "year_span", "status_bulk", "modified_bulk", "no_number"},
        ),
        (
            "microsoft-sds-v2.1",
            (4, 3, 4),
            {"line_end", "boolean_case", "level", "file_not_read", "no_number"},
        ),
        (
            "longsight-gradebook-1.2",
            (0, 0, 0),
            {"no_manifest", "no_role", "file_not_read", "columns_missing", "result_stranger"},
        ),
    ],
)
def test_applied(run: Run, name: str, expected: tuple[int, int, int], told: set[str]) -> None:
    report = run(SETS / name, accept_removals=False)
    assert report.applied, report.messages
    assert counts() == expected
    assert told <= rules(report)
    again = run(SETS / name, accept_removals=False)
    assert again.changes == 0


def test_guardians_of_the_sds_dialect(run: Run) -> None:
    """Named in relationships.csv, without a row in roles.csv."""
    run(SETS / "microsoft-sds-v2.1")
    with as_owner():
        found = set(GuardianLink.objects.values_list("student__source_id", "email", "relationship"))
    assert found == {
        ("114001", "jean.craig@outlook.com", "guardian"),
        ("114003", "jean.craig@outlook.com", "relative"),
        ("114004", "bobsmithee@outlook.com", "guardian"),
    }


def test_ragged_rows_are_refused_until_mended(run: Run, tmp_path: Path) -> None:
    report = run(SETS / "edfi-lms-toolkit-1.1")
    assert report.refused
    errors = [(m.file, m.line, m.rule) for m in report.messages if m.severity == "error"]
    assert errors == [("users.csv", 10, "ragged"), ("users.csv", 11, "ragged")]
    assert counts() == (0, 0, 0)

    mended = tmp_path / "edfi"
    shutil.copytree(SETS / "edfi-lms-toolkit-1.1", mended)
    users = mended / "users.csv"
    users.chmod(0o600)
    users.write_text(users.read_text().replace("studentgps.org,,,,,,", "studentgps.org,,,,,"))
    report = run(mended)
    assert report.applied, report.messages
    assert counts() == (8, 0, 20)
    assert {"last_break", "no_number"} <= rules(report)
