"""The generator: the same from the same seed, and true to how Québec numbers and names pupils."""

from collections import Counter
from datetime import date
from itertools import pairwise

import pytest

from preau.core.text import address_key, fold_name
from preau.demo.identifiers import address_local, code_permanent_stem
from preau.demo.roster import Roster, build_roster
from preau.demo.school_year import year_of
from preau.demo.schools import BY_KEY, MARIE_VICTORIN, RIVERSIDE, SCHOOLS
from preau.people.enums import Relationship

TODAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def roster() -> Roster:
    return build_roster(today=TODAY)


def decoded(code: str) -> tuple[date, bool]:
    """Birth date and « is a girl » out of a code permanent."""
    day, month, year = (int(code[start : start + 2]) for start in (4, 6, 8))
    born_after_1999, girl = day > 62, month > 50
    century = 2000 if born_after_1999 else 1900
    return date(century + year, month - 50 * girl, day - 62 * born_after_1999), girl


def test_the_same_seed_builds_the_same_people(roster: Roster) -> None:
    assert build_roster(today=TODAY) == roster


def test_another_seed_builds_other_families(roster: Roster) -> None:
    other = build_roster(today=TODAY, seed="another")
    assert [p.family_name for p in other.pupils] != [p.family_name for p in roster.pupils]
    assert [s.email for s in other.stories] == [s.email for s in roster.stories]


def test_sizes(roster: Roster) -> None:
    assert 850 <= len(roster.pupils) <= 950
    assert 1400 <= len(roster.adults) <= 1650
    assert {p.school for p in roster.pupils} == {s.key for s in SCHOOLS}
    assert {p.body for p in roster.pupils} == {MARIE_VICTORIN, RIVERSIDE}
    assert {"PK", "KG", "01", "06", "07", "11"} <= {p.level for p in roster.pupils}


def test_every_group_is_filled_to_its_size(roster: Roster) -> None:
    for school in SCHOOLS:
        sizes = Counter(p.level for p in roster.pupils if p.school == school.key)
        assert sizes == {level: groups * size for level, groups, size in school.levels}


def test_fiches_are_digits_once_per_body_and_some_are_short(roster: Roster) -> None:
    fiches = [(p.body, p.fiche) for p in roster.pupils]
    assert len(set(fiches)) == len(fiches)
    assert all(f.isdigit() and f[0] != "0" and len(f) <= 7 for _, f in fiches)
    assert {7} < {len(f) for _, f in fiches}


def test_codes_are_unique_whole_short_or_absent(roster: Roster) -> None:
    codes = [p.code_permanent for p in roster.pupils if p.code_permanent]
    assert len(set(codes)) == len(codes)
    assert Counter(len(code) for code in codes).keys() == {10, 12}
    assert 0 < sum(not p.code_permanent for p in roster.pupils) < 50


def test_a_code_tells_birth_and_sex(roster: Roster) -> None:
    for pupil in roster.pupils:
        if pupil.code_permanent:
            assert decoded(pupil.code_permanent) == (pupil.birth_on, pupil.is_girl)
            assert pupil.code_permanent[:4].isalpha()


@pytest.mark.parametrize(
    ("family", "given", "born", "girl", "stem"),
    [
        ("Bouchard-Lemay", "Félix", date(1997, 10, 21), False, "BOUF211097"),
        ("Tremblay-Ngô", "Léo", date(2014, 3, 5), False, "TREL670314"),
        ("Bœuf", "Éva", date(2012, 12, 31), True, "BOEE936212"),
        ("Đỗ", "Mỹ-Linh", date(2008, 2, 29), True, "DOXM915208"),
        ("L'Heureux", "Zoé", date(2000, 1, 1), False, "LHEZ630100"),
    ],
)
def test_code_stems(family: str, given: str, born: date, girl: bool, stem: str) -> None:
    assert code_permanent_stem(family, given, born, girl=girl) == stem


def test_each_pupil_has_the_age_of_the_level(roster: Roster) -> None:
    of_full_age = {p for p in roster.pupils if any(t.relationship == "self" for t in p.ties)}
    assert len(of_full_age) == 1
    for pupil in set(roster.pupils) - of_full_age:
        age = {"PK": 4, "KG": 5}.get(pupil.level) or 5 + int(pupil.level)
        reached = date(pupil.birth_on.year + age, pupil.birth_on.month, min(pupil.birth_on.day, 28))
        assert date(2025, 9, 28) <= reached <= date(2026, 9, 30)


def test_names_are_those_of_quebec(roster: Roster) -> None:
    family_names = {p.family_name for p in roster.pupils}
    given_names = {p.given_name for p in roster.pupils}
    assert len(family_names) > 350
    assert len(given_names) > 200
    every = " ".join(family_names | given_names | {a.family_name for a in roster.adults})
    for sign in ("'", "-", "é", "è", "ï", "ç", "œ", "ễ", "ô"):
        assert sign in every, sign
    assert any(" " in name for name in family_names)
    assert all(fold_name(name) for name in family_names | given_names)


def test_addresses_lead_nowhere_and_are_mailboxes(roster: Roster) -> None:
    emails = {tie.email for p in roster.pupils for tie in p.ties} | {s.email for s in roster.staff}
    assert all(address_key(email) and email.endswith(".example") for email in emails)
    assert all(
        phone[:9] in ("450-555-0", "514-555-0")
        for adult in roster.adults
        for phone in (adult.phone, adult.mobile)
        if phone
    )


def test_addresses_are_spelled_without_accents() -> None:
    assert address_local("Marie-Ève", "L'Heureux Bœuf") == "marie-eve.lheureux-boeuf"


def test_families_have_the_shapes_that_schools_meet(roster: Roster) -> None:
    bodies: dict[str, set[str]] = {}
    for pupil in roster.pupils:
        assert any(tie.has_authority for tie in pupil.ties)
        assert [tie.position for tie in pupil.ties] == list(range(1, len(pupil.ties) + 1))
        for tie in pupil.ties:
            bodies.setdefault(tie.adult.source_id, set()).add(pupil.body)
    assert sum(len(known) == 2 for known in bodies.values()) > 10
    kinds = Counter(tie.relationship for p in roster.pupils for tie in p.ties)
    assert {Relationship.MOTHER, Relationship.FATHER, Relationship.GRANDPARENT} < set(kinds)


def test_brothers_and_sisters_differ_by_name(roster: Roster) -> None:
    families: dict[str, list[str]] = {}
    for pupil in roster.pupils:
        families.setdefault(pupil.ties[0].adult.source_id, []).append(pupil.given_name)
    assert all(len(set(names)) == len(names) for names in families.values())


def test_every_group_has_a_teacher_of_its_school(roster: Roster) -> None:
    staff = {person.source_id: person for person in roster.staff}
    for group in roster.classes:
        assert [staff[t].school for t in group.teachers] == [group.school]
    assert {person.publishes for person in roster.staff} == {True, False}
    assert BY_KEY["brise"].switches["rule.show_teachers"] == "false"
    assert BY_KEY["fleuve"].switches["rule.show_averages"] == "false"


@pytest.mark.parametrize(
    ("day", "first"),
    [
        (date(2026, 7, 1), 2026),
        (date(2026, 12, 31), 2026),
        (date(2027, 6, 30), 2026),
        (date(2028, 2, 29), 2027),
    ],
)
def test_every_day_is_in_a_school_year(day: date, first: int) -> None:
    year = year_of(day)
    assert year.first == first
    assert year.starts_on <= day < year.ends_on
    for one, next_one in pairwise(year.terms):
        assert one.starts_on < one.ends_on == next_one.starts_on


def test_a_new_year_keeps_people_and_fiches(roster: Roster) -> None:
    later = build_roster(today=date(2027, 8, 15))
    assert [(p.source_id, p.fiche, p.given_name) for p in later.pupils] == [
        (p.source_id, p.fiche, p.given_name) for p in roster.pupils
    ]
    assert later.adults == roster.adults
    assert later.pupils[0].birth_on.year == roster.pupils[0].birth_on.year + 1
