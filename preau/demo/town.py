"""The seats of the five schools, and the pupils and adults who come to fill them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from random import Random
from typing import Literal

from preau.demo.identifiers import Issuer, code_permanent_stem
from preau.demo.rows import Adult, Pupil, SchoolPlan, Tie
from preau.demo.school_year import Year, birth_on
from preau.demo.schools import SCHOOLS
from preau.demo.teaching import homeroom_code, homeroom_id

CodeState = Literal["whole", "short", "none"]

_STREETS = (
    "rue des Érables",
    "rue de l’Église",
    "boulevard du Fleuve",
    "rue D’Auteuil",
    "chemin du Lac",
    "avenue des Pins",
    "rue Sainte-Hélène",
    "rue Saint-Georges",
    "rue du Bord-de-l’Eau",
    "place des Lilas",
    "montée de la Savane",
    "rue Cœur-de-Marie",
)
_CITIES = (("Longueuil", "J4H"), ("Brossard", "J4W"), ("Saint-Lambert", "J4P"))


@dataclass(frozen=True)
class Seat:
    school: SchoolPlan
    level: str
    homeroom: str


@dataclass
class Town:
    """Hands out seats, addresses and numbers; keeps everybody in the order of arrival."""

    rng: Random
    issuer: Issuer
    year: Year
    seats: list[Seat] = field(default_factory=list)
    pupils: list[Pupil] = field(default_factory=list)
    adults: list[Adult] = field(default_factory=list)

    @classmethod
    def of(cls, rng: Random, issuer: Issuer, year: Year) -> "Town":
        town = cls(rng, issuer, year)
        for school in SCHOOLS:
            for level, groups, size in school.levels:
                for rank in range(1, groups + 1):
                    home = homeroom_code(level, rank)
                    town.seats += [Seat(school, level, home) for _ in range(size)]
        return town

    def seat(self, school: str, level: str) -> Seat:
        """Take a free seat of that school and level."""
        index = next(
            i
            for i, free in enumerate(self.seats)
            if free.school.key == school and free.level == level
        )
        return self.seats.pop(index)

    def home(self) -> str:
        """A postal address."""
        city, zone = self.rng.choice(_CITIES)
        number = self.rng.randrange(10, 3900)
        apartment = f", app. {self.rng.randrange(1, 40)}" if self.rng.random() < 0.25 else ""
        last = f"{self.rng.randrange(1, 9)}{self.rng.choice('ABCEGHJKLMNPRSTVWXYZ')}"
        code = f"{zone} {last}{self.rng.randrange(1, 9)}"
        return f"{number}, {self.rng.choice(_STREETS)}{apartment}, {city} (Québec) {code}"

    def phone(self) -> str:
        return f"450-555-01{self.rng.randrange(100):02}"

    def mobile(self) -> str:
        return f"514-555-01{self.rng.randrange(100):02}"

    def settle(
        self,
        given_name: str,
        family_name: str,
        email: str,
        *,
        address: str = "",
        language: str = "fr",
        source_id: str = "",
    ) -> Adult:
        """A guardian; `source_id` when the body already knows the person as staff."""
        adult = Adult(
            source_id=source_id or f"r-{len(self.adults) + 1:05}",
            given_name=given_name,
            family_name=family_name,
            email=email,
            phone=self.phone(),
            mobile=self.mobile() if self.rng.random() < 0.85 else "",
            address=address or self.home(),
            language=language,
        )
        self.adults.append(adult)
        return adult

    def enrol(
        self,
        seat: Seat,
        given_name: str,
        family_name: str,
        *,
        girl: bool,
        ties: Sequence[Tie],
        born: date | None = None,
        preferred_name: str = "",
        code: CodeState = "whole",
    ) -> Pupil:
        birth = born or birth_on(self.rng, self.year, seat.level)
        stem = code_permanent_stem(family_name, given_name, birth, girl=girl)
        pupil = Pupil(
            source_id=f"e-{len(self.pupils) + 1:05}",
            body=seat.school.body,
            school=seat.school.key,
            homeroom=homeroom_id(seat.school.key, seat.homeroom),
            level=seat.level,
            given_name=given_name,
            family_name=family_name,
            preferred_name=preferred_name,
            is_girl=girl,
            birth_on=birth,
            fiche=self.issuer.fiche(seat.school.body),
            code_permanent="" if code == "none" else self._code(stem, code),
            language=seat.school.language,
            ties=tuple(ties),
        )
        self.pupils.append(pupil)
        return pupil

    def _code(self, stem: str, state: CodeState) -> str:
        return self.issuer.code(stem, digits=state == "whole")
