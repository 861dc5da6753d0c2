"""OneRoster CSV 1.1 and 1.2 (1EdTech, CSV Binding 1.1.1 and 1.2.1): the rostering tables.

Only what a portal for parents needs is read. Sex, race and birth place stay in the file.
"""

from preau.exchange.tables.cells import (
    boolean,
    choice,
    day,
    identifier,
    identifiers,
    instant,
    label,
    level,
    school_year,
    text,
)
from preau.exchange.tables.columns import Column, Derived, Table
from preau.exchange.tables.derived import NAME_KEYS, NUMBERS, name_key

_START = ("sourcedId", "status", "dateLastModified")
ID = Column("sourcedId", "sid", identifier, required=True)
VERSION = (
    Column("status", "status", choice("active", "tobedeleted", "inactive", extensible=False)),
    Column("dateLastModified", "modified", instant),
)

ORG_TYPES = ("department", "school", "district", "local", "state", "national")
ROLES_11 = (
    "administrator", "aide", "guardian", "parent", "proctor", "relative", "student", "teacher",
)  # fmt: skip
ROLES_12 = (
    *("aide", "counselor", "districtAdministrator", "guardian", "parent", "principal", "proctor"),
    *("relative", "siteAdministrator", "student", "systemAdministrator", "teacher"),
)


def _table(file: str, raw: str, header: str, *columns: Column, **options: object) -> Table:
    names = (*_START, *header.split())
    return Table(file, raw, (ID, *VERSION, *columns), names, **options)  # type: ignore[arg-type]


_ORGS = _table(
    "orgs", "org", "name type identifier parentSourcedId",
    Column("name", "name", text(), required=True),
    Column("type", "type", choice(*ORG_TYPES), required=True),
    Column("identifier", "identifier", label(20)),
    Column("parentSourcedId", "parent", identifier),
)  # fmt: skip
_SESSIONS = _table(
    "academicSessions", "session", "title type startDate endDate parentSourcedId schoolYear",
    Column("title", "title", text(), required=True),
    Column(
        "type", "type", choice("gradingPeriod", "semester", "schoolYear", "term"), required=True
    ),
    Column("startDate", "starts", day, required=True),
    Column("endDate", "ends", day, required=True),
    Column("parentSourcedId", "parent", identifier),
    Column("schoolYear", "year", school_year, required=True),
)  # fmt: skip
_COURSES = _table(
    "courses", "course",
    "schoolYearSourcedId title courseCode grades orgSourcedId subjects subjectCodes",
    Column("schoolYearSourcedId", "year", identifier),
    Column("title", "title", text(), required=True),
    Column("courseCode", "code", label(60)),
    Column("orgSourcedId", "org", identifier, required=True),
)  # fmt: skip
_CLASSES = _table(
    "classes", "class",
    "title grades courseSourcedId classCode classType location schoolSourcedId termSourcedIds"
    " subjects subjectCodes periods",
    Column("title", "title", text(), required=True),
    Column("courseSourcedId", "course", identifier, required=True),
    Column("classCode", "code", label(60)),
    Column("classType", "type", choice("homeroom", "scheduled"), required=True),
    Column("location", "room", label(60)),
    Column("schoolSourcedId", "school", identifier, required=True),
    Column("termSourcedIds", "terms", identifiers, required=True),
)  # fmt: skip
_ENROLLMENTS = _table(
    "enrollments", "enrollment",
    "classSourcedId schoolSourcedId userSourcedId role primary beginDate endDate",
    Column("classSourcedId", "class", identifier, required=True),
    Column("schoolSourcedId", "school", identifier, required=True),
    Column("userSourcedId", "user", identifier, required=True, personal=True),
    Column(
        "role", "role",
        choice("administrator", "proctor", "student", "teacher", rule="unknown_role"),
        required=True,
    ),
    Column("primary", "main", boolean),
    Column("beginDate", "starts", day),
    Column("endDate", "ends", day),
)  # fmt: skip
_DEMOGRAPHICS = _table(
    "demographics", "demographic",
    "birthDate sex americanIndianOrAlaskaNative asian blackOrAfricanAmerican"
    " nativeHawaiianOrOtherPacificIslander white demographicRaceTwoOrMoreRaces"
    " hispanicOrLatinoEthnicity countryOfBirthCode stateOfBirthAbbreviation cityOfBirth"
    " publicSchoolResidenceStatus",
    Column("birthDate", "birth", day, personal=True),
)  # fmt: skip

_PERSON = (
    Column("enabledUser", "enabled", boolean, required=True),
    Column("userIds", "ids", text(1000), personal=True),
    Column("givenName", "given", text(), required=True, personal=True),
    Column("familyName", "family", text(), required=True, personal=True),
    Column("identifier", "identifier", text(), personal=True),
    Column("email", "email", text(400), personal=True),
    Column("sms", "sms", label(40), personal=True),
    Column("phone", "phone", label(40), personal=True),
    Column("agentSourcedIds", "agents", identifiers, personal=True),
    Column("grades", "level", level),
)
_BESIDE = (
    Column("metadata.fiche", "meta_fiche", text(), personal=True),
    Column("metadata.codePermanent", "meta_code", text(), personal=True),
)
_USERS_11 = _table(
    "users", "user",
    "enabledUser orgSourcedIds role username userIds givenName familyName middleName identifier"
    " email sms phone agentSourcedIds grades password",
    *_PERSON,
    Column("orgSourcedIds", "orgs", identifiers, required=True),
    Column("role", "role", choice(*ROLES_11, rule="unknown_role"), required=True),
    beside=_BESIDE,
    derived=(*NAME_KEYS, *NUMBERS),
)  # fmt: skip
_USERS_12 = _table(
    "users", "user",
    "enabledUser username userIds givenName familyName middleName identifier email sms phone"
    " agentSourcedIds grades password userMasterIdentifier resourceSourcedIds preferredGivenName"
    " preferredMiddleName preferredFamilyName primaryOrgSourcedId pronouns",
    *_PERSON,
    Column("preferredGivenName", "preferred", text(), personal=True),
    Column("primaryOrgSourcedId", "orgs", identifier),
    beside=_BESIDE,
    derived=(*NAME_KEYS, *NUMBERS, Derived("preferred_key", ("preferred",), name_key)),
)  # fmt: skip
_ROLES = _table(
    "roles", "role",
    "userSourcedId roleType role beginDate endDate orgSourcedId userProfileSourcedId",
    Column("userSourcedId", "user", identifier, required=True, personal=True),
    Column("roleType", "type", choice("primary", "secondary"), required=True),
    Column("role", "role", choice(*ROLES_12, rule="unknown_role"), required=True),
    Column("orgSourcedId", "org", identifier, required=True),
)  # fmt: skip

_SHARED = (_ORGS, _SESSIONS, _COURSES, _CLASSES)
ONEROSTER_11 = (*_SHARED, _USERS_11, _ENROLLMENTS, _DEMOGRAPHICS)
ONEROSTER_12 = (*_SHARED, _USERS_12, _ROLES, _ENROLLMENTS, _DEMOGRAPHICS)
# Files of the standard that hold nothing the portal reads yet.
NOT_READ = frozenset(
    (
        *("scorescales", "resources", "classresources"),
        *("courseresources", "userresources", "userprofiles", "lineitemscorescales"),
        *("resultscorescales", "lineitemlearningobjectiveids", "resultlearningobjectiveids"),
    )
)
