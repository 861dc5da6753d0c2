"""Who pays what: accounts of the stories' families, and of one group of small ones besides.

An account is known by its payer, its school and its kind; numbers are made from that, so that a
load of another day gives the same.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from zlib import crc32

from preau.demo.roster import Roster
from preau.demo.rows import Adult, Pupil, SchoolPlan
from preau.demo.schools import BY_KEY
from preau.finances.enums import AccountKind

FEES, DAYCARE = AccountKind.FEES, AccountKind.DAYCARE
SYLVIE, ISABELLE, PATRICK = "Sylvie D'Amours", "Isabelle Bouchard", "Patrick O'Brien"
GENEVIEVE, JOSEE, EMILY = "Geneviève Lafrenière", "Josée Vadeboncœur", "Emily MacDonald"
CATHERINE = "Catherine L'Écuyer"
# Story, school, kind of account: what that story's parent pays.
_PAID = (
    (SYLVIE, "deux-rives", DAYCARE),
    (SYLVIE, "deux-rives", FEES),
    (SYLVIE, "fleuve", FEES),
    (ISABELLE, "deux-rives", DAYCARE),
    (ISABELLE, "deux-rives", FEES),
    (PATRICK, "deux-rives", DAYCARE),
    (PATRICK, "deux-rives", FEES),
    (GENEVIEVE, "deux-rives", DAYCARE),
    (GENEVIEVE, "deux-rives", FEES),
    (JOSEE, "deux-rives", DAYCARE),
    (EMILY, "willowbank", DAYCARE),
    (EMILY, "willowbank", FEES),
    (EMILY, "ferry-point", FEES),
    (CATHERINE, "fleuve", FEES),
)
_GROUP = ("deux-rives", "01")


@dataclass(frozen=True)
class Payer:
    """An account; `story` is "" for a family without one."""

    adult: Adult
    school: SchoolPlan
    kind: AccountKind
    pupils: tuple[Pupil, ...]
    story: str = ""

    @property
    def source_id(self) -> str:
        return f"{self.adult.source_id}-{self.school.key}-{self.kind}"

    @property
    def number(self) -> str:
        return f"{crc32(self.adult.source_id.encode()) % 90000 + 10000}"

    @property
    def reference(self) -> str:
        return f"{self.school.code}{crc32(self.source_id.encode()) % 10**10:010}"

    @property
    def is_split(self) -> bool:
        return self.story in (ISABELLE, PATRICK)


def payers_of(roster: Roster) -> list[Payer]:
    """Every account, the stories' first."""
    told = [payer for payer in (_told(roster, *paid) for paid in _PAID) if payer]
    return [*told, *_others(roster, told)]


def _told(roster: Roster, name: str, school: str, kind: AccountKind) -> Payer | None:
    story = next(one for one in roster.stories if one.name == name)
    pupils = tuple(child for child in story.children if child.school == school)
    adults = (tie.adult for child in pupils for tie in child.ties)
    adult = next((one for one in adults if one.email == story.email), None)
    return Payer(adult, BY_KEY[school], kind, pupils, name) if adult else None


def _others(roster: Roster, told: Sequence[Payer]) -> Iterator[Payer]:
    school, level = _GROUP
    known = {payer.source_id for payer in told}
    families: dict[str, list[Pupil]] = {}
    for pupil in roster.pupils:
        if (pupil.school, pupil.level) == (school, level) and pupil.ties:
            families.setdefault(pupil.ties[0].adult.source_id, []).append(pupil)
    for pupils in families.values():
        payer = Payer(pupils[0].ties[0].adult, BY_KEY[school], DAYCARE, tuple(pupils))
        if payer.source_id not in known:
            yield payer


def schools_of(payers: Iterable[Payer]) -> dict[tuple[str, AccountKind], Payer]:
    """One payer of each issuer."""
    return {(payer.school.key, payer.kind): payer for payer in payers}
