"""The people to try are what their stories say, down to the numbers a visitor will type."""

from datetime import date

import pytest

from preau.core.text import fold_name
from preau.demo.people import Person, as_json, people_of, read_people, save_people
from preau.demo.roster import build_roster
from preau.demo.stories import TEACHER, Story
from preau.people.enums import Relationship, Right

TODAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def stories() -> dict[str, Story]:
    return {story.name: story for story in build_roster(today=TODAY).stories}


def test_the_newcomer_has_three_children_in_two_bodies(stories: dict[str, Story]) -> None:
    claire = stories["Claire Tremblay"]
    assert claire.password is None
    assert {child.body for child in claire.children} == {"864000", "884000"}
    assert len(claire.children) == 3
    assert not claire.confirmed


def test_twins_differ_only_by_the_last_digits(stories: dict[str, Story]) -> None:
    one, other = stories["Marie-Ève St-Pierre"].children
    assert one.birth_on == other.birth_on
    assert one.code_permanent[:10] == other.code_permanent[:10]
    assert one.code_permanent != other.code_permanent
    assert one.fiche != other.fiche


def test_separated_parents_share_a_child_and_no_home(stories: dict[str, Story]) -> None:
    mother, father = stories["Isabelle Bouchard"], stories["Patrick O'Brien"]
    assert mother.children == father.children == mother.confirmed == father.confirmed
    homes = {tie.adult.address for tie in mother.children[0].ties}
    assert len(homes) == 2


def test_a_judgment_bars_one_child_only(stories: dict[str, Story]) -> None:
    stephane = stories["Stéphane Gauthier"]
    thomas, rosalie = stephane.children
    (restriction,) = next(t for t in rosalie.ties if t.email == stephane.email).restrictions
    assert restriction.right == Right.EVERYTHING
    assert restriction.starts_on < TODAY
    assert restriction.ends_on is None
    assert stephane.confirmed == (thomas,)
    assert not any(tie.restrictions for tie in thomas.ties)


def test_the_wrong_address_belongs_to_a_stranger(stories: dict[str, Story]) -> None:
    martin = stories["Martin Cloutier"]
    _, ines = martin.children
    (tie,) = ines.ties
    assert tie.email == martin.email != tie.adult.email
    assert tie.adult.given_name == "Mathieu"


def test_one_mother_two_addresses(stories: dict[str, Story]) -> None:
    josee = stories["Josée Vadeboncœur"]
    olivier, camille = josee.children
    assert olivier.ties[0].adult == camille.ties[0].adult
    assert olivier.ties[0].email == josee.email != camille.ties[0].email
    assert camille.ties[0].email in josee.story


def test_the_teacher_is_staff_and_parent_under_one_id(stories: dict[str, Story]) -> None:
    roster = build_roster(today=TODAY)
    (person,) = [p for p in roster.staff if p.email == TEACHER.email]
    (child,) = stories["Catherine L'Écuyer"].children
    assert child.ties[0].adult.source_id == person.source_id
    assert person.publishes
    assert any(person.source_id in group.teachers for group in roster.classes)


def test_a_pupil_of_full_age_has_an_account_and_the_mother_has_none(
    stories: dict[str, Story],
) -> None:
    francois, mother = stories["François Fortin"], stories["Manon Fortin"]
    (pupil,) = francois.confirmed
    assert mother.children == (pupil,)
    assert mother.confirmed == ()
    born = pupil.birth_on
    assert born.replace(year=born.year + 18) < date(2026, 7, 1)
    assert {tie.email: tie.relationship for tie in pupil.ties} == {
        francois.email: Relationship.SELF,
        mother.email: Relationship.MOTHER,
    }


def test_someone_no_school_knows(stories: dict[str, Story]) -> None:
    lucie = stories["Lucie Fontaine"]
    roster = build_roster(today=TODAY)
    known = {tie.email.lower() for pupil in roster.pupils for tie in pupil.ties}
    assert lucie.email not in known
    assert lucie.children == ()


def test_every_other_address_is_on_its_children_s_files(stories: dict[str, Story]) -> None:
    for story in stories.values():
        for child in story.confirmed:
            assert story.email in {tie.email for tie in child.ties if tie.has_authority}


def test_passwords_are_long_and_tell_nothing_of_the_person(stories: dict[str, Story]) -> None:
    for story in stories.values():
        if story.password is not None:
            assert len(story.password) >= 12
            names = {fold_name(part) for part in story.name.split()}
            assert not names & set(fold_name(story.password).split())


def test_people_survive_their_file(tmp_path, stories: dict[str, Story]) -> None:
    people = people_of(stories.values())
    save_people(people, tmp_path)
    assert read_people(tmp_path) == people


def test_no_file_no_people(tmp_path) -> None:
    assert read_people(tmp_path) == []


def test_json_has_the_keys_that_scripts_expect(stories: dict[str, Story]) -> None:
    claire: Person = people_of(stories.values())[0]
    told = as_json(claire)
    assert list(told) == ["email", "password", "role", "story", "children"]
    child = claire.children[2]
    assert (child.board, child.given_name, child.family_name) == (
        "Commission scolaire Riverside",
        "Zoé",
        "Tremblay-Ngô",
    )
    assert len(child.code_permanent or "") == 10
