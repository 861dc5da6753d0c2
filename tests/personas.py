"""A small town of personas, each with a reason to be refused somewhere."""

from dataclasses import dataclass, field
from datetime import timedelta

from django.test import Client
from django.utils import timezone

from preau.accounts.models import Account
from preau.agenda.models import CalendarFeed
from preau.homework.models import AssignmentAttachment
from preau.messaging.models import MessageAttachment
from preau.people.models import Guardian, Incident, StaffMember, Student
from preau.results.models import ReportCard
from preau.web import sessions
from tests.agenda.rows import make_feed
from tests.attendance.absent import Absent, absence_of
from tests.factories import (
    as_owner,
    confirm,
    make_account,
    make_board,
    make_link,
    make_school,
    make_student,
)
from tests.finances.billed import Billed, bill_of
from tests.homework.giving import homework_of
from tests.messaging.writing import letter_about
from tests.results.cards import card_of

PERSONAS = (
    "parent",
    "other parent",
    "revoked parent",
    "restricted parent",
    "disowning parent",
    "other school",
    "other board",
    "teacher",
    "secretary",
    "anonymous",
)


@dataclass
class World:
    """The child at stake, its parent's incident, and one client per persona."""

    student: Student
    incident: Incident
    homework: AssignmentAttachment
    letter: MessageAttachment
    card: ReportCard = field(init=False)
    feed: CalendarFeed = field(init=False)
    absent: Absent = field(init=False)
    billed: Billed = field(init=False)
    clients: dict[str, Client] = field(default_factory=dict)
    accounts: dict[str, Account] = field(default_factory=dict)


def sign_in(client: Client, account: Account) -> Client:
    """A signed-in session as the product makes one."""
    # In a test the scope of an earlier request lasts, and inside one nobody signs in.
    with as_owner():
        client.force_login(account)
        session = client.session
        stamp = int(timezone.now().timestamp())
        session[sessions.SIGNED_IN_AT] = stamp
        session[sessions.SEEN_AT] = stamp
        session.save()
    return client


def make_world() -> World:
    """Everybody around Léo."""
    board = make_board(email="info@css.example")
    school = make_school(board, phone="450-555-0100", email="ecole@css.example")
    student = make_student(school, given="Léo", family="Tremblay-Ngô")
    elsewhere = make_school(make_board("884000", name="Riverside", short_name="Riverside"))
    world = World(student, None, homework_of(student), letter_about(student))  # type: ignore[arg-type]
    _parents(world, student)
    _strangers(
        world,
        make_student(make_school(board, name="École de la Brise"), given="Ian"),
        make_student(elsewhere, given="Ella"),
    )
    _staff(world, student)
    with as_owner():
        world.incident = Incident.objects.create(
            board=board,
            account=world.accounts["parent"],
            kind="missing_child",
            state="answered",
            answer="Corrigé.",
            answered_at=timezone.now(),
        )
    world.card = card_of(student)
    world.feed, _ = make_feed(world.accounts["parent"])
    world.absent = absence_of(student, world.accounts["parent"])
    world.billed = bill_of(student, world.accounts["parent"])
    world.clients["anonymous"] = Client()
    return world


def _add(world: World, persona: str, *students: Student, linked: bool = True) -> Account:
    email = f"{persona.replace(' ', '.')}@courriel.example"
    account = make_account(email)
    for student in students:
        if linked:
            make_link(student, email, given=persona.title())
        confirm(account, student)
    world.accounts[persona] = account
    world.clients[persona] = sign_in(Client(), account)
    return account


def _parents(world: World, student: Student) -> None:
    _add(world, "parent", student)
    _add(world, "other parent", student)
    _add(world, "revoked parent", student)
    restricted = _add(world, "restricted parent", student)
    disowning = _add(world, "disowning parent", student)
    with as_owner():
        Guardian.objects.filter(email="revoked.parent@courriel.example").update(
            ended_at=timezone.now()
        )
        link = student.links.get(email=restricted.email)
        link.restrictions.create(
            board=student.board,
            right="everything",
            starts_on=timezone.localdate() - timedelta(days=1),
        )
        disowning.confirmations.update(disowned_at=timezone.now())


def _strangers(world: World, neighbour: Student, far: Student) -> None:
    _add(world, "other school", neighbour)
    _add(world, "other board", far)


def _staff(world: World, student: Student) -> None:
    for persona, role in (("teacher", "teacher"), ("secretary", "administrator")):
        account = _add(world, persona)
        with as_owner():
            StaffMember.objects.create(
                board=student.board,
                source_id=persona,
                given_name="Anne",
                family_name="Gagnon",
                role=role,
                email=account.email,
            )
