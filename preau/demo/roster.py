"""The whole demonstration from one seed; only dates and codes that hold them follow the year."""

from dataclasses import dataclass
from datetime import date
from random import Random

from preau.demo import families
from preau.demo.identifiers import Issuer
from preau.demo.rows import Adult, ClassRow, CourseRow, Pupil, Staff
from preau.demo.school_year import Year, year_of
from preau.demo.schools import SCHOOLS
from preau.demo.stories import TEACHER, Story, tell_stories
from preau.demo.teaching import build_faculty
from preau.demo.town import Town

SEED = "préau-1"


@dataclass(frozen=True)
class Roster:
    """Everybody and everything, in the order of the files."""

    year: Year
    pupils: tuple[Pupil, ...]
    adults: tuple[Adult, ...]
    staff: tuple[Staff, ...]
    courses: tuple[CourseRow, ...]
    classes: tuple[ClassRow, ...]
    stories: tuple[Story, ...]


def build_roster(*, today: date, seed: str = SEED) -> Roster:
    """The roster of the school year that holds `today`; the same for the same year and seed."""
    year = year_of(today)
    rng = Random(seed)  # noqa: S311  (invented people, not secrets)
    issuer = Issuer.of(seed)
    issuer.reserve(TEACHER.email)
    faculties = [build_faculty(rng, issuer, school, (TEACHER,)) for school in SCHOOLS]
    staff = tuple(person for faculty in faculties for person in faculty.staff)
    teacher_id = next(person.source_id for person in staff if person.email == TEACHER.email)
    town = Town.of(rng, issuer, year)
    stories = tell_stories(town, teacher_id)
    families.fill(town)
    return Roster(
        year=year,
        pupils=tuple(town.pupils),
        adults=tuple(town.adults),
        staff=staff,
        courses=tuple(course for faculty in faculties for course in faculty.courses),
        classes=tuple(group for faculty in faculties for group in faculty.classes),
        stories=tuple(stories),
    )
