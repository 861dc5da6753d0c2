"""What a report card says, on the page as on paper.

Everything is what the school's file says: no mark is computed here. A mark is a `Decimal`, the
letters the school gave, or "" where it gave none. Whatever goes by étape has one value for each of
`ReportCard.terms`, in their order.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

Mark = Decimal | str


class Layout(StrEnum):
    """Which of the prescribed forms: they do not hold the same things."""

    PRESCHOOL = "preschool"
    PRIMARY = "primary"
    SECONDARY = "secondary"


@dataclass(frozen=True)
class SchoolHead:
    """Who gives the report card. `signature` is a PNG image of the direction's signature."""

    board_name: str
    school_name: str
    address_lines: tuple[str, ...] = ()
    phone: str = ""
    principal_name: str = ""
    principal_title: str = ""
    signature: bytes | None = None


@dataclass(frozen=True)
class PupilIdentity:
    """Whose report card it is. `level` is in words: « 2e secondaire »."""

    full_name: str
    code_permanent: str
    fiche: str
    born_on: date | None
    level: str
    group: str = ""


@dataclass(frozen=True)
class Recipient:
    """The one parent whom this copy is for, with that parent's own address, or none.

    A copy never holds the other parent's name or address (attack A20).
    """

    name: str
    address_lines: tuple[str, ...] = ()


@dataclass(frozen=True)
class TermColumn:
    """An étape of the year. `ends_on` is its last day. `weight` is its part of the year, in %."""

    title: str
    starts_on: date | None = None
    ends_on: date | None = None
    weight: Decimal | None = None


@dataclass(frozen=True)
class CompetencyMarks:
    """A competency of a subject, its weight in the subject's mark in %, its mark by étape."""

    title: str
    marks: tuple[Mark, ...]
    final: Mark = ""
    weight: Decimal | None = None


@dataclass(frozen=True)
class SubjectMarks:
    """A subject. `averages` is None where the school shows no group average, or the group is small.

    `is_passed` is what the file says of the year; None: not said. `comments` go by étape.
    """

    title: str
    marks: tuple[Mark, ...]
    final: Mark = ""
    teacher: str = ""
    competencies: tuple[CompetencyMarks, ...] = ()
    averages: tuple[Mark, ...] | None = None
    final_average: Mark = ""
    is_passed: bool | None = None
    comments: tuple[str, ...] = ()


@dataclass(frozen=True)
class TermNotes:
    """A title with a text by étape: an « autre compétence », or a domain of the préscolaire."""

    title: str
    notes: tuple[str, ...]


@dataclass(frozen=True)
class AbsenceCount:
    """A line of absences as the file counts them: « Jours d'absence », « 2 », « 1,5 », «  »."""

    title: str
    counts: tuple[str, ...]


@dataclass(frozen=True)
class ReportCard:
    """One report card, for one recipient, in one `language` (« fr » or « en »).

    `domains` are the préscolaire's observations, and `subjects` the other layouts' marks.
    `term_title` is the étape it is given for. `next_step` is the year-end decision, on the last.
    """

    language: str
    layout: Layout
    school: SchoolHead
    pupil: PupilIdentity
    recipient: Recipient
    year: str
    term_title: str
    issued_on: date
    terms: tuple[TermColumn, ...]
    subjects: tuple[SubjectMarks, ...] = ()
    other_competencies: tuple[TermNotes, ...] = ()
    domains: tuple[TermNotes, ...] = ()
    absences: tuple[AbsenceCount, ...] = ()
    pass_mark: Decimal | None = None
    general_comment: str = ""
    next_step: str = ""

    @property
    def shows_averages(self) -> bool:
        return any(subject.averages is not None for subject in self.subjects)
