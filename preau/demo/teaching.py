"""Staff, courses and groups of a school."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import cycle
from random import Random

from preau.demo.identifiers import Issuer
from preau.demo.naming import adult_name
from preau.demo.rows import ClassRow, CourseRow, SchoolPlan, Staff
from preau.demo.subjects import SPECIALTIES, level_label, subjects_of

_GROUPS_PER_SECONDARY_TEACHER = 5
_PUBLISHING_SHARE = 0.4


@dataclass
class Faculty:
    """Everything taught in one school."""

    staff: list[Staff] = field(default_factory=list)
    courses: list[CourseRow] = field(default_factory=list)
    classes: list[ClassRow] = field(default_factory=list)


@dataclass(frozen=True)
class _Homeroom:
    level: str
    code: str
    room: str


@dataclass(frozen=True)
class KnownPerson:
    """A member of the staff by name; `homeroom` is the group of a teacher whom a story knows."""

    school: str
    homeroom: str
    given_name: str
    family_name: str
    email: str


def build_faculty(
    rng: Random, issuer: Issuer, school: SchoolPlan, known: tuple[KnownPerson, ...]
) -> Faculty:
    faculty = Faculty()
    hiring = _Hiring(rng, issuer, school, faculty.staff)
    hiring.direction()
    homerooms = list(_homerooms(school))
    _add_courses(faculty, school)
    if school.is_secondary:
        _staff_secondary(faculty, school, homerooms, hiring)
    else:
        _staff_primary(faculty, school, homerooms, hiring, known)
    return faculty


@dataclass
class _Hiring:
    rng: Random
    issuer: Issuer
    school: SchoolPlan
    staff: list[Staff]

    def direction(self) -> None:
        given, _, family = self.school.principal_name.partition(" ")
        email = self.issuer.address(given, family, self._domain())
        who = KnownPerson(self.school.key, "", given, family, email)
        self._add(who, self.school.principal_title, role="principal", publishes=True)

    def teacher(self, title: str, title_of_man: str = "") -> str:
        woman = self.rng.random() < 0.75
        name = adult_name(self.rng, self.school.language, woman=woman)
        email = self.issuer.address(name.given, name.family, self._domain())
        publishes = self.rng.random() < _PUBLISHING_SHARE
        said = title if woman else title_of_man or title
        who = KnownPerson(self.school.key, "", name.given, name.family, email)
        return self._add(who, said, publishes=publishes)

    def known(self, person: KnownPerson, title: str) -> str:
        return self._add(person, title, publishes=True)

    def _domain(self) -> str:
        english = self.school.language == "en"
        return "riverside.example" if english else "marie-victorin.example"

    def _add(self, who: KnownPerson, title: str, *, publishes: bool, role: str = "teacher") -> str:
        person = Staff(
            source_id=f"p-{self.school.key}-{len(self.staff) + 1:02}",
            body=self.school.body,
            school=self.school.key,
            given_name=who.given_name,
            family_name=who.family_name,
            email=who.email,
            role=role,
            title=title,
            publishes=publishes,
        )
        self.staff.append(person)
        return person.source_id


def _homerooms(school: SchoolPlan) -> Iterator[_Homeroom]:
    for level, groups, _ in school.levels:
        for rank in range(1, groups + 1):
            yield _Homeroom(level, homeroom_code(level, rank), f"{rank}{level}")


def homeroom_code(level: str, rank: int) -> str:
    """« 402 » in primary, « 23 » in secondary, as school boards number their groups."""
    if level in ("PK", "KG"):
        return f"{'04' if level == 'PK' else '05'}{rank}"
    grade = int(level)
    return f"{grade - 6}{rank}" if grade > 6 else f"{grade}0{rank}"


def homeroom_id(school: str, code: str) -> str:
    return f"g-{school}-{code}"


def _add_courses(faculty: Faculty, school: SchoolPlan) -> None:
    for level, _, _ in school.levels:
        label = level_label(level, school.language)
        home = f"Homeroom, {label}" if school.language == "en" else f"Groupe-repère, {label}"
        for code, title in (("GRP", home), *subjects_of(level, school.language)):
            faculty.courses.append(
                CourseRow(
                    _course_id(school, level, code),
                    school.body,
                    school.key,
                    title,
                    f"{code}-{level}",
                    level,
                )
            )


def _course_id(school: SchoolPlan, level: str, code: str) -> str:
    return f"c-{school.key}-{level}-{code}"


def _add_classes(
    faculty: Faculty, school: SchoolPlan, homeroom: _Homeroom, head: str, teachers: dict[str, str]
) -> None:
    home = homeroom_id(school.key, homeroom.code)

    def add(source_id: str, code: str, title: str, is_homeroom: bool, teacher: str) -> None:
        faculty.classes.append(
            ClassRow(
                source_id,
                school.body,
                school.key,
                _course_id(school, homeroom.level, code),
                title,
                homeroom.code,
                homeroom.level,
                home,
                is_homeroom,
                homeroom.room,
                (teacher,),
            )
        )

    add(home, "GRP", homeroom.code, True, head)
    for code, title in subjects_of(homeroom.level, school.language):
        add(f"{home}-{code}", code, f"{title}, {homeroom.code}", False, teachers[code])


def _staff_primary(
    faculty: Faculty,
    school: SchoolPlan,
    homerooms: list[_Homeroom],
    hiring: _Hiring,
    known: tuple[KnownPerson, ...],
) -> None:
    english = school.language == "en"
    specialist = "Specialist" if english else "Spécialiste"
    specialists = {code: hiring.teacher(specialist) for code in SPECIALTIES[school.language]}
    heads = {(person.school, person.homeroom): person for person in known}
    for homeroom in homerooms:
        person = heads.get((school.key, homeroom.code))
        title = "Homeroom teacher" if english else "Titulaire"
        head = hiring.known(person, title) if person else hiring.teacher(title)
        subjects = subjects_of(homeroom.level, school.language)
        teachers = {code: specialists.get(code, head) for code, _ in subjects}
        _add_classes(faculty, school, homeroom, head, teachers)


def _staff_secondary(
    faculty: Faculty, school: SchoolPlan, homerooms: list[_Homeroom], hiring: _Hiring
) -> None:
    titles = ("Teacher",) if school.language == "en" else ("Enseignante", "Enseignant")
    subjects = subjects_of(homerooms[0].level, school.language)
    count = -(-len(homerooms) // _GROUPS_PER_SECONDARY_TEACHER)
    teams = {code: cycle([hiring.teacher(*titles) for _ in range(count)]) for code, _ in subjects}
    head_subjects = cycle([code for code, _ in subjects])
    for homeroom in homerooms:
        teachers = {code: next(team) for code, team in teams.items()}
        _add_classes(faculty, school, homeroom, teachers[next(head_subjects)], teachers)
