"""Numbers of pupils and addresses of adults: invented, of the right structure, never twice."""

from dataclasses import dataclass, field
from datetime import date
from random import Random

from preau.core.text import fold_name

_SHORT_FICHE_SHARE = 0.04
_FILLER = "X"


def code_permanent_stem(family_name: str, given_name: str, birth_on: date, *, girl: bool) -> str:
    """The ten first characters: three letters of the first surname, one of the given name, the day
    (+62 for births from 2000 on), the month (+50 for a girl), the year."""
    surname = _letters(family_name) or _FILLER
    letters = (surname[:3].ljust(3, _FILLER) + (_letters(given_name) or _FILLER)[0]).upper()
    day = birth_on.day + (62 if birth_on.year >= 2000 else 0)
    month = birth_on.month + (50 if girl else 0)
    return f"{letters}{day:02}{month:02}{birth_on.year % 100:02}"


def _letters(name: str) -> str:
    """ASCII letters of the name, a first word of one or two letters (De, L', St) joined."""
    words = ["".join(c for c in word if "a" <= c <= "z") for word in fold_name(name).split()]
    while len(words) > 1 and len(words[0]) < 3:
        words[:2] = [words[0] + words[1]]
    return words[0] if words else ""


def address_local(given_name: str, family_name: str) -> str:
    """What stands before the @: « marie-eve.lheureux »."""
    return ".".join(
        "".join(c for c in fold_name(name).replace(" ", "-") if c.isascii()).strip("-")
        for name in (given_name, family_name.replace("'", ""))
    )


@dataclass
class Issuer:
    """Hands out fiches (unique per body), codes permanents and addresses (unique overall)."""

    fiches: Random
    codes: Random
    _fiches: set[tuple[str, str]] = field(default_factory=set)
    _codes: set[str] = field(default_factory=set)
    _addresses: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, seed: str) -> "Issuer":
        return cls(Random(f"{seed}/fiches"), Random(f"{seed}/codes"))  # noqa: S311

    def fiche(self, body: str) -> str:
        while True:
            short = self.fiches.random() < _SHORT_FICHE_SHARE
            low, high = (60, 99_999) if short else (10**6, 10**7)
            number = self.fiches.randrange(low, high)
            if (body, str(number)) not in self._fiches:
                self._fiches.add((body, str(number)))
                return str(number)

    def code(self, stem: str, *, digits: bool = True) -> str:
        """The whole code, or its ten first characters where the Ministry has not completed it."""
        while True:
            code = stem + (f"{self.codes.randrange(100):02}" if digits else "")
            if code not in self._codes:
                self._codes.add(code)
                return code
            digits = True

    def address(self, given_name: str, family_name: str, domain: str = "courriel.example") -> str:
        local = address_local(given_name, family_name)
        address, number = f"{local}@{domain}", 1
        while address in self._addresses:
            number += 1
            address = f"{local}{number}@{domain}"
        self._addresses.add(address)
        return address

    def reserve(self, address: str) -> str:
        self._addresses.add(address)
        return address
