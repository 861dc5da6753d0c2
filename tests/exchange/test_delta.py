"""Deltas: what they change, what they leave, and what is too old to be believed."""

import pytest

from preau.exchange.report import Diff
from preau.people.models import Enrolment, GuardianLink, Student
from tests.exchange.conftest import Run, rules
from tests.exchange.packages import PackageFiles, enrolment, person
from tests.exchange.test_links import in_version_12, links, role
from tests.factories import as_owner

LATER, OLD = "2026-10-01T12:00:00Z", "2026-08-01T12:00:00Z"


def delta(roster: PackageFiles, *files: str) -> PackageFiles:
    return roster.copy().only(*files)


def keep(package: PackageFiles, file: str, *sids: str) -> PackageFiles:
    package.tables[file] = [r for r in package.tables[file] if r["sourcedId"] in sids]
    return package


def test_changes_only_the_rows_it_names(run: Run, roster: PackageFiles) -> None:
    run(roster)
    change = keep(delta(roster, "users"), "users", "leo").change("users", "leo", grades="05")
    report = run(change.stamped(LATER))
    assert report.applied, report.messages
    assert report.tables["students"] == Diff(0, 1, 0)
    with as_owner():
        assert Student.objects.filter(ended_at=None).count() == 3
        assert Student.objects.get(source_id="leo").level == "05"
    assert len(links()) == 5
    assert run(change).changes == 0


def test_one_side_of_a_link_keeps_what_the_other_says(run: Run, roster: PackageFiles) -> None:
    run(roster)
    change = keep(delta(roster, "users"), "users", "leo")
    run(change.change("users", "leo", agentSourcedIds="").stamped(LATER))
    assert {link[:2] for link in links()} == {
        ("zoe", "claire"), ("leo", "marc"), ("zoe", "marc"), ("noe", "marc"),
    }  # fmt: skip


def test_a_new_guardian_may_be_one_held(run: Run, roster: PackageFiles) -> None:
    run(roster)
    change = keep(delta(roster, "users"), "users", "noe")
    report = run(change.change("users", "noe", agentSourcedIds="claire").stamped(LATER))
    assert report.tables["links"] == Diff(1, 0, 0)
    assert ("noe", "claire", "claire@example.org") in links()


def test_tobedeleted_ends_the_row(run: Run, roster: PackageFiles) -> None:
    run(roster)
    change = keep(delta(roster, "users"), "users", "claire").stamped(LATER, "tobedeleted")
    report = run(change)
    assert report.tables["guardians"] == Diff(0, 0, 1)
    assert report.links_lost == 2
    back = keep(delta(roster, "users"), "users", "claire").stamped("2026-10-02T12:00:00Z")
    assert run(back).tables["links"] == Diff(0, 2, 0)


@pytest.mark.parametrize(
    ("column", "rule"),
    [("status", "status_missing"), ("dateLastModified", "modified_missing")],
)
def test_a_delta_needs_status_and_date(
    run: Run, roster: PackageFiles, column: str, rule: str
) -> None:
    run(roster)
    change = keep(delta(roster, "users"), "users", "leo").stamped(LATER)
    report = run(change.change("users", "leo", **{column: ""}))
    assert report.refused
    assert rules(report) == {rule}


def test_bulk_and_delta_in_one_package(run: Run, roster: PackageFiles) -> None:
    """Users by delta, enrolments whole: references reach what is held."""
    run(roster)
    mixed = keep(delta(roster, "users", "enrollments"), "users", "leo")
    mixed.change("users", "leo", status="active", dateLastModified=LATER, grades="06")
    assert mixed.modes is not None
    mixed.modes["enrollments"] = "bulk"
    mixed.remove("enrollments", "e2")
    report = run(mixed)
    assert report.applied, report.messages
    assert report.tables["students"] == Diff(0, 1, 0)
    assert report.tables["enrolments"] == Diff(0, 0, 1)


def test_a_reference_held_by_nobody_is_refused(run: Run, roster: PackageFiles) -> None:
    run(roster)
    change = delta(roster, "enrollments")
    change.tables["enrollments"] = [enrolment("e8", "401", "inconnu")]
    report = run(change.stamped(LATER))
    assert rules(report) == {"unresolved"}


def test_an_enrolment_that_moves(run: Run, roster: PackageFiles) -> None:
    run(roster)
    change = keep(delta(roster, "enrollments"), "enrollments", "e2", "e3")
    change.change("enrollments", "e2", userSourcedId="noe").change(
        "enrollments", "e3", status="tobedeleted"
    )
    report = run(change.stamped(LATER))
    assert report.tables["enrolments"] == Diff(0, 1, 1)
    with as_owner():
        assert Enrolment.objects.get(source_id="e2").student.source_id == "noe"


def test_numbers_that_change_hands(run: Run, roster: PackageFiles) -> None:
    """Two pupils whose fiches a school had swapped, and a number already taken."""
    run(roster)
    change = keep(delta(roster, "users"), "users", "leo", "zoe")
    change.change("users", "leo", userIds="{fiche:1235}")
    change.change("users", "zoe", userIds="{fiche:1234}")
    assert run(change.stamped(LATER)).applied
    with as_owner():
        assert Student.objects.get(source_id="leo").fiche == "1235"
        assert Student.objects.get(source_id="zoe").fiche == "1234"
    taken = keep(delta(roster, "users"), "users", "leo").change(
        "users", "leo", userIds="{fiche:1236}"
    )
    assert rules(run(taken.stamped("2026-10-03T12:00:00Z"))) == {"held_fiche"}


def test_the_manifest_alone_changes_nothing(run: Run, roster: PackageFiles) -> None:
    run(roster)
    report = run(PackageFiles({}, {"users": "absent"}))
    assert report.applied
    assert report.changes == 0
    assert len(links()) == 5


def test_roles_of_version_1_2_by_delta(run: Run, roster: PackageFiles) -> None:
    """The roles given for a user replace those held."""
    whole = in_version_12(roster)
    run(whole)
    change = whole.copy()
    change.tables["roles"] = [role("marc", "aide")]
    change.only("roles").stamped(LATER)
    change.version = "1.2"
    report = run(change)
    assert report.applied, report.messages
    assert {link[1] for link in links()} == {"claire"}
    with as_owner():
        ended = GuardianLink.objects.exclude(ended_at=None).count()
    assert ended == 3


def test_a_new_pupil_by_delta(run: Run, roster: PackageFiles) -> None:
    run(roster)
    change = delta(roster, "users", "enrollments")
    change.tables["users"] = [
        person("mia", "student", "Mia", "Côté", userIds="{fiche:9}", agentSourcedIds="claire")
    ]
    change.tables["enrollments"] = [enrolment("e7", "401", "mia")]
    report = run(change.stamped(LATER))
    assert report.tables["students"] == Diff(1, 0, 0)
    assert ("mia", "claire", "claire@example.org") in links()
    with as_owner():
        assert Student.objects.get(source_id="mia").home_group.source_id == "401"
