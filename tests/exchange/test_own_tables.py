"""Our own tables beside the roster: pupils, schools, staff."""

from datetime import UTC, datetime

import pytest

from preau.boards.models import Board, School, SchoolContact, Switch
from preau.exchange.report import Diff
from preau.people.models import StaffMember, Student
from tests.exchange.conftest import Run, rules
from tests.exchange.packages import PackageFiles
from tests.factories import as_owner


def test_pupils(run: Run, roster: PackageFiles) -> None:
    roster.add(
        "preau_students",
        sourcedId="leo",
        fiche="0 004 321",
        codePermanent="trel 6703-1412",
        preferredGivenName="Léonard",
        level="11",
        homeroomClassSourcedId="fra-401",
        language="en",
    )
    report = run(roster)
    assert report.applied, report.messages
    with as_owner():
        leo = Student.objects.get(source_id="leo")
    assert (leo.fiche, leo.code_permanent, leo.level, leo.language) == (
        *("4321", "TREL67031412", "11", "en"),
    )
    assert (leo.preferred_name, leo.preferred_key) == ("Léonard", "leonard")
    with as_owner():
        assert leo.home_group.source_id == "fra-401"


def test_what_our_table_gave_stays_without_it(run: Run, roster: PackageFiles) -> None:
    bare = roster.copy()
    roster.add("preau_students", sourcedId="noe", codePermanent="LHEN67031412", language="fr")
    run(roster)
    assert run(bare).changes == 0
    with as_owner():
        assert Student.objects.get(source_id="noe").code_permanent == "LHEN67031412"
    bare.add("preau_students", sourcedId="leo")
    assert run(bare).tables["students"] == Diff(0, 1, 0)
    with as_owner():
        assert Student.objects.get(source_id="noe").code_permanent is None


@pytest.mark.parametrize(
    ("column", "value", "rule"),
    [
        ("fiche", "12345678", "fiche"),
        ("fiche", "１２３", "fiche"),
        ("codePermanent", "TRE670314", "code_permanent"),
        ("level", "5e secondaire", "level"),
    ],
)
def test_numbers_that_are_none_are_told_and_not_held(
    run: Run, roster: PackageFiles, column: str, value: str, rule: str
) -> None:
    roster.tables["users"][0]["userIds"] = ""
    report = run(roster.add("preau_students", sourcedId="leo", **{column: value}))
    assert report.applied
    (message,) = (m for m in report.messages if m.rule == rule)
    assert (message.file, message.line, message.column) == ("preau_students.csv", 2, column)
    assert value not in message.text
    with as_owner():
        leo = Student.objects.get(source_id="leo")
    assert (leo.fiche, leo.code_permanent) == (None, None)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("userIds", "{ fiche : 77 },{autre:1}"),
        ("identifier", "0000077"),
        ("metadata.fiche", "77"),
    ],
)
def test_a_fiche_may_stand_in_users(
    run: Run, roster: PackageFiles, column: str, value: str
) -> None:
    roster.change("users", "noe", userIds="")
    for user in roster.tables["users"]:
        user[column] = value if user["sourcedId"] == "noe" else ""
    assert run(roster).applied
    with as_owner():
        assert Student.objects.get(fiche="77").source_id == "noe"


def test_two_pupils_with_one_number_are_refused(run: Run, roster: PackageFiles) -> None:
    report = run(roster.change("users", "zoe", userIds="{fiche:1234}"))
    assert "duplicate_fiche" in rules(report)
    assert not any("1234" in message.text for message in report.messages)


def school(sid: str, **values: str) -> dict[str, str]:
    return {"orgSourcedId": sid, **values}


def test_schools(run: Run, roster: PackageFiles, board: Board) -> None:
    roster.tables["preau_schools"] = [
        school(
            "ecole-1", code="700001", street="1, rue des Écoles", city="Longueuil",
            postalCode="J4H 1A1", phone="450 555-0101", email="ecole1@example.org",
            principalName="Nadia Roy", principalTitle="Directrice",
            contacts="{Service de garde|Luc|450 555-0102|sdg@example.org},{Secrétariat|||}",
            **{"rule.show_teachers": "true", "tile.file.visibleFrom": "2026-09-08"},
        ),
        school("css", email="css@example.org", phone="450 555-0000", **{"tile.file": "false"}),
    ]  # fmt: skip
    header = {name: "" for values in roster.tables["preau_schools"] for name in values}
    roster.tables["preau_schools"] = [{**header, **v} for v in roster.tables["preau_schools"]]

    report = run(roster)

    assert report.applied, report.messages
    with as_owner():
        one = School.objects.get(source_id="ecole-1")
        contacts = list(SchoolContact.objects.order_by("position").values_list("role", "email"))
        switches = set(Switch.objects.values_list("school__source_id", "key", "is_on"))
        tile = Switch.objects.get(school=one, key="tile.file")
    assert (one.code, one.postal_code, one.principal_name) == ("700001", "J4H 1A1", "Nadia Roy")
    assert contacts == [("Service de garde", "sdg@example.org"), ("Secrétariat", "")]
    assert switches == {
        ("ecole-1", "rule.show_teachers", True), ("ecole-1", "tile.file", True),
        (None, "tile.file", False),
    }  # fmt: skip
    assert tile.visible_from == datetime(2026, 9, 8, 4, 0, tzinfo=UTC)
    board.refresh_from_db()
    assert (board.email, board.phone) == ("css@example.org", "450 555-0000")
    assert run(roster).changes == 0

    roster.tables["preau_schools"][0]["contacts"] = "{Direction|||}"
    roster.tables["preau_schools"][0]["rule.show_teachers"] = ""
    again = run(roster)
    assert again.tables["contacts"] == Diff(0, 1, 1)
    assert again.tables["switches"] == Diff(0, 0, 1)


def test_coordinates_stay_without_the_table(run: Run, roster: PackageFiles) -> None:
    bare = roster.copy()
    roster.tables["preau_schools"] = [school("ecole-1", city="Brossard", contacts="{Aide|||}")]
    run(roster)
    assert run(bare).changes == 0
    with as_owner():
        assert School.objects.get(source_id="ecole-1").city == "Brossard"
        assert SchoolContact.objects.count() == 1


@pytest.mark.parametrize("contacts", ["Direction", "{|sans rôle}", "{a|b|c|d|e}", "{a},x"])
def test_contacts_have_one_form(run: Run, roster: PackageFiles, contacts: str) -> None:
    roster.tables["preau_schools"] = [school("ecole-1", contacts=contacts)]
    assert rules(run(roster)) >= {"contact"}


def test_a_teacher_who_publishes_an_address(run: Run, roster: PackageFiles) -> None:
    bare = roster.copy()
    roster.add("preau_staff", userSourcedId="prof", title="Titulaire", publishedEmail="true")
    run(roster)
    with as_owner():
        anne = StaffMember.objects.get()
    assert (anne.title, anne.public_email) == ("Titulaire", "anne.roy@example.org")
    assert run(bare).changes == 0
    bare.add("preau_staff", userSourcedId="prof", title="Titulaire", publishedEmail="false")
    run(bare)
    with as_owner():
        anne.refresh_from_db()
    assert anne.public_email == ""


def test_our_tables_by_delta_touch_only_their_rows(run: Run, roster: PackageFiles) -> None:
    roster.add("preau_students", sourcedId="leo", language="fr")
    roster.add("preau_students", sourcedId="zoe", language="fr")
    run(roster)
    delta = PackageFiles({}, {"preau_students": "delta"})
    delta.add("preau_students", sourcedId="zoe", language="en")
    report = run(delta)
    assert report.applied, report.messages
    assert report.tables["students"] == Diff(0, 1, 0)
    with as_owner():
        assert Student.objects.get(source_id="leo").language == "fr"
        assert Student.objects.get(source_id="zoe").language == "en"


def test_unknown_people_and_groups_are_refused(run: Run, roster: PackageFiles) -> None:
    roster.add("preau_students", sourcedId="leo", homeroomClassSourcedId="999")
    roster.add("preau_staff", userSourcedId="personne")
    roster.tables["preau_schools"] = [school("ecole-9")]
    found = {(m.file, m.rule) for m in run(roster).messages}
    assert {
        ("preau_students.csv", "unresolved"),
        ("preau_staff.csv", "unresolved"),
        ("preau_schools.csv", "unresolved"),
    } <= found
