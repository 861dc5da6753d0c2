"""The pages of every day, asked what no form asks: far dates, foreign numbers, heads of pages."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from preau.attendance.models import AttendanceMotive, AttendancePaper
from preau.boards.models import School
from preau.homework.models import Assignment, AssignmentAttachment, Tick
from preau.messaging.models import Message, MessageAttachment, MessageReading
from preau.people.models import Student
from tests.agenda.rows import make_day, make_event
from tests.attendance.town import Town, make_town
from tests.factories import as_owner, confirm, make_account, make_link, make_switch
from tests.homework.giving import homework_of
from tests.personas import World, make_world, sign_in

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
FAR = "9" * 30
ENDLESS = "9" * 5000


@pytest.fixture
def town() -> Town:
    return make_town()


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.mark.parametrize(
    "query",
    [
        "agenda/?date=9999-12-31&vue=mois",
        "agenda/?date=0001-01-01&vue=semaine",
        "agenda/?date=2026-W01-1&vue=semaine",
        "enfants/{leo}/agenda/?date=9999-12-31&vue=mois",
        "enfants/{leo}/absences/?vue=mois&mois=2099-12",
        "enfants/{leo}/absences/?vue=mois&mois=9999-12",
        "enfants/{leo}/absences/?vue=mois&mois=2000-01",
        f"absences/motiver/?evenement={ENDLESS}",
        f"absences/declarer/journee/?enfant={ENDLESS}",
        f"absences/declarer/?enfant={FAR}",
        f"messages/?page={FAR}&annee={FAR}&enfant={FAR}",
        "messages/?annee=0&vue=archives&q=%00%F0%9F%98%80",
    ],
)
def test_a44_a_date_or_a_number_far_away_is_an_ordinary_page(town: Town, query: str) -> None:
    client = sign_in(Client(), town.claire)
    assert client.get("/" + query.format(leo=town.leo.id)).status_code == 200


@pytest.mark.parametrize("number", [FAR, ENDLESS, str(2**63)])
@pytest.mark.parametrize(
    "path",
    [
        "absences/{}/",
        "absences/papiers/{}/",
        "absences/motifs/{}/",
        "absences/motifs/{}/retirer/",
        "absences/declarations/{}/",
        "messages/{}/",
        "messages/1/pieces/{}/",
        "devoirs/pieces/{}/",
        "enfants/{}/absences/",
        "enfants/{}/agenda/",
    ],
)
def test_a08_a_number_that_no_row_can_have_is_no_row(town: Town, path: str, number: str) -> None:
    assert sign_in(Client(), town.claire).get("/" + path.format(number)).status_code == 404


@pytest.mark.parametrize("wanted", [FAR, ENDLESS])
def test_a44_no_feed_is_made_for_a_number_that_no_child_has(town: Town, wanted: str) -> None:
    response = sign_in(Client(), town.claire).post("/agenda/abonnements/", {"enfant": wanted})
    assert response.status_code == 404


def test_a16_the_head_of_a_page_is_no_reading(world: World) -> None:
    client = world.clients["parent"]
    path = f"/messages/{world.letter.message_id}/"
    assert client.head(path).status_code == 200
    with as_owner():
        assert not MessageReading.objects.exists()
    client.get(path)
    with as_owner():
        assert MessageReading.objects.get().opened_at


def test_a16_what_a_browser_fetches_in_advance_is_no_reading(world: World) -> None:
    client = world.clients["parent"]
    path = f"/messages/{world.letter.message_id}/"
    for name in ("Sec-Purpose", "Purpose", "X-Moz"):
        client.get(path, headers={name: "prefetch"})
    with as_owner():
        assert not MessageReading.objects.exists()


def test_a17_what_a_school_hides_of_homework_is_neither_sent_nor_ticked(world: World) -> None:
    client, file, leo = world.clients["parent"], world.homework, world.student
    tick = f"/enfants/{leo.id}/devoirs/{file.assignment_id}/fait/"
    assert client.get(f"/devoirs/pieces/{file.id}/").status_code == 200
    make_switch(leo.board, "tile.homework", False, leo.school)
    assert client.get(f"/devoirs/pieces/{file.id}/").status_code == 404
    assert client.post(tick, {"fait": "1"}).status_code == 404
    with as_owner():
        assert not Tick.objects.exists()


def test_a17_a_file_given_to_a_sibling_s_group_opens_through_that_sibling(world: World) -> None:
    """What one school hides, another may show: the file is of the child whose school shows it."""
    client, leo = world.clients["parent"], world.student
    other = homework_of(leo)
    assert client.get(f"/devoirs/pieces/{other.id}/").status_code == 200


def test_a36_a_title_adds_no_line_to_a_calendar(town: Town) -> None:
    title = (
        "Concert\r\nATTENDEE:mailto:pirate@mail.example\rX-A:1\nX-B:2\x0bX-C:3\x85X-D:4\u2028X-E:5"
    )
    make_event(town.board, title[:160], location=title[:160], description=title)
    client = sign_in(Client(), town.claire)
    page = client.post("/agenda/abonnements/", {"enfant": ""}).content.decode()
    path = page.split("/agenda/flux/")[1].split(".ics")[0]
    text = Client().get(f"/agenda/flux/{path}.ics").content
    assert b"Concert" in text
    unfolded = text.replace(b"\r\n ", b"").decode()
    for line in unfolded.splitlines():
        assert not line.startswith(("ATTENDEE", "X-A", "X-B", "X-C", "X-D", "X-E")), line
    assert b"\r" not in text.replace(b"\r\n", b"")


def grown(student: Student, years: int = 18) -> None:
    today = timezone.localdate()
    with as_owner():
        Student.objects.filter(id=student.id).update(
            birth_on=date(today.year - years, today.month, min(today.day, 28))
        )


def test_a19_at_eighteen_every_page_of_every_day_closes_to_the_parent(world: World) -> None:
    leo, absent = world.student, world.absent
    client = world.clients["parent"]
    paths = [
        f"/messages/{world.letter.message_id}/",
        f"/messages/{world.letter.message_id}/pieces/{world.letter.id}/",
        f"/enfants/{leo.id}/agenda/",
        f"/enfants/{leo.id}/devoirs/",
        f"/devoirs/pieces/{world.homework.id}/",
        f"/enfants/{leo.id}/absences/",
        f"/absences/{absent.event.id}/",
        f"/absences/papiers/{absent.paper.id}/",
        f"/absences/motifs/{absent.justification.id}/",
        f"/absences/declarations/{absent.declaration.id}/",
    ]
    assert {client.get(path).status_code for path in paths} == {200}
    grown(leo)
    assert {client.get(path).status_code for path in paths} == {404}
    for path in ("/", "/messages/", "/agenda/", "/absences/motiver/", "/absences/declarer/"):
        assert "Léo" not in client.get(path, follow=True).content.decode()


def test_a20_a_pupil_of_eighteen_reads_its_file_and_not_its_parents_words(world: World) -> None:
    leo, absent = world.student, world.absent
    grown(leo)
    me = make_account("leo@courriel.example")
    make_link(leo, me.email, given="Léo", relationship="self")
    confirm(me, leo)
    client = sign_in(Client(), me)
    assert client.get(f"/absences/{absent.event.id}/").status_code == 200
    assert "Maladie" not in client.get(f"/absences/{absent.event.id}/").content.decode()
    assert client.get(f"/absences/papiers/{absent.paper.id}/").status_code == 404


def restrict(world: World, right: str) -> None:
    with as_owner():
        link = world.student.links.get(email=world.accounts["parent"].email)
        link.restrictions.create(board=link.board, right=right, starts_on=date(2020, 1, 1))


def feed_of(client: Client) -> str:
    page = client.post("/agenda/abonnements/", {"enfant": ""}).content.decode()
    path = page.split("/agenda/flux/")[1].split(".ics")[0]
    return Client().get(f"/agenda/flux/{path}.ics").content.decode().replace("\r\n ", "")


def test_a20_a_judgment_on_homework_closes_each_corner_where_it_shows(world: World) -> None:
    client, leo, file = world.clients["parent"], world.student, world.homework
    due = timezone.localdate() + DAY
    with as_owner():
        Assignment.objects.update(title="Lettre à Zoé", given_on=due - DAY, due_on=due)
    corners = (f"/enfants/{leo.id}/agenda/?vue=jour&date={due}", "/", f"/agenda/?date={due}")
    assert "Lettre à Zoé" in client.get(corners[0]).content.decode()
    assert "Lettre à Zoé" in feed_of(client)
    restrict(world, "homework")
    for path in corners:
        page = client.get(path).content.decode()
        assert "Léo" in page
        assert "Lettre à Zoé" not in page
    assert "Lettre à Zoé" not in feed_of(client)
    assert client.get(f"/enfants/{leo.id}/devoirs/").status_code == 404
    assert client.get(f"/devoirs/pieces/{file.id}/").status_code == 404
    assert client.post(f"/enfants/{leo.id}/devoirs/{file.assignment_id}/fait/").status_code == 404


SIGN = "<script>alert(1)</script>"
ATTACK = f'{SIGN}"onload=alert(2)//{{{{7*7}}}}'


def test_a31_what_schools_and_parents_name_is_text_on_every_page(world: World) -> None:
    leo, absent = world.student, world.absent
    today = timezone.localdate()
    with as_owner():
        AttendanceMotive.objects.update(label=ATTACK)
        AttendancePaper.objects.update(name=ATTACK)
        MessageAttachment.objects.update(name=ATTACK)
        AssignmentAttachment.objects.update(name=ATTACK)
        Assignment.objects.update(title=ATTACK, text=SIGN, given_on=today, due_on=today + DAY)
        Message.objects.update(title=ATTACK, author_name=ATTACK, excerpt=ATTACK, body=SIGN)
        Student.objects.filter(id=leo.id).update(given_name=ATTACK)
        School.objects.filter(id=leo.school_id).update(name=ATTACK)
    make_day(leo.school, today, "closure", note=ATTACK)
    make_event(leo.board, ATTACK, starts_on=today, ends_on=today + DAY, location=ATTACK)
    client = world.clients["parent"]
    for path in (
        *("/", "/messages/", f"/messages/{world.letter.message_id}/", "/messages/?q=alert"),
        *("/agenda/", "/agenda/?vue=mois", f"/enfants/{leo.id}/agenda/?vue=semaine"),
        *(f"/enfants/{leo.id}/devoirs/", "/agenda/abonnements/", "/absences/motiver/"),
        *(f"/enfants/{leo.id}/absences/", f"/absences/{absent.event.id}/"),
        *(f"/absences/motifs/{absent.justification.id}/", "/absences/declarer/depart-hatif/"),
        *(f"/absences/declarations/{absent.declaration.id}/", "/absences/declarer/"),
    ):
        response = client.get(path)
        assert response.status_code == 200, path
        page = response.content.decode()
        assert SIGN not in page, path
        assert '"onload=' not in page, path


def test_a11_other_verbs_are_refused_to_everybody_alike(world: World) -> None:
    path = f"/messages/{world.letter.message_id}/"
    for verb in ("PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"):
        for persona in ("parent", "other school"):
            assert world.clients[persona].generic(verb, path).status_code == 405, verb
