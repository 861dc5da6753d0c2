"""Microsoft School Data Sync v2.1: fewer columns, no status, guardians in relationships.csv."""

from preau.exchange.tables.cells import (
    boolean,
    choice,
    day,
    identifier,
    identifiers,
    label,
    level,
    school_year,
    text,
)
from preau.exchange.tables.columns import Column, Derived, Table
from preau.exchange.tables.derived import NAME_KEYS, NUMBERS
from preau.exchange.tables.oneroster import ORG_TYPES, ROLES_12

SCHOOLS = ("school", "college", "university", "campus", "academy", "preschool", "institute")
_ORGS = (
    *ORG_TYPES, *SCHOOLS, "ministryOfEducation", "region", "division", "program", "faculty",
    "adultEducation", "organization", "districtOffice", "other",
)  # fmt: skip
STAFF_ROLES = (
    "professor", "lecturer", "faculty", "instructor", "administrator", "teacherAssistant",
    "teachingAssistant", "adjunct", "staff", "coach", "itAdmin", "advisor", "librarian",
    "officeStaff", "schoolPsychologist", "nurse", "other",
)  # fmt: skip
TEACHING = ("teacher", "professor", "lecturer", "faculty", "instructor", "adjunct")
LEARNING = ("student", "learner", "alumni", "formerStudent")
_ROLES = (*ROLES_12, *STAFF_ROLES, "learner", "alumni", "formerStudent")


def joined(*parts: str) -> str:
    """An identifier for a row that has none: its key, in one text."""
    return "|".join(parts)[:255]


def _table(file: str, raw: str, header: str, *columns: Column, **options: object) -> Table:
    return Table(file, raw, columns, tuple(header.split()), versioned=False, **options)  # type: ignore[arg-type]


_ID = Column("sourcedId", "sid", identifier, required=True)
_USER = Column("userSourcedId", "user", identifier, required=True, personal=True)

SDS = (
    _table(
        "orgs", "org", "sourcedId name type parentSourcedId",
        _ID,
        Column("name", "name", text(), required=True),
        Column("type", "type", choice(*_ORGS), required=True),
        Column("parentSourcedId", "parent", identifier),
    ),
    _table(
        "academicSessions", "session", "sourcedId title type schoolYear startDate endDate",
        _ID,
        Column("title", "title", text(), required=True),
        Column(
            "type", "type",
            choice(
                "gradingPeriod", "semester", "schoolYear", "term", "quarter", "trimester", "other"
            ),
            required=True,
        ),
        Column("schoolYear", "year", school_year),
        Column("startDate", "starts", day, required=True),
        Column("endDate", "ends", day, required=True),
    ),
    _table(
        "courses", "course", "sourcedId orgSourcedId title code schoolYearSourcedId subject grade",
        _ID,
        Column("orgSourcedId", "org", identifier, required=True),
        Column("title", "title", text(), required=True),
        Column("code", "code", label(60)),
        Column("schoolYearSourcedId", "year", identifier),
    ),
    _table(
        "classes", "class", "sourcedId orgSourcedId title sessionSourcedIds courseSourcedId",
        _ID,
        Column("orgSourcedId", "school", identifier, required=True),
        Column("title", "title", text(), required=True),
        Column("sessionSourcedIds", "terms", identifiers),
        Column("courseSourcedId", "course", identifier),
    ),
    _table(
        "users", "user",
        "sourcedId username givenName familyName password activeDirectoryMatchId email phone sms",
        _ID,
        Column("givenName", "given", text(), required=True, personal=True),
        Column("familyName", "family", text(), required=True, personal=True),
        Column("email", "email", text(400), personal=True),
        Column("phone", "phone", label(40), personal=True),
        Column("sms", "sms", label(40), personal=True),
        beside=(
            Column("userIds", "ids", text(1000), personal=True),
            Column("identifier", "identifier", text(), personal=True),
            Column("metadata.fiche", "meta_fiche", text(), personal=True),
            Column("metadata.codePermanent", "meta_code", text(), personal=True),
        ),
        derived=(*NAME_KEYS, *NUMBERS),
    ),
    _table(
        "roles", "role",
        "userSourcedId orgSourcedId role sessionSourcedId grade isPrimary roleStartDate"
        " roleEndDate",
        _USER,
        Column("orgSourcedId", "org", identifier, required=True),
        Column("role", "role", choice(*_ROLES, rule="unknown_role"), required=True),
        Column("sessionSourcedId", "session", identifier),
        Column("grade", "level", level),
        Column("isPrimary", "main", boolean),
        derived=(Derived("sid", ("user", "org", "role", "session"), joined),),
    ),
    _table(
        "enrollments", "enrollment", "classSourcedId userSourcedId role",
        Column("classSourcedId", "class", identifier, required=True),
        _USER,
        Column("role", "role", choice(*_ROLES, rule="unknown_role"), required=True),
        derived=(Derived("sid", ("class", "user", "role"), joined),),
    ),
    _table(
        "demographics", "demographic",
        "userSourcedId sex birthDate birthCity birthState birthCountry ethnicityCodes raceCodes",
        Column("userSourcedId", "sid", identifier, required=True, personal=True),
        Column("birthDate", "birth", day, personal=True),
    ),
    _table(
        "relationships", "relationship",
        "userSourcedId relationshipUserSourcedId relationshipRole",
        _USER,
        Column("relationshipUserSourcedId", "other", identifier, required=True, personal=True),
        Column(
            "relationshipRole", "role",
            choice(
                *("guardian", "parent", "relative", "aide", "doctor", "powerOfAttorney"),
                *("emergencyContact", "grandparent", "spouse", "sibling", "child", "other"),
                rule="unknown_role",
            ),
            required=True,
        ),
        derived=(Derived("sid", ("user", "other"), joined),),
    ),
)  # fmt: skip
NOT_READ = frozenset({"userflags", "classflags", "coursesubjects"})
