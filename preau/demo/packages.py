"""One body's roster as files: OneRoster 1.2 in bulk, and our own tables beside it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from preau.demo import portraits
from preau.demo.roster import Roster
from preau.demo.rows import Body, Pupil, SchoolPlan
from preau.demo.school_year import Year
from preau.demo.schools import BODIES, SCHOOLS
from preau.demo.tables import VERSIONED, Row, write_table
from preau.demo.users import guardian_rows, role_rows, student_rows, user_rows

YEAR_ID = "annee"

_HEADERS = {
    "academicSessions": "title type startDate endDate parentSourcedId schoolYear",
    "classes": "title grades courseSourcedId classCode classType location schoolSourcedId"
    " termSourcedIds subjects subjectCodes periods",
    "courses": "schoolYearSourcedId title courseCode grades orgSourcedId subjects subjectCodes",
    "demographics": "birthDate sex americanIndianOrAlaskaNative asian blackOrAfricanAmerican"
    " nativeHawaiianOrOtherPacificIslander white demographicRaceTwoOrMoreRaces"
    " hispanicOrLatinoEthnicity countryOfBirthCode stateOfBirthAbbreviation cityOfBirth"
    " publicSchoolResidenceStatus",
    "enrollments": "classSourcedId schoolSourcedId userSourcedId role primary beginDate endDate",
    "orgs": "name type identifier parentSourcedId",
    "roles": "userSourcedId roleType role beginDate endDate orgSourcedId userProfileSourcedId",
    "users": "enabledUser username userIds givenName familyName middleName identifier email sms"
    " phone agentSourcedIds grades password userMasterIdentifier resourceSourcedIds"
    " preferredGivenName preferredMiddleName preferredFamilyName primaryOrgSourcedId pronouns",
}
_SWITCHES = (
    "rule.show_teachers",
    "rule.show_averages",
    "rule.averages_on_paper",
    "rule.preferred_name",
    "rule.show_rooms",
    "rule.closure_shifts",
    "rule.share_ticks",
    "rule.replies",
    "tile.homework",
    "rule.show_payments",
)
_OURS = {
    "preau_guardians": "studentSourcedId guardianSourcedId relationship legalGuardian"
    " contactPriority emailOnFile address restriction restrictionBegin restrictionEnd"
    " restrictionReference adultConsent",
    "preau_schools": "orgSourcedId code street city postalCode phone email principalName"
    f" principalTitle contacts {' '.join(_SWITCHES)} tile.file.visibleFrom",
    "preau_staff": "userSourcedId title publishedEmail",
    "preau_students": "sourcedId fiche codePermanent preferredGivenName level"
    " homeroomClassSourcedId language",
}
_GRADEBOOK = ("categories", "lineItems", "results")
_ABSENT = (
    "classResources",
    "courseResources",
    "lineItemLearningObjectiveIds",
    "lineItemScoreScales",
    "resources",
    "resultLearningObjectiveIds",
    "resultScoreScales",
    "scoreScales",
    "userProfiles",
    "userResources",
)


def write_packages(roster: Roster, folder: Path) -> dict[str, Path]:
    """One package per body under `folder`; the folder of each, by the body's code."""
    return {body.code: write_package(roster, body, folder / body.code) for body in BODIES}


def write_package(roster: Roster, body: Body, folder: Path) -> Path:
    """Write the files of one body; whatever was in `folder` under the same names is replaced."""
    folder.mkdir(parents=True, exist_ok=True)
    pupils = [pupil for pupil in roster.pupils if pupil.body == body.code]
    for name, rows in _one_roster(roster, body, pupils).items():
        header = f"{VERSIONED} {_HEADERS[name]}".split()
        write_table(folder / f"{name}.csv", header, ((row[0], "", "", *row[1:]) for row in rows))
    for name, rows in _our_tables(roster, body, pupils).items():
        write_table(folder / f"{name}.csv", _OURS[name].split(), rows)
    write_table(folder / "manifest.csv", ["propertyName", "value"], _manifest())
    shown = {story.children[0].source_id for story in roster.stories if story.children}
    portraits.write_portraits(pupils, shown, folder / "preau_photos")
    return folder


def _one_roster(roster: Roster, body: Body, pupils: Sequence[Pupil]) -> dict[str, Iterable[Row]]:
    return {
        "orgs": _orgs(body),
        "academicSessions": _sessions(roster, body),
        "courses": _courses(roster, body),
        "classes": _classes(roster, body),
        "users": user_rows(roster, body, pupils),
        "roles": role_rows(roster, body, pupils),
        "enrollments": _enrolments(roster, body, pupils),
        "demographics": _demographics(pupils),
    }


def _our_tables(roster: Roster, body: Body, pupils: Sequence[Pupil]) -> dict[str, Iterable[Row]]:
    staff = [person for person in roster.staff if person.body == body.code]
    return {
        "preau_students": student_rows(pupils),
        "preau_guardians": guardian_rows(pupils),
        "preau_schools": _school_rows(roster, body),
        "preau_staff": [(p.source_id, p.title, _said(p.publishes)) for p in staff],
    }


def write_former(roster: Roster, pupil: Pupil, email: str, folder: Path, at: datetime) -> None:
    """A delta that adds one pupil and her mother to a body whose roster may be there already."""
    folder.mkdir(parents=True, exist_ok=True)
    body = next(body for body in BODIES if body.code == pupil.body)
    stamp = f"{at:%Y-%m-%dT%H:%M:%SZ}"
    mother = f"{pupil.source_id}-mere"
    blank = ("",) * 6
    tables: dict[str, Iterable[Row]] = {
        "orgs": _orgs(body),
        "academicSessions": _sessions(roster, body),
        "courses": [
            (c.source_id, "", c.title, c.code, c.level, c.school, "", "")
            for c in roster.courses
            if c.school == pupil.school and c.level == pupil.level
        ],
        "users": [
            (pupil.source_id, "true", "maxime", "", pupil.given_name, pupil.family_name, "", "",
             "", "", "", mother, pupil.level, "", "", "", "", "", "", pupil.school, ""),
            (mother, "true", "helene", "", "Hélène", "Paquette", "", "", email, *blank[:3], "", "",
             "", "", "", "", "", "", ""),
        ],
        "roles": [
            (f"{pupil.source_id}/r", pupil.source_id, "primary", "student", "", "", pupil.school,
             ""),
            (f"{mother}/r", mother, "primary", "parent", "", "", pupil.school, ""),
        ],
    }  # fmt: skip
    for name, rows in tables.items():
        header = f"{VERSIONED} {_HEADERS[name]}".split()
        write_table(
            folder / f"{name}.csv", header, ((row[0], "active", stamp, *row[1:]) for row in rows)
        )
    own = (pupil.source_id, pupil.fiche, "", "", pupil.level, "", pupil.language)
    write_table(folder / "preau_students.csv", _OURS["preau_students"].split(), [own])
    modes = dict.fromkeys((*_ABSENT, *_HEADERS, "categories", "lineItems", "results"), "absent")
    modes |= dict.fromkeys((*tables, "preau_students"), "delta")
    write_table(folder / "manifest.csv", ["propertyName", "value"], _properties(modes))


def _manifest() -> list[Row]:
    modes = dict.fromkeys(_ABSENT, "absent") | dict.fromkeys((*_HEADERS, *_GRADEBOOK), "bulk")
    return _properties(modes)


def _properties(modes: Mapping[str, str]) -> list[Row]:
    return [
        ("manifest.version", "1.0"),
        ("oneroster.version", "1.2"),
        *((f"file.{name}", modes[name]) for name in sorted(modes, key=str.casefold)),
        ("source.systemName", "Préau, démonstration"),
        ("source.systemCode", "preau-demo"),
    ]


def _schools_of(body: Body) -> list[SchoolPlan]:
    return [school for school in SCHOOLS if school.body == body.code]


def _orgs(body: Body) -> list[Row]:
    district: Row = (body.code, body.name, "district", body.code, "")
    return [district, *((s.key, s.name, "school", s.code, body.code) for s in _schools_of(body))]


def _sessions(roster: Roster, body: Body) -> list[Row]:
    word = "Term" if any(s.language == "en" for s in _schools_of(body)) else "Étape"
    year = roster.year
    ending = year.ends_on.year
    whole: Row = (YEAR_ID, year.title, "schoolYear", year.starts_on, year.ends_on, "", ending)
    terms = (
        (f"etape-{t.number}", f"{word} {t.number}", "term", t.starts_on, t.ends_on, YEAR_ID, ending)
        for t in year.terms
    )
    before = Year(year.first - 1)
    past = f"{YEAR_ID}-{before.first}"
    return [
        whole,
        *terms,
        (past, before.title, "schoolYear", before.starts_on, before.ends_on, "", ending - 1),
        *(
            (f"etape-{before.first}-{t.number}", f"{word} {t.number}", "term", t.starts_on,
             t.ends_on, past, ending - 1)
            for t in before.terms
        ),
    ]  # fmt: skip


def _courses(roster: Roster, body: Body) -> list[Row]:
    return [
        (c.source_id, YEAR_ID, c.title, c.code, c.level, c.school, "", "")
        for c in roster.courses
        if c.body == body.code
    ]


def _classes(roster: Roster, body: Body) -> list[Row]:
    return [
        (
            group.source_id,
            group.title,
            group.level,
            group.course,
            group.code,
            "homeroom" if group.is_homeroom else "scheduled",
            group.room,
            group.school,
            YEAR_ID,
            "",
            "",
            "",
        )
        for group in roster.classes
        if group.body == body.code
    ]


def _enrolments(roster: Roster, body: Body, pupils: Sequence[Pupil]) -> list[Row]:
    begin, end = roster.year.starts_on, roster.year.ends_on
    members: dict[str, list[Pupil]] = {}
    for pupil in pupils:
        members.setdefault(pupil.homeroom, []).append(pupil)
    rows: list[Row] = []
    for group in roster.classes:
        if group.body != body.code:
            continue
        place = (group.source_id, group.school)
        for rank, teacher in enumerate(group.teachers):
            rows.append(
                (
                    f"{group.source_id}/{teacher}",
                    *place,
                    teacher,
                    "teacher",
                    _said(rank == 0),
                    begin,
                    end,
                )
            )
        for pupil in members.get(group.homeroom, ()):
            entry = f"{group.source_id}/{pupil.source_id}"
            rows.append((entry, *place, pupil.source_id, "student", "", begin, end))
    return rows


def _demographics(pupils: Sequence[Pupil]) -> list[Row]:
    return [
        (p.source_id, p.birth_on, "female" if p.is_girl else "male", *("",) * 11) for p in pupils
    ]


def _school_rows(roster: Roster, body: Body) -> list[Row]:
    whole: Row = (
        body.code,
        *("",) * 4,
        body.phone,
        body.email,
        *("",) * 3,
        *_switches(body.switches),
        "",
    )
    return [
        whole,
        *(
            (
                school.key,
                school.code,
                school.street,
                school.city,
                school.postal_code,
                school.phone,
                school.email,
                school.principal_name,
                school.principal_title,
                ",".join(f"{{{c.role}|{c.name}|{c.phone}|{c.email}}}" for c in school.contacts),
                *_switches(school.switches),
                roster.year.starts_on,
            )
            for school in _schools_of(body)
        ),
    ]


def _switches(switches: Mapping[str, str]) -> list[str]:
    return [switches.get(key, "") for key in _SWITCHES]


def _said(value: bool) -> str:
    return "true" if value else "false"
