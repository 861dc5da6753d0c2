"""Léo between two households, a circuit in each, and a notice or a change at will."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from preau.accounts.models import Account
from preau.boards.models import Board, SchoolDay
from preau.core.actors import BoardActor, FamilyActor
from preau.people.models import GuardianLink, Student
from preau.transport.enums import Direction
from preau.transport.models import (
    BusNotice,
    Circuit,
    Ride,
    RideChange,
    RidePlace,
    Stop,
    TransportAsOf,
)
from tests.factories import (
    as_owner,
    confirm,
    make_account,
    make_board,
    make_link,
    make_school,
    make_student,
)

MONDAY = date(2026, 11, 23)
WORKING = [1, 2, 3, 4, 5]


def at(hour: int, minute: int = 0, on: date = MONDAY) -> datetime:
    """An hour on the clock of Québec."""
    return timezone.make_aware(datetime.combine(on, time(hour, minute))).astimezone(UTC)


@dataclass
class Town:
    board: Board
    leo: Student
    mother: GuardianLink
    father: GuardianLink
    claire: Account
    marc: Account

    @property
    def as_claire(self) -> FamilyActor:
        return FamilyActor(self.claire.pk)

    @property
    def as_marc(self) -> FamilyActor:
        return FamilyActor(self.marc.pk)

    @property
    def desk(self) -> BoardActor:
        return BoardActor(self.board.pk)


def make_town(level: str = "04") -> Town:
    board = make_board(phone="450-555-0100")
    leo = make_student(make_school(board, phone="450-555-0110"), level=level)
    links = [make_link(leo, f"{n}@courriel.example", given=n.title()) for n in ("claire", "marc")]
    accounts = [make_account(link.email) for link in links]
    for account in accounts:
        confirm(account, leo)
    known(leo)
    return Town(board, leo, *links, *accounts)


def known(student: Student, moment: datetime | None = None) -> None:
    with as_owner():
        TransportAsOf.objects.get_or_create(
            board=student.board,
            school=student.school,
            defaults={"at": moment or at(5)},
        )


def circuit(board: Board, name: str = "118", **fields: Any) -> Circuit:
    with as_owner():
        return Circuit.objects.get_or_create(
            board=board, source_id=f"c-{name}", defaults={"name": name, **fields}
        )[0]


def stop(board: Board, name: str = "des Érables", place: str = "") -> Stop:
    with as_owner():
        return Stop.objects.get_or_create(
            board=board,
            source_id=f"s-{name}",
            defaults={"name": name, "place": place or f"coin {name} et Principale"},
        )[0]


def ride(
    student: Student,
    direction: Direction = Direction.MORNING,
    leaves_at: time | None = time(7, 42),
    **fields: Any,
) -> Ride:
    """A ride of a pupil; `household`: links, `on`: the circuit's number, `by`: the stop's name."""
    board = student.board
    household = fields.pop("household", ())
    number, by = fields.pop("on", "118"), fields.pop("by", "des Érables")
    vehicle = fields.pop("vehicle", "bus")
    route = circuit(board, number) if number else None
    place = stop(board, by) if by else None
    values = {
        "weekdays": WORKING,
        "dates": [],
        "except_dates": [],
        "is_confirmed": True,
        **fields,
    }
    with as_owner():
        made = Ride.objects.create(
            board=board,
            student=student,
            source_id=f"r-{Ride.objects.count() + 1}",
            direction=direction,
            **values,
        )
        RidePlace.objects.create(
            ride=made,
            board=board,
            student=student,
            guardians=sorted(link.guardian_id for link in household),
            circuit=route,
            stop=place,
            leaves_at=leaves_at,
            vehicle=vehicle,
        )
    return made


def notice(student: Student, number: str = "118", **fields: Any) -> BusNotice:
    values = {
        "on": MONDAY,
        "direction": "morning",
        "kind": "delay",
        "minutes": 20,
        "cause": "traffic",
        "starts_at": at(7),
        "ends_at": at(8, 45),
        "published_at": at(7),
        **fields,
    }
    if values["kind"] == "cancel":
        values["minutes"] = None
    with as_owner():
        return BusNotice.objects.create(
            board=student.board, circuit=circuit(student.board, number), **values
        )


def side(**fields: Any) -> dict[str, Any]:
    return {
        "circuit": "118",
        "stop": "des Érables",
        "leaves_at": "07:42:00",
        "vehicle": "bus",
        "weekdays": WORKING,
        "confirmed": True,
        **fields,
    }


def change(student: Student, household: tuple[GuardianLink, ...] = (), **fields: Any) -> RideChange:
    values = {
        "direction": "morning",
        "kind": "changed",
        "before": side(),
        "after": side(leaves_at="07:48:00"),
        "takes_on": MONDAY,
        "is_told": True,
        "at": at(6) - timedelta(days=3),
        **fields,
    }
    with as_owner():
        return RideChange.objects.create(
            board=student.board,
            student=student,
            guardians=sorted(link.guardian_id for link in household),
            **values,
        )


def school_day(student: Student, on: date, kind: str = "class", note: str = "") -> None:
    with as_owner():
        SchoolDay.objects.update_or_create(
            board=student.board,
            school=student.school,
            on=on,
            defaults={"kind": kind, "note": note},
        )
