"""Families without a story: they fill every seat that the stories leave."""

from dataclasses import dataclass, replace
from random import Random

from preau.demo.naming import PersonName, adult_name, child_family_name, child_given_name
from preau.demo.rows import Adult, Tie
from preau.demo.school_year import birth_on, years_apart
from preau.demo.town import CodeState, Seat, Town
from preau.people.enums import Relationship

_SIBLINGS = ((0, 81), (1, 16), (2, 3))
_OTHER_BODY_SHARE = 0.05
_TWINS_SHARE = 0.015


@dataclass(frozen=True)
class _Parent:
    adult: Adult
    name: PersonName
    relationship: Relationship
    has_authority: bool = True


def fill(town: Town) -> None:
    """Families until no seat is free."""
    town.rng.shuffle(town.seats)
    while town.seats:
        _family(town)


def _family(town: Town) -> None:
    rng = town.rng
    seats = _take_seats(town)
    language = seats[0].school.language
    parents = _parents(town, language)
    other = parents[1].name.family if len(parents) > 1 else ""
    family_name = child_family_name(rng, parents[0].name.family, other)
    born = birth_on(rng, town.year, seats[0].level)
    taken: set[str] = set()
    for seat in seats:
        girl = rng.random() < 0.49
        naming = rng.choice(parents[:2]).name.community
        given = child_given_name(rng, naming, girl=girl, taken=taken)
        taken.add(given)
        town.enrol(
            seat,
            given,
            family_name,
            girl=girl,
            ties=_ties(rng, parents),
            born=born if seat.level == seats[0].level else None,
            preferred_name=given[:3] if len(given) > 7 and rng.random() < 0.05 else "",
            code=_code_state(rng),
        )


def _take_seats(town: Town) -> list[Seat]:
    first = town.seats.pop()
    seats = [first]
    counts, weights = zip(*_SIBLINGS, strict=True)
    for _ in range(town.rng.choices(counts, weights)[0]):
        other_body = town.rng.random() < _OTHER_BODY_SHARE
        twin = town.rng.random() < _TWINS_SHARE * 5
        fitting = (i for i, s in enumerate(town.seats) if _fits(seats, s, other_body, twin))
        index = next(fitting, None)
        if index is not None:
            seats.append(town.seats.pop(index))
    return seats


def _fits(taken: list[Seat], seat: Seat, other_body: bool, twin: bool) -> bool:
    first = taken[0]
    if twin:
        return seat.school == first.school and seat.level == first.level
    if other_body == (seat.school.body == first.school.body):
        return False
    return all(years_apart(seat.level, other.level) in range(1, 8) for other in taken)


def _code_state(rng: Random) -> CodeState:
    return rng.choices(("whole", "short", "none"), (94, 4, 2))[0]


def _parents(town: Town, language: str) -> list[_Parent]:
    """One to three adults: most children have two, some a step-parent or a grandparent besides."""
    rng = town.rng
    woman_first = rng.random() < 0.9
    count = rng.choices((1, 2, 3), (11, 67, 22))[0]
    home = town.home()
    parents = [_parent(town, language, woman_first, home)]
    if count > 1:
        apart = rng.random() < 0.3
        same_kind = rng.random() < 0.03
        woman = woman_first if same_kind else not woman_first
        parents.append(_parent(town, language, woman, town.home() if apart else home))
    if count > 2:
        parents.append(_relative(town, language))
    if count > 1 and rng.random() < 0.03:
        shared = replace(parents[1].adult, email=parents[0].adult.email)
        town.adults[town.adults.index(parents[1].adult)] = shared
        parents[1] = replace(parents[1], adult=shared)
    return parents


def _parent(town: Town, language: str, woman: bool, home: str) -> _Parent:
    name = adult_name(town.rng, language, woman=woman)
    relationship = Relationship.MOTHER if woman else Relationship.FATHER
    return _Parent(_settle(town, name, language, home), name, relationship)


def _relative(town: Town, language: str) -> _Parent:
    """Known to the school, seldom with parental authority."""
    name = adult_name(town.rng, language, woman=town.rng.random() < 0.5)
    kinds = (Relationship.RELATIVE, Relationship.GRANDPARENT, Relationship.GUARDIAN)
    relationship = town.rng.choices(kinds, (55, 38, 7))[0]
    adult = _settle(town, name, language, town.home())
    return _Parent(adult, name, relationship, relationship == Relationship.GUARDIAN)


def _settle(town: Town, name: PersonName, language: str, home: str) -> Adult:
    domain = town.rng.choice(("courriel.example", "courriel.example", "mail.example"))
    email = town.issuer.address(name.given, name.family, domain)
    return town.settle(name.given, name.family, email, address=home, language=language)


def _ties(rng: Random, parents: list[_Parent]) -> list[Tie]:
    return [
        Tie(
            adult=parent.adult,
            relationship=parent.relationship,
            email=_as_typed(rng, parent.adult.email),
            has_authority=parent.has_authority,
            position=position,
        )
        for position, parent in enumerate(parents, start=1)
    ]


def _as_typed(rng: Random, email: str) -> str:
    """Now and then a school types an address with a capital."""
    return email[0].upper() + email[1:] if rng.random() < 0.03 else email
