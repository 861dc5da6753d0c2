"""At eighteen a pupil's file is the pupil's own: consent and `self` in preau_guardians.csv."""

from datetime import date

from preau.people.models import GuardianLink, Student
from tests.exchange.conftest import Run
from tests.exchange.packages import PackageFiles, person
from tests.exchange.test_links import children_of, parent
from tests.factories import as_owner


def consenting(roster: PackageFiles, consent: str) -> PackageFiles:
    """Claire's row for Léo, who is of age."""
    package = roster.copy()
    package.add("preau_guardians", studentSourcedId="leo", guardianSourcedId="claire")
    package.tables["preau_guardians"][0]["adultConsent"] = consent
    return package


def come_of_age(sid: str) -> None:
    with as_owner():
        Student.objects.filter(source_id=sid).update(birth_on=date(2000, 1, 1))


def test_a_parent_sees_an_adult_who_consents(run: Run, roster: PackageFiles) -> None:
    roster.modes = None
    run(roster)
    claire = parent("claire@example.org", "leo", "zoe")
    roster.tables["demographics"] = [
        {"sourcedId": "leo", "birthDate": "2000-01-01", "status": "", "dateLastModified": ""}
    ]
    run(roster)
    assert children_of(claire) == {"zoe"}
    report = run(consenting(roster, "true"))
    assert report.applied, report.messages
    assert report.tables["links"].changed == 1
    assert children_of(claire) == {"leo", "zoe"}
    assert run(consenting(roster, "true")).changes == 0
    run(consenting(roster, "false"))
    assert children_of(claire) == {"zoe"}


def test_consent_stays_when_the_table_does_not_come(run: Run, roster: PackageFiles) -> None:
    run(consenting(roster, "true"))
    assert run(roster).changes == 0
    with as_owner():
        link = GuardianLink.objects.get(student__source_id="leo", guardian__source_id="claire")
    assert link.adult_consent


def test_an_adult_pupil_is_its_own_guardian(run: Run, roster: PackageFiles) -> None:
    user = person("leo-18", "guardian", "Léo", "Tremblay-Ngô", email="leo@example.org")
    user["agentSourcedIds"] = "leo"
    roster.tables["users"].append(user)
    roster.add(
        "preau_guardians",
        studentSourcedId="leo",
        guardianSourcedId="leo-18",
        relationship="self",
    )
    report = run(roster)
    assert report.applied, report.messages
    leo = parent("leo@example.org", "leo")
    assert children_of(leo) == set()
    come_of_age("leo")
    assert children_of(leo) == {"leo"}
