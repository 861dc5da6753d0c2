"""A family, its schools, and what they ask: rows for the tests of attendance."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from preau.accounts.models import Account
from preau.attendance import operations
from preau.attendance.enums import EventKind
from preau.attendance.models import AttendanceEvent, AttendanceMotive, AttendanceRule
from preau.attendance.operations import Recorded, Why
from preau.boards.models import Board, School
from preau.core.actors import BoardActor, FamilyActor
from preau.core.scope import acting_as
from preau.people.models import Student
from tests.factories import (
    as_owner,
    confirm,
    make_account,
    make_board,
    make_link,
    make_school,
    make_student,
)

ZONE = ZoneInfo("America/Toronto")


def local(on: date, hour: int = 9, minute: int = 0) -> datetime:
    return datetime.combine(on, time(hour, minute), ZONE).astimezone(UTC)


def class_day(back: int = 0, *, after: date | None = None) -> date:
    """A day from Monday to Friday: the latest one, `back` of them earlier."""
    on = after or datetime.now(ZONE).date()
    while on.weekday() > 4:
        on -= timedelta(days=1)
    for _ in range(back):
        on -= timedelta(days=1)
        while on.weekday() > 4:
            on -= timedelta(days=1)
    return on


def next_class_day(steps: int = 1) -> date:
    on = datetime.now(ZONE).date()
    for _ in range(steps):
        on += timedelta(days=1)
        while on.weekday() > 4:
            on += timedelta(days=1)
    return on


@dataclass
class Town:
    """Two guardians of Léo and Maëlle, one school body, two schools."""

    board: Board
    school: School
    other_school: School
    leo: Student
    maelle: Student
    claire: Account
    jean: Account
    motives: dict[str, AttendanceMotive] = field(default_factory=dict)

    @property
    def as_claire(self) -> FamilyActor:
        return FamilyActor(self.claire.id)

    @property
    def as_jean(self) -> FamilyActor:
        return FamilyActor(self.jean.id)

    @property
    def as_board(self) -> BoardActor:
        return BoardActor(self.board.id)

    def why(self, code: str = "sick", **more: Any) -> Why:
        """The same motive at both schools."""
        motives = {
            self.school.id: self.motives[f"{code} {self.school.id}"].id,
            self.other_school.id: self.motives[f"{code} {self.other_school.id}"].id,
        }
        return Why(motives, **more)


def make_motives(town: Town) -> None:
    for school in (town.school, town.other_school):
        for position, (code, label, more) in enumerate(
            (
                ("sick", "Maladie", {}),
                ("doctor", "Rendez-vous médical", {"needs_paper": True}),
                ("court", "Convocation au tribunal", {"is_confidential": True}),
                ("trip", "Sortie de l’école", {"open_to_parents": False}),
            )
        ):
            values = {"code": code, "label": label, "position": position, **more}
            with as_owner():
                motive = AttendanceMotive.objects.create(
                    board=school.board, school=school, **values
                )
            town.motives[f"{code} {school.id}"] = motive


def make_rule(school: School, **fields: Any) -> AttendanceRule:
    values = {"phone": "450-555-0101", "email": "absences@ecole.example", **fields}
    with as_owner():
        return AttendanceRule.objects.create(board=school.board, school=school, **values)


def make_town() -> Town:
    board = make_board()
    school = make_school(board, phone="450-555-0100", email="ecole@css.example")
    other = make_school(board, name="École secondaire du Fleuve", email="fleuve@css.example")
    leo = make_student(other, given="Léo", level="08", birth_on=date(2013, 3, 5))
    maelle = make_student(school, given="Maëlle", level="04", birth_on=date(2016, 9, 2))
    claire, jean = make_account("claire@exemple.ca"), make_account("jean@exemple.ca")
    for student in (leo, maelle):
        for account in (claire, jean):
            make_link(student, account.email, given=account.email.partition("@")[0].title())
            confirm(account, student)
    town = Town(board, school, other, leo, maelle, claire, jean)
    make_motives(town)
    make_rule(other, justify_school_days=3, justify_cutoff=time(10, 40))
    make_rule(school)
    return town


def record(town: Town, student: Student, **fields: Any) -> int:
    """What the school recorded two hours ago, already told."""
    at = fields.pop("at", datetime.now(UTC) - timedelta(hours=2))
    values = {"on": class_day(), "kind": EventKind.ABSENCE, **fields}
    with acting_as(town.as_board):
        return operations.record_event(
            actor=town.as_board, student_id=student.id, recorded=Recorded(**values), at=at
        )


def event(event_id: int) -> AttendanceEvent:
    with as_owner():
        return AttendanceEvent.objects.get(id=event_id)


def set_event(event_id: int, **fields: Any) -> None:
    with as_owner():
        AttendanceEvent.objects.filter(id=event_id).update(**fields)
