"""One package, one transaction: what it writes, what a second run and a dry run do."""

from typing import Any

import pytest
from django.db import connection

from preau.boards.models import Board, School, SchoolYear, Term
from preau.core.models import JournalEntry
from preau.exchange.report import Diff
from preau.people.models import (
    Enrolment,
    Group,
    Guardian,
    GuardianLink,
    StaffMember,
    Student,
    TeachingAssignment,
)
from tests.exchange.conftest import Run, rules
from tests.exchange.packages import PackageFiles, enrolment, person
from tests.factories import as_owner, make_board, make_school, make_student

TABLES = (
    *("boards_school", "boards_schoolyear", "boards_term", "people_course", "people_group"),
    *("people_student", "people_guardian", "people_guardianlink", "people_staffmember"),
    *("people_enrolment", "people_teachingassignment"),
)


def versions() -> dict[str, list[Any]]:
    """Every row with the transaction that wrote it: equal only when nothing was rewritten."""
    found = {}
    with as_owner(), connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"SELECT ctid::text, xmin::text, * FROM {table} ORDER BY id")
            found[table] = cursor.fetchall()
    return found


def test_writes_the_whole_body(run: Run, roster: PackageFiles, board: Board) -> None:
    report = run(roster)

    assert report.applied
    assert not report.refused
    assert report.files["users.csv"] == 6
    assert {name: diff.added for name, diff in report.tables.items()} == {
        "schools": 2, "years": 1, "terms": 1, "courses": 1, "groups": 2, "students": 3,
        "guardians": 2, "staff": 1, "links": 5, "enrolments": 4, "assignments": 1,
    }  # fmt: skip
    with as_owner():
        leo = Student.objects.get(source_id="leo")
        assert (leo.fiche, leo.code_permanent, leo.level) == ("1234", None, "04")
        assert (leo.given_key, leo.family_key) == ("leo", "tremblay ngo")
        assert leo.school.name == "École 1"
        assert leo.home_group.title == "Groupe 401"
        assert Student.objects.get(source_id="zoe").code_permanent == "TREZ67531412"
        group = Group.objects.get(source_id="fra-401")
        assert group.course.title == "Français"
        assert group.year == SchoolYear.objects.get()
        assert Term.objects.get().year == SchoolYear.objects.get()
        assert School.objects.get(source_id="ecole-2").code == "864002"
        assert Guardian.objects.get(source_id="claire").email == "claire@example.org"
        assert StaffMember.objects.get().public_email == ""
        assert TeachingAssignment.objects.get().is_primary
        assert str(Enrolment.objects.get(source_id="e2").ends_on) == "2027-06-24"


def test_subscribes_the_body_and_journals_counts_only(
    run: Run, roster: PackageFiles, board: Board
) -> None:
    run(roster)
    board.refresh_from_db()
    assert board.is_subscribed
    assert board.roster_at is not None
    with as_owner():
        entry = JournalEntry.objects.get(act="roster.imported")
    assert entry.board_id == board.pk
    assert entry.details["students"] == 3
    assert all(isinstance(value, int) for value in entry.details.values())


def test_second_run_rewrites_no_row(run: Run, roster: PackageFiles) -> None:
    run(roster)
    before = versions()
    report = run(roster)
    assert report.applied
    assert report.changes == 0
    assert versions() == before


def test_a45_dry_run_tells_the_diff_and_keeps_nothing(
    run: Run, roster: PackageFiles, board: Board
) -> None:
    run(roster)
    before = versions()
    changed = roster.copy().change("users", "leo", familyName="Tremblay").remove("users", "claire")
    for sid in ("leo", "zoe"):
        changed.change("users", sid, agentSourcedIds="")
    board.refresh_from_db()
    roster_at = board.roster_at

    trial = run(changed, dry_run=True)

    assert not trial.applied
    assert trial.tables["students"] == Diff(0, 1, 0)
    assert trial.tables["guardians"] == Diff(0, 0, 1)
    assert trial.links_lost == 2
    assert versions() == before
    board.refresh_from_db()
    assert board.roster_at == roster_at
    real = run(changed)
    assert real.tables == trial.tables


def test_rows_that_disappear_end_and_revive(run: Run, roster: PackageFiles) -> None:
    run(roster)
    without = roster.copy().remove("users", "noe").remove("enrollments", "e4")
    without.change("users", "marc", agentSourcedIds="leo,zoe")
    ended = run(without)
    assert ended.tables["students"].ended == 1
    assert ended.tables["enrolments"].ended == 1
    assert ended.links_lost == 1
    with as_owner():
        noe = Student.objects.get(source_id="noe")
        assert noe.ended_at is not None

    back = run(roster)
    assert back.tables["students"] == Diff(0, 1, 0)
    assert back.tables["links"] == Diff(0, 1, 0)
    with as_owner():
        noe.refresh_from_db()
        assert noe.ended_at is None
        assert GuardianLink.objects.filter(student=noe, ended_at=None).count() == 1


def test_a45_an_error_anywhere_changes_nothing(run: Run, roster: PackageFiles) -> None:
    run(roster)
    before = versions()
    broken = roster.copy().change("users", "leo", familyName="Autre")
    broken.tables["enrollments"].append(enrolment("e9", "401", "personne"))

    report = run(broken)

    assert report.refused
    assert not report.applied
    message = report.messages[0]
    assert (message.file, message.line, message.column) == ("enrollments.csv", 7, "userSourcedId")
    assert message.rule == "unresolved"
    assert "personne" not in message.text
    assert versions() == before


def test_a45_more_than_a_tenth_of_the_pupils_asks_for_a_yes(run: Run, roster: PackageFiles) -> None:
    run(roster)
    without = roster.copy().remove("users", "noe").remove("enrollments", "e4")
    without.change("users", "marc", agentSourcedIds="leo,zoe")

    refused = run(without, accept_removals=False)
    assert refused.refused
    assert {"removals_students", "removals_links"} <= rules(refused)
    assert refused.tables["students"].ended == 1
    with as_owner():
        assert Student.objects.filter(ended_at=None).count() == 3

    assert run(without, accept_removals=True).applied


def test_a_tenth_exactly_passes(run: Run, roster: PackageFiles) -> None:
    for number in range(7):
        roster.tables["users"].append(person(f"s{number}", "student", "Ana", f"Côté {number}"))
    run(roster)
    report = run(roster.copy().remove("users", "s3"), accept_removals=False)
    assert report.applied
    assert report.tables["students"].ended == 1


def test_a45_another_body_keeps_its_rows(run: Run, roster: PackageFiles) -> None:
    other = make_board("865000", name="Autre", short_name="Autre", former_name="")
    school = make_school(other, "Ailleurs")
    pupil = make_student(school, fiche="1234")
    with as_owner():
        Student.objects.filter(pk=pupil.pk).update(source_id="leo")

    assert run(roster).applied

    with as_owner():
        pupil.refresh_from_db()
        assert (pupil.family_name, pupil.ended_at) == ("Tremblay-Ngô", None)
        assert pupil.board_id == other.pk
        assert Student.objects.filter(source_id="leo").count() == 2
        school.refresh_from_db()
        assert school.ended_at is None


def test_a_package_of_another_known_body_is_refused(run: Run, roster: PackageFiles) -> None:
    make_board("865000", name="Autre", short_name="Autre", former_name="")
    report = run(roster.change("orgs", "css", identifier="865000"))
    assert report.refused
    assert rules(report) == {"board_identifier"}


def test_a_constraint_of_the_database_is_a_message(
    run: Run, roster: PackageFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Should a check ever miss what a constraint holds, the reader still gets a sentence."""
    monkeypatch.setattr("preau.exchange.loading.students._check_numbers", lambda run: None)
    report = run(roster.change("users", "zoe", userIds="{fiche:1234}"))
    assert report.refused
    (message,) = report.messages
    assert message.rule == "constraint"
    assert "student_fiche" in message.text
    assert "1234" not in message.text


def test_leaves_no_row_that_names_nobody(run: Run, roster: PackageFiles) -> None:
    run(roster)
    with as_owner():
        for model in (Enrolment, GuardianLink, TeachingAssignment, Student, Group):
            for field in model._meta.fields:
                if field.remote_field and field.name != "board":
                    named = set(model.objects.values_list(field.attname, flat=True)) - {None}
                    held = field.related_model.objects.filter(pk__in=named).count()
                    assert held == len(named), (model, field.name)


def test_a_body_is_deleted_with_its_roster(run: Run, roster: PackageFiles, board: Board) -> None:
    run(roster)
    with as_owner():
        Enrolment.objects.filter(board=board).delete()
        GuardianLink.objects.filter(board=board).delete()
        Student.objects.filter(board=board).delete()
        board.delete()
        assert not Group.objects.exists()
        assert not TeachingAssignment.objects.exists()
        assert not School.objects.exists()
