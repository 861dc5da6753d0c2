"""People as rows: pupils, guardians and staff in users and roles, and our tables about them."""

from collections.abc import Iterator, Sequence

from preau.demo.roster import Roster
from preau.demo.rows import Adult, Body, Pupil, Restriction, Staff, Tie
from preau.demo.tables import Row
from preau.people.enums import Relationship

_ROLES = {
    Relationship.GUARDIAN: "guardian",
    Relationship.GRANDPARENT: "relative",
    Relationship.RELATIVE: "relative",
    # Pupils of full age, in the second row that stands for their own address.
    Relationship.SELF: "relative",
}


def guardians_of(pupils: Sequence[Pupil]) -> dict[str, Tie]:
    """The adults whom these pupils' files name, by source id, with their first tie."""
    found: dict[str, Tie] = {}
    for pupil in pupils:
        for tie in pupil.ties:
            found.setdefault(tie.adult.source_id, tie)
    return found


def _staff_of(roster: Roster, body: Body) -> list[Staff]:
    return [person for person in roster.staff if person.body == body.code]


def user_rows(roster: Roster, body: Body, pupils: Sequence[Pupil]) -> list[Row]:
    """Each person once, though one may be staff and guardian."""
    guardians = guardians_of(pupils)
    staff = _staff_of(roster, body)
    employed = {person.source_id for person in staff}
    return [
        *(_pupil(pupil) for pupil in pupils),
        *(_employee(person, guardians.get(person.source_id)) for person in staff),
        *(_guardian(tie.adult) for key, tie in guardians.items() if key not in employed),
    ]


def _pupil(pupil: Pupil) -> Row:
    return _user(
        pupil.source_id,
        pupil.given_name,
        pupil.family_name,
        agents=",".join(tie.adult.source_id for tie in pupil.ties),
        grades=pupil.level,
        preferred=pupil.preferred_name,
        org=pupil.school,
    )


def _employee(person: Staff, tie: Tie | None) -> Row:
    return _user(
        person.source_id,
        person.given_name,
        person.family_name,
        email=person.email,
        mobile=tie.adult.mobile if tie else "",
        phone=tie.adult.phone if tie else "",
        org=person.school,
    )


def _guardian(adult: Adult) -> Row:
    return _user(
        adult.source_id,
        adult.given_name,
        adult.family_name,
        email=adult.email,
        mobile=adult.mobile,
        phone=adult.phone,
    )


def _user(
    source_id: str,
    given_name: str,
    family_name: str,
    *,
    email: str = "",
    mobile: str = "",
    phone: str = "",
    agents: str = "",
    grades: str = "",
    preferred: str = "",
    org: str = "",
) -> Row:
    name = (given_name, family_name, "", "")
    contact = (email, mobile, phone, agents, grades, "", "", "")
    return (source_id, "true", source_id, "", *name, *contact, preferred, "", "", org, "")


def role_rows(roster: Roster, body: Body, pupils: Sequence[Pupil]) -> list[Row]:
    return [
        *(_role(pupil.source_id, "student", pupil.school) for pupil in pupils),
        *(
            _role(person.source_id, person.role, person.school)
            for person in _staff_of(roster, body)
        ),
        *(
            _role(key, _ROLES.get(tie.relationship, "parent"), body.code)
            for key, tie in guardians_of(pupils).items()
        ),
    ]


def _role(source_id: str, role: str, org: str) -> Row:
    return (f"{source_id}/{role}/{org}", source_id, "primary", role, "", "", org, "")


def student_rows(pupils: Sequence[Pupil]) -> list[Row]:
    return [
        (
            p.source_id,
            p.fiche,
            p.code_permanent,
            p.preferred_name,
            p.level,
            p.homeroom,
            p.language,
        )
        for p in pupils
    ]


def guardian_rows(pupils: Sequence[Pupil]) -> list[Row]:
    return [row for pupil in pupils for tie in pupil.ties for row in _tie(pupil, tie)]


def _tie(pupil: Pupil, tie: Tie) -> Iterator[Row]:
    restrictions: tuple[Restriction | None, ...] = tie.restrictions or (None,)
    for restriction in restrictions:
        yield (
            pupil.source_id,
            tie.adult.source_id,
            tie.relationship.value,
            "true" if tie.has_authority else "false",
            tie.position,
            tie.email,
            tie.adult.address,
            *_restriction(restriction),
            "",
        )


def _restriction(restriction: Restriction | None) -> Row:
    if restriction is None:
        return ("", "", "", "")
    begin, end = restriction.starts_on, restriction.ends_on
    return (restriction.right, begin, end or "", restriction.reference)
