"""What schools do at their own desk, for a family made for one journey.

No page of Préau offers these acts yet: they go through the factories and the operations. Every
date of these schools is a class day, but for two named ones, so that no journey waits for Monday.
"""

import io
import itertools
from collections.abc import Sequence
from datetime import time, timedelta
from typing import Any

from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone

from preau.agenda.models import Event
from preau.attendance import operations as attendance
from preau.attendance.enums import EventKind
from preau.attendance.models import (
    AttendanceEvent,
    AttendanceMotive,
    AttendancePaper,
    AttendanceRule,
    Justification,
)
from preau.attendance.operations import Recorded
from preau.boards.models import Board, School, SchoolDay, SchoolYear
from preau.core.actors import BoardActor
from preau.core.clock import today
from preau.core.files.accept import accept
from preau.core.scope import acting_as
from preau.homework import operations as homework
from preau.homework.enums import AssignmentKind
from preau.homework.operations import Given
from preau.messaging import operations as messaging
from preau.messaging.enums import Category, TargetKind
from preau.messaging.models import Thread
from preau.messaging.operations import Author, MessageDraft
from preau.messaging.queries.audience import Target
from preau.people.models import Group, GuardianLink, Student, TeachingAssignment
from preau.transport import operations as transport
from preau.transport.enums import Direction
from preau.transport.models import BusNotice, RidePlace
from preau.transport.operations import Announced
from preau.web.fresh import PROVED_AT
from tests.agenda.rows import enrol, make_bells, make_entry, make_event, make_group, make_teacher
from tests.factories import (
    PASSWORD,
    as_owner,
    confirm,
    make_account,
    make_board,
    make_link,
    make_school,
    make_student,
    make_switch,
)
from tests.files import PDF
from tests.journeys.desk_money import (  # noqa: F401 - asked by name
    charge,
    deposit_slip,
    generate,
    open_account,
    receive,
    void_last,
)
from tests.transport import town as buses

DAY = timedelta(days=1)
CYCLE = 5
# From today: a pédagogique day with its service de garde, and a holiday.
PEDAGOGICAL, HOLIDAY = 9, 10
_families = itertools.count(1)
_codes = itertools.count(1)


# ---- a family -----------------------------------------------------------------------------------


def family() -> dict[str, Any]:
    """Two guardians; three children in two schools of one body, a fourth in another body."""
    number = next(_families)
    saults, falls = _bodies()
    shore = _school(saults, f"École de la Rive {number}")
    children = {
        "Maëlle": _pupil(shore, "Maëlle", "04"),
        "Théo": _pupil(shore, "Théo", "KG"),
        "Hugo": _pupil(_school(saults, f"École secondaire du Saut {number}"), "Hugo", "08"),
        "Béatrice": _pupil(_school(falls, f"Hillcrest Elementary {number}"), "Béatrice", "02"),
    }
    emails = f"claire.{number}@saults.example", f"jean.{number}@saults.example"
    for email, given in zip(emails, ("Claire", "Jean"), strict=True):
        account = make_account(email)
        for pupil in children.values():
            make_link(pupil, email, given=given, family="Tremblay")
            confirm(account, pupil)
    return {
        "parent": emails[0],
        "other": emails[1],
        "password": PASSWORD,
        "children": {name: pupil.id for name, pupil in children.items()},
        "schools": {name: pupil.school.name for name, pupil in children.items()},
        "today": today().isoformat(),
    }


def _bodies() -> tuple[Board, Board]:
    saults = make_board(
        "998001",
        name="Centre de services scolaire des Trois-Saults",
        short_name="CSS des Trois-Saults",
        former_name="",
    )
    falls = make_board(
        "998002",
        name="Commission scolaire anglaise des Chutes",
        name_en="Three Falls School Board",
        short_name="CS des Chutes",
        former_name="",
        kind="english",
    )
    for board in (saults, falls):
        values = {"title": "Année", "starts_on": today() - DAY * 90, "ends_on": today() + DAY * 200}
        with as_owner():
            SchoolYear.objects.get_or_create(board=board, source_id="annee", defaults=values)
    return saults, falls


def _school(board: Board, name: str) -> School:
    school = make_school(board, name, phone="819-555-0100", email="secretariat@saults.example")
    with as_owner():
        SchoolDay.objects.bulk_create(_day(school, offset) for offset in range(-30, 60))
        AttendanceRule.objects.create(
            board=board,
            school=school,
            justify_school_days=3,
            declare_cutoff=time(8),
            paper_beyond_days=5,
            phone="819-555-0101",
            email="absences@saults.example",
            daycare_email="garde@saults.example",
            transport_phone="819-555-0177",
        )
        for position, (code, label, paper) in enumerate(
            (("sick", "Maladie", False), ("doctor", "Rendez-vous médical", True))
        ):
            AttendanceMotive.objects.create(
                board=board,
                school=school,
                code=code,
                label=label,
                needs_paper=paper,
                position=position,
            )
    make_bells(school)
    return school


def _day(school: School, offset: int) -> SchoolDay:
    told = {
        PEDAGOGICAL: {"kind": "pedagogical", "has_daycare": True},
        HOLIDAY: {"kind": "holiday", "note": "Fête du Saut"},
    }
    usual = {"kind": "class", "cycle_day": offset % CYCLE + 1}
    on = today() + DAY * offset
    return SchoolDay(board=school.board, school=school, on=on, **told.get(offset, usual))


def _pupil(school: School, given: str, level: str) -> Student:
    """In a home group that has a teacher, and a lesson every day of the cycle."""
    code = f"TREM{next(_codes):08d}"
    pupil = make_student(school, given, "Tremblay", level=level, code_permanent=code)
    group = make_group(school, "Français")
    enrol(pupil, group)
    make_teacher(group)
    with as_owner():
        TeachingAssignment.objects.filter(group=group).update(is_primary=True)
        Student.objects.filter(id=pupil.id).update(home_group=group)
    for cycle_day in range(1, CYCLE + 1):
        make_entry(group, cycle_day, 1, room="104")
    return pupil


# ---- messages -----------------------------------------------------------------------------------


def publish(
    *, students: Sequence[int], title: str, body: str, file: str = "", **fields: Any
) -> int:
    """A message to named pupils, of their school, or of their body when they go to several."""
    pupils = _pupils(students)
    schools = {pupil.school_id for pupil in pupils}
    board = BoardActor(pupils[0].board_id)
    draft = MessageDraft(
        title=title,
        body=body,
        author=Author("Anne Gagnon", "enseignante", _teacher_of(pupils[0])),
        targets=[Target(TargetKind.STUDENT, student_id=pupil.id) for pupil in pupils],
        school_id=schools.pop() if len(schools) == 1 else None,
        category=Category(fields.pop("category", "information")),
        **fields,
    )
    files = [accept(io.BytesIO(PDF), file)] if file else []
    with acting_as(board):
        return messaging.publish_message(
            actor=board, draft=draft, files=files, at=timezone.now(), sends_mail=False
        )


def answer(*, message: int, text: str) -> None:
    """The author answers the parent who wrote."""
    with as_owner():
        thread = Thread.objects.select_related("message").get(message_id=message)
    actor = BoardActor(thread.board_id)
    with acting_as(actor):
        messaging.reply_as_staff(
            actor=actor,
            thread_id=thread.id,
            staff_id=thread.message.staff_id or 0,
            text=text,
            at=timezone.now(),
        )


def _teacher_of(pupil: Student) -> int:
    with as_owner():
        return TeachingAssignment.objects.get(group=pupil.home_group_id).staff_id


def _pupils(ids: Sequence[int]) -> list[Student]:
    with as_owner():
        return list(Student.objects.filter(id__in=ids).select_related("school"))


# ---- homework and events ------------------------------------------------------------------------


def give(
    *, student: int, title: str, due: int, kind: str = "homework", text: str = "", file: str = ""
) -> int:
    """To the pupil's group, due so many days from today; given again by the same title."""
    (pupil,) = _pupils([student])
    with as_owner():
        group = Group.objects.get(id=pupil.home_group_id)
    actor = BoardActor(group.board_id)
    given = Given(
        source_id=f"{group.id} {title}",
        group_id=group.id,
        kind=AssignmentKind(kind),
        title=title,
        text=text,
        given_on=today() - DAY * 7,
        due_on=today() + DAY * due,
        minutes=20,
        files=[accept(io.BytesIO(PDF), file)] if file else [],
    )
    with acting_as(actor):
        return homework.give(actor=actor, given=given, published_at=timezone.now() - DAY).id


def announce(*, student: int, title: str, on: int) -> int:
    """An event of the pupil's school."""
    (pupil,) = _pupils([student])
    day = today() + DAY * on
    event: Event = make_event(
        pupil.board, title, school=pupil.school, starts_on=day, ends_on=day + DAY
    )
    return event.id


# ---- transport ----------------------------------------------------------------------------------


def ride(*, student: int, way: str = "morning", household: str = "", **fields: Any) -> None:
    """A ride of every day, circuit 118; with `household`, an address, of its guardian alone."""
    (pupil,) = _pupils([student])
    buses.known(pupil, timezone.now())
    with as_owner():
        links = list(pupil.links.filter(email=household)) if household else []
    values = {"weekdays": list(range(1, 8)), **fields}
    buses.ride(pupil, Direction(way), household=links, **values)


def walk(*, student: int) -> None:
    """The transport of the school is known, and this pupil has none."""
    buses.known(_pupils([student])[0], timezone.now())


def move_hour(*, student: int) -> None:
    """The morning's hour moves: kept, and told."""
    (pupil,) = _pupils([student])
    actor, at = BoardActor(pupil.board_id), timezone.now()
    with acting_as(actor), transport.watching_changes(actor=actor, at=at):
        places = RidePlace.objects.filter(student_id=student, ride__direction=Direction.MORNING)
        places.update(leaves_at=time(7, 48))


def be_late(*, student: int, minutes: int | None = 20) -> int:
    """The pupil's morning circuit is late, or cancelled, for two hours."""
    (pupil,) = _pupils([student])
    actor, at = BoardActor(pupil.board_id), timezone.now()
    with acting_as(actor):
        place = RidePlace.objects.get(student_id=student, ride__direction=Direction.MORNING)
        announced = Announced(
            circuit_id=place.circuit_id or 0,
            on=today(),
            direction=Direction.MORNING,
            minutes=minutes,
            ends_at=at + timedelta(hours=2),
            note="Rue barrée.",
        )
        return transport.announce(actor=actor, announced=announced, at=at)[0].id


def end_late(*, student: int, notice: int) -> None:
    actor = BoardActor(_pupils([student])[0].board_id)
    with acting_as(actor):
        transport.end_notice(actor=actor, notice_id=notice, at=timezone.now())


def let_end(*, student: int) -> None:
    """The hours of what is announced of the pupil's circuits go by: all ends a minute ago."""
    (pupil,) = _pupils([student])
    past = timezone.now() - timedelta(minutes=1)
    with as_owner():
        circuits = RidePlace.objects.filter(student_id=student).values("circuit_id")
        announced = BusNotice.objects.filter(board_id=pupil.board_id, circuit_id__in=circuits)
        announced.update(starts_at=past - timedelta(hours=2), ends_at=past)


# ---- absences -----------------------------------------------------------------------------------


def record_absence(*, student: int, back: int = 1, **fields: Any) -> int:
    """Seen some days ago, and told to the parent at once."""
    (pupil,) = _pupils([student])
    actor = BoardActor(pupil.board_id)
    recorded = Recorded(on=today() - DAY * back, kind=EventKind(fields.pop("kind", "absence")))
    with acting_as(actor):
        return attendance.record_event(
            actor=actor, student_id=pupil.id, recorded=recorded, at=timezone.now()
        )


def decide(*, event: int, accept: bool, note: str = "") -> None:
    """The school answers the reason that stands for an event."""
    with as_owner():
        reason = Justification.objects.filter(lines__event_id=event).latest("id")
    actor = BoardActor(reason.board_id)
    with acting_as(actor):
        attendance.decide_justification(
            actor=actor, justification_id=reason.id, accept=accept, note=note, at=timezone.now()
        )


def papers(*, event: int) -> list[str]:
    """The names of what stands behind the reasons given for an event that are not replaced."""
    with as_owner():
        found = AttendancePaper.objects.filter(
            reason__justification__lines__event_id=event, reason__justification__state="submitted"
        )
        return list(found.values_list("name", flat=True).order_by("id"))


def state_of(*, event: int) -> str:
    with as_owner():
        return str(AttendanceEvent.objects.get(id=event).state)


def follow_notices() -> None:
    """What the worker does every five minutes."""
    for board in _bodies():
        actor = BoardActor(board.id)
        with acting_as(actor):
            attendance.follow_notices(actor=actor, at=timezone.now())


# ---- switches, the clock, and links that end ----------------------------------------------------


def switch_off(*, student: int, key: str) -> None:
    """For the whole school of a pupil."""
    (pupil,) = _pupils([student])
    assert pupil.school
    make_switch(pupil.board, key, False, pupil.school)


def age(*, session: str, minutes: int) -> None:
    """The owner of a session proved who they are so many minutes earlier than it says."""
    store = SessionStore(session)
    store[PROVED_AT] -= minutes * 60
    store.save()


def end_links(*, email: str) -> None:
    """The schools take a guardian out of their files."""
    with as_owner():
        GuardianLink.objects.filter(email=email).update(ended_at=timezone.now())
