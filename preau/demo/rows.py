"""What the generator builds, before it becomes rows of files."""

from dataclasses import dataclass, field
from datetime import date

from preau.people.enums import Relationship


@dataclass(frozen=True)
class Contact:
    role: str
    name: str
    phone: str
    email: str


@dataclass(frozen=True)
class Body:
    """A school body of the list, and what its package says of it."""

    code: str
    name: str
    phone: str
    email: str
    switches: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class SchoolPlan:
    """A school: its coordinates, what it shows, and its groups as (level, groups, pupils each)."""

    key: str
    body: str
    code: str
    name: str
    language: str
    street: str
    city: str
    postal_code: str
    phone: str
    email: str
    principal_name: str
    principal_title: str
    contacts: tuple[Contact, ...]
    switches: dict[str, str]
    levels: tuple[tuple[str, int, int], ...]

    @property
    def is_secondary(self) -> bool:
        return self.levels[0][0] == "07"


@dataclass(frozen=True)
class Staff:
    source_id: str
    body: str
    school: str
    given_name: str
    family_name: str
    email: str
    role: str
    title: str
    publishes: bool


@dataclass(frozen=True)
class CourseRow:
    source_id: str
    body: str
    school: str
    title: str
    code: str
    level: str


@dataclass(frozen=True)
class ClassRow:
    """A group; `teachers` holds staff source ids, the one responsible first."""

    source_id: str
    body: str
    school: str
    course: str
    title: str
    code: str
    level: str
    homeroom: str
    is_homeroom: bool
    room: str
    teachers: tuple[str, ...]


@dataclass(frozen=True)
class Adult:
    """A guardian. `source_id` is the same in each body that knows the person."""

    source_id: str
    given_name: str
    family_name: str
    email: str
    phone: str
    mobile: str
    address: str
    language: str


@dataclass(frozen=True)
class Restriction:
    right: str
    starts_on: date
    ends_on: date | None
    reference: str


@dataclass(frozen=True)
class Tie:
    """That a pupil's file names an adult, under `email`."""

    adult: Adult
    relationship: Relationship
    email: str
    has_authority: bool = True
    position: int = 1
    restrictions: tuple[Restriction, ...] = ()


@dataclass(frozen=True)
class Pupil:
    source_id: str
    body: str
    school: str
    homeroom: str
    level: str
    given_name: str
    family_name: str
    preferred_name: str
    is_girl: bool
    birth_on: date
    fiche: str
    code_permanent: str
    language: str
    ties: tuple[Tie, ...]
