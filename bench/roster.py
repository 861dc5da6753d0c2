"""A roster of a large body, the same every time: python -m bench.roster FOLDER [PUPILS]."""

import csv
import sys
import uuid
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from random import Random

GIVEN = ("Léo", "Zoé", "Éloïse", "Jean-Philippe", "Mia", "Noah", "Océane", "Raphaël", "Anaïs")
FAMILY = ("Tremblay", "Côté-Gagnon", "L’Heureux", "Nguyen", "Bélanger", "Saint-Onge", "O'Brien")
PUPILS_A_SCHOOL = 500
PUPILS_A_CLASS = 25
CLASSES_A_PUPIL = 8
START = ("sourcedId", "status", "dateLastModified")

Row = Sequence[str]


HEADERS = {
    "manifest": ("propertyName", "value"),
    "orgs": (*START, "name", "type", "identifier", "parentSourcedId"),
    "academicSessions": (
        *(*START, "title", "type", "startDate", "endDate", "parentSourcedId", "schoolYear"),
    ),
    "courses": (*(*START, "schoolYearSourcedId", "title", "courseCode", "grades", "orgSourcedId"),),
    "classes": (
        *(*START, "title", "grades", "courseSourcedId", "classCode", "classType", "location"),
        *("schoolSourcedId", "termSourcedIds", "subjects", "subjectCodes", "periods"),
    ),
    "users": (
        *(*START, "enabledUser", "orgSourcedIds", "role", "username", "userIds", "givenName"),
        *("familyName", "middleName", "identifier", "email", "sms", "phone", "agentSourcedIds"),
        *("grades", "password"),
    ),
    "enrollments": (
        *(*START, "classSourcedId", "schoolSourcedId", "userSourcedId", "role", "primary"),
        *("beginDate", "endDate"),
    ),
}


def write_roster(folder: Path, pupils: int = 50_000) -> Path:
    """Write the package: 1.6 guardians and 8 enrolments a pupil; the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    made = _Body(pupils)
    rows = {
        "manifest": made.manifest(),
        "orgs": made.orgs(),
        "academicSessions": made.sessions(),
        "courses": made.courses(),
        "classes": made.classes(),
        "users": made.users(),
        "enrollments": made.enrolments(),
    }
    for name, header in HEADERS.items():
        _write(folder / f"{name}.csv", header, rows[name])
    return folder


def _write(path: Path, header: Row, rows: Iterable[Row]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


class _Body:
    """Rows by file; identifiers are drawn once, so that files agree."""

    def __init__(self, pupils: int) -> None:
        self._random = Random(864)
        self._schools = [self._id() for _ in range(max(1, pupils // PUPILS_A_SCHOOL))]
        per_school = PUPILS_A_SCHOOL // PUPILS_A_CLASS * CLASSES_A_PUPIL
        self._classes = [[self._id() for _ in range(per_school)] for _ in self._schools]
        self._pupils = [self._id() for _ in range(pupils)]
        self._guardians = [self._id() for _ in range(pupils * 8 // 5)]
        self._teachers = [[self._id() for _ in range(per_school // 5)] for _ in self._schools]

    def _id(self) -> str:
        return str(uuid.UUID(int=self._random.getrandbits(128), version=4))

    def manifest(self) -> Iterator[Row]:
        yield from (("manifest.version", "1.0"), ("oneroster.version", "1.1"))
        for name in ("academicSessions", "orgs", "courses", "classes", "users", "enrollments"):
            yield (f"file.{name}", "bulk")
        yield ("file.demographics", "absent")

    def orgs(self) -> Iterator[Row]:
        yield ("district", "", "", "Grand organisme", "district", "", "")
        for number, school in enumerate(self._schools):
            yield (school, "", "", f"École {number}", "school", f"864{number:03}", "district")

    def sessions(self) -> Iterator[Row]:
        yield ("year", "", "", "2026-2027", "schoolYear", "2026-08-27", "2027-07-01", "", "2027")

    def courses(self) -> Iterator[Row]:
        for number in range(CLASSES_A_PUPIL):
            yield (f"course-{number}", "", "", "year", f"Matière {number}", "", "", "district")

    def classes(self) -> Iterator[Row]:
        for school, classes in zip(self._schools, self._classes, strict=True):
            for number, group in enumerate(classes):
                course = number % CLASSES_A_PUPIL
                kind = "homeroom" if course == 0 else "scheduled"
                yield (
                    *(group, "", "", f"Groupe {number}", "04", f"course-{course}", f"{number}"),
                    *(kind, "", school, "year", "", "", ""),
                )

    def users(self) -> Iterator[Row]:
        for number, pupil in enumerate(self._pupils):
            school = self._schools[number // PUPILS_A_SCHOOL % len(self._schools)]
            agents = ",".join(self._agents(number))
            yield self._user(
                number, pupil, "student", school, ids=f"{{fiche:{number + 1}}}", agents=agents
            )
        for number, guardian in enumerate(self._guardians):
            yield self._user(
                number, guardian, "parent", "district", email=f"Parent.{number}@example.org"
            )
        for school, teachers in zip(self._schools, self._teachers, strict=True):
            for number, teacher in enumerate(teachers):
                yield self._user(number, teacher, "teacher", school)

    def _agents(self, number: int) -> list[str]:
        first = number * 8 // 5
        return [self._guardians[(first + i) % len(self._guardians)] for i in (0, 1)]

    @staticmethod
    def _user(
        number: int,
        sid: str,
        role: str,
        org: str,
        *,
        ids: str = "",
        email: str = "",
        agents: str = "",
    ) -> Row:
        given, family = GIVEN[number % len(GIVEN)], FAMILY[number % len(FAMILY)]
        names = (f"{given} {number % 97}", f"{family} {number % 997}")
        start = (sid, "", "", "true", org, role, sid[:18], ids, *names)
        return (*start, "", "", email, "", "", agents, "04" if role == "student" else "", "")

    def enrolments(self) -> Iterator[Row]:
        dates = ("2026-08-27", "2027-07-01")
        for number, pupil in enumerate(self._pupils):
            place = number // PUPILS_A_SCHOOL % len(self._schools)
            section = number % PUPILS_A_SCHOOL // PUPILS_A_CLASS
            for course in range(CLASSES_A_PUPIL):
                group = self._classes[place][section * CLASSES_A_PUPIL + course]
                school = self._schools[place]
                yield (self._id(), "", "", group, school, pupil, "student", "", *dates)
        for place, teachers in enumerate(self._teachers):
            for number, group in enumerate(self._classes[place]):
                teacher = teachers[number // CLASSES_A_PUPIL % len(teachers)]
                school = self._schools[place]
                yield (self._id(), "", "", group, school, teacher, "teacher", "true", *dates)


if __name__ == "__main__":
    write_roster(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 50_000)
