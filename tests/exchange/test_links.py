"""Who may see whom after an import: the guardian rule, addresses, access that follows at once."""

from typing import Any

import pytest
from django.db import connection, transaction

from preau.accounts.models import Account
from preau.boards.models import Board
from preau.core.actors import BoardActor
from preau.exchange.report import Diff
from preau.people.models import GuardianLink, LinkRestriction, Student
from tests.exchange.conftest import Run, rules
from tests.exchange.packages import HEADERS_12, PackageFiles, person
from tests.factories import as_owner, confirm, make_account, make_board


def links() -> set[tuple[str, str, str]]:
    """Live links: pupil, guardian, address."""
    with as_owner():
        return set(
            GuardianLink.objects.filter(ended_at=None).values_list(
                "student__source_id", "guardian__source_id", "email"
            )
        )


def children_of(account: Account) -> set[str]:
    """The pupils that the database opens to an account, as a request would."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT preau_enter_family(%s)", [account.pk])
        cursor.execute("SELECT preau_students()")
        ids = cursor.fetchone()[0]
    with as_owner():
        return set(Student.objects.filter(pk__in=ids).values_list("source_id", flat=True))


def parent(email: str, *pupils: str) -> Account:
    """An account that confirmed pupils."""
    account = make_account(email)
    with as_owner():
        found = list(Student.objects.filter(source_id__in=pupils))
    for student in found:
        confirm(account, student)
    return account


def test_either_row_may_name_the_other(run: Run, roster: PackageFiles) -> None:
    run(roster)
    assert links() == {
        ("leo", "claire", "claire@example.org"),
        ("zoe", "claire", "claire@example.org"),
        ("leo", "marc", "marc@example.org"),
        ("zoe", "marc", "marc@example.org"),
        ("noe", "marc", "marc@example.org"),
    }


def test_both_rows_make_one_link(run: Run, roster: PackageFiles) -> None:
    run(roster.change("users", "leo", agentSourcedIds="claire,marc"))
    with as_owner():
        assert (
            GuardianLink.objects.get(student__source_id="leo", guardian__source_id="marc").named_by
            == 3
        )


@pytest.mark.parametrize(
    ("one", "other"), [("leo", "prof"), ("leo", "zoe"), ("claire", "marc"), ("prof", "claire")]
)
def test_anything_else_is_told_and_no_link(
    run: Run, roster: PackageFiles, one: str, other: str
) -> None:
    run(roster)
    before = links()
    held = roster.find("users", one)["agentSourcedIds"]
    report = run(
        roster.copy().change("users", one, agentSourcedIds=",".join(filter(None, (held, other))))
    )
    assert report.applied
    assert "agent_unlinked" in rules(report)
    assert links() == before


def test_a_teacher_who_is_also_a_guardian_in_version_1_2(run: Run, roster: PackageFiles) -> None:
    teacher = in_version_12(roster)
    teacher.tables["roles"].append(role("prof", "guardian", "secondary"))
    teacher.change("users", "noe", agentSourcedIds="prof")
    report = run(teacher)
    assert report.applied, report.messages
    assert ("noe", "prof", "anne.roy@example.org") in links()
    assert report.tables["staff"].added == 1


def in_version_12(roster: PackageFiles) -> PackageFiles:
    """The same body in OneRoster 1.2: roles in a file of their own."""
    roster.version = "1.2"
    roster.tables["roles"] = [
        role(user["sourcedId"], user["role"]) for user in roster.tables["users"]
    ]
    roster.tables["users"] = [
        {name: user.get(name, "") for name in HEADERS_12["users"]}
        for user in roster.tables["users"]
    ]
    assert roster.modes is not None
    roster.modes["roles"] = "bulk"
    return roster


def role(user: str, name: str, kind: str = "primary") -> dict[str, str]:
    values = {"userSourcedId": user, "role": name, "roleType": kind, "orgSourcedId": "ecole-1"}
    return {**dict.fromkeys(HEADERS_12["roles"], ""), "sourcedId": f"{user}-{name}", **values}


def test_an_address_taken_off_the_file_loses_the_child_at_once(
    run: Run, roster: PackageFiles
) -> None:
    run(roster)
    claire = parent("claire@example.org", "leo", "zoe")
    assert children_of(claire) == {"leo", "zoe"}

    report = run(roster.copy().change("users", "claire", email=""))

    assert "no_address" in rules(report)
    assert children_of(claire) == set()


def test_a_guardian_no_longer_named_loses_that_child_only(run: Run, roster: PackageFiles) -> None:
    run(roster)
    claire = parent("claire@example.org", "leo", "zoe")
    report = run(roster.copy().change("users", "leo", agentSourcedIds=""))
    assert report.links_lost == 1
    assert children_of(claire) == {"zoe"}


def test_a_guardian_who_loses_the_role_loses_all(run: Run, roster: PackageFiles) -> None:
    run(roster)
    marc = parent("marc@example.org", "leo", "zoe", "noe")
    run(roster.copy().change("users", "marc", role="aide"))
    assert children_of(marc) == set()


def test_a_pupil_who_leaves_is_lost_to_every_guardian(run: Run, roster: PackageFiles) -> None:
    run(roster)
    marc = parent("marc@example.org", "leo", "noe")
    without = roster.copy().remove("users", "noe").remove("enrollments", "e4")
    run(without.change("users", "marc", agentSourcedIds="leo,zoe"))
    assert children_of(marc) == {"leo"}


def test_a_changed_address_moves_the_access(run: Run, roster: PackageFiles) -> None:
    run(roster)
    before, after = parent("claire@example.org", "leo"), parent("claire@neuf.example", "leo")
    assert (children_of(before), children_of(after)) == ({"leo"}, set())
    report = run(roster.copy().change("users", "claire", email="claire@neuf.example"))
    assert report.tables["guardians"] == Diff(0, 1, 0)
    assert (children_of(before), children_of(after)) == (set(), {"leo"})


def test_a45_swapped_addresses_open_nothing_unconfirmed(run: Run, roster: PackageFiles) -> None:
    """A file shifted by a row: each sees only what it confirmed, and the operator is warned."""
    run(roster)
    claire, marc = parent("claire@example.org", "leo"), parent("marc@example.org", "noe")
    swapped = roster.copy().change("users", "claire", email="marc@example.org")
    report = run(swapped.change("users", "marc", email="claire@example.org"))
    assert report.applied
    assert "addresses_change" in rules(report)
    assert children_of(claire) == {"leo"}  # Marc's row names Léo too, now under her address
    assert children_of(marc) == set()


def test_two_guardians_may_share_an_address(run: Run, roster: PackageFiles) -> None:
    run(roster.change("users", "marc", email="claire@example.org"))
    both = parent("claire@example.org", "leo", "zoe", "noe")
    assert children_of(both) == {"leo", "zoe", "noe"}
    run(roster.copy().change("users", "leo", agentSourcedIds=""))
    assert children_of(both) == {"leo", "zoe", "noe"}


def test_one_child_in_two_bodies(run: Run, roster: PackageFiles) -> None:
    """Ended in one body, it stays open in the other."""
    other = make_board("865000", name="Autre", short_name="Autre", former_name="")
    run(roster)
    run(roster, actor=BoardActor(other.pk))
    claire = make_account("claire@example.org")
    with as_owner():
        pupils = list(Student.objects.filter(source_id="leo"))
    for pupil in pupils:
        confirm(claire, pupil)
    assert len(seen(claire)) == 2
    run(roster.copy().change("users", "claire", email=""), actor=BoardActor(other.pk))
    assert seen(claire) == {pupils[0].pk}


def seen(account: Account) -> set[int]:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT preau_enter_family(%s)", [account.pk])
        cursor.execute("SELECT preau_students()")
        return set(cursor.fetchone()[0])


def test_a_disabled_guardian_opens_nothing(run: Run, roster: PackageFiles) -> None:
    run(roster)
    claire = parent("claire@example.org", "leo")
    report = run(roster.copy().change("users", "claire", enabledUser="false"))
    assert "disabled" in rules(report)
    assert children_of(claire) == set()


def test_a_pupil_who_changes_school(run: Run, roster: PackageFiles) -> None:
    run(roster)
    claire = parent("claire@example.org", "leo")
    report = run(roster.copy().change("users", "leo", orgSourcedIds="ecole-2"))
    assert report.tables["students"] == Diff(0, 1, 0)
    with as_owner():
        assert Student.objects.get(source_id="leo").school.name == "École 2"
    assert children_of(claire) == {"leo"}


def pair(student: str, guardian: str, **values: str) -> dict[str, Any]:
    return {"studentSourcedId": student, "guardianSourcedId": guardian, **values}


def test_terms_of_links_from_our_table(run: Run, roster: PackageFiles, board: Board) -> None:
    roster.add(
        "preau_guardians",
        **pair(
            "leo", "claire", relationship="mother", contactPriority="2",
            emailOnFile="C.Tremblay@Ecole.example", address="1, rue Principale",
        ),
    ).add("preau_guardians", **pair("leo", "marc", legalGuardian="false"))  # fmt: skip
    run(roster)
    with as_owner():
        link = GuardianLink.objects.get(student__source_id="leo", guardian__source_id="claire")
        assert (link.relationship, link.position) == ("mother", 2)
        assert link.email == "c.tremblay@ecole.example"
        assert link.guardian.address == "1, rue Principale"
    marc = parent("marc@example.org", "leo", "zoe")
    assert children_of(marc) == {"zoe"}


def test_without_our_table_its_terms_stay(run: Run, roster: PackageFiles) -> None:
    bare = roster.copy()
    roster.add("preau_guardians", **pair("leo", "claire", emailOnFile="autre@example.org"))
    run(roster)
    report = run(bare.change("users", "claire", email="neuve@example.org"))
    assert report.applied
    assert {
        ("leo", "claire", "autre@example.org"),
        ("zoe", "claire", "neuve@example.org"),
    } <= links()


def test_restrictions_are_replaced_as_a_set(run: Run, roster: PackageFiles) -> None:
    bare = roster.copy()
    bare.add("preau_guardians", **pair("leo", "marc"))
    roster.add(
        "preau_guardians",
        **pair("leo", "marc", restriction="everything", restrictionReference="Jugement 1"),
    ).add(
        "preau_guardians",
        **pair("leo", "marc", restriction="finances", restrictionBegin="2026-09-01"),
    )
    report = run(roster)
    assert "restriction_start" in rules(report)
    assert report.tables["restrictions"] == Diff(2, 0, 0)
    marc = parent("marc@example.org", "leo", "noe")
    assert children_of(marc) == {"noe"}
    assert run(roster).changes == 0

    assert run(bare).tables["restrictions"] == Diff(0, 0, 2)
    assert children_of(marc) == {"leo", "noe"}
    with as_owner():
        assert not LinkRestriction.objects.exists()


def test_our_table_alone_makes_no_link(run: Run, roster: PackageFiles) -> None:
    roster.add("preau_guardians", **pair("noe", "claire"))
    report = run(roster)
    assert "pair_unlinked" in rules(report)
    assert not any(link[:2] == ("noe", "claire") for link in links())


def test_disagreeing_rows_of_one_pair_are_refused(run: Run, roster: PackageFiles) -> None:
    roster.add("preau_guardians", **pair("leo", "marc", legalGuardian="true"))
    roster.add("preau_guardians", **pair("leo", "marc", legalGuardian="false"))
    assert rules(run(roster)) == {"duplicate_pair"}


def test_twins_keep_their_own_links(run: Run, roster: PackageFiles) -> None:
    roster.tables["users"] += [
        person("lea", "student", "Léa", "Roy", userIds="{fiche:77}", agentSourcedIds="claire"),
        person("lou", "student", "Lou", "Roy", userIds="{fiche:78}", agentSourcedIds="marc"),
    ]
    run(roster)
    claire = parent("claire@example.org", "lea", "lou")
    assert children_of(claire) == {"lea"}
