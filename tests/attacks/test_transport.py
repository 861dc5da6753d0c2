"""Transport behind its walls: where a child waits is known to those who take it there."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from preau.core.actors import Actor, BoardActor, FamilyActor
from preau.core.scope import acting_as
from preau.people.models import GuardianLink
from preau.transport.enums import Direction
from preau.transport.models import (
    BusNotice,
    ChangeSeen,
    Circuit,
    Ride,
    RideChange,
    RidePlace,
    Stop,
)
from tests.agenda.rows import make_feed
from tests.factories import (
    as_owner,
    confirm,
    make_account,
    make_board,
    make_link,
    make_school,
    make_student,
)
from tests.personas import sign_in
from tests.transport.town import Town, change, circuit, known, make_town, notice, ride, side

pytestmark = [pytest.mark.django_db, pytest.mark.database]
NOW = datetime.now(UTC)
TODAY = timezone.localdate(NOW)
EVERY_DAY = [1, 2, 3, 4, 5, 6, 7]
FATHERS = ("204", "des Chênes", "7 h 20", "coin des Chênes et Principale", "07:20", "12 min")
TABLES = (
    "ride",
    "rideplace",
    "ridechange",
    "circuit",
    "stop",
    "busnotice",
    "changeseen",
    "passage",
    "trip",
)


@pytest.fixture
def town() -> Town:
    """Léo with his mother one week, his father the other; the father's bus is late, and changed."""
    town = make_town()
    mine = {"weekdays": EVERY_DAY, "week_of": TODAY, "household": [town.mother]}
    ride(town.leo, **mine)
    ride(
        town.leo,
        Direction.EVENING,
        time(7, 20),
        weekdays=EVERY_DAY,
        household=[town.father],
        on="204",
        by="des Chênes",
    )
    notice(
        town.leo, "204", on=TODAY, direction="", minutes=12, starts_at=NOW - timedelta(hours=1),
        ends_at=NOW + timedelta(hours=5), published_at=NOW - timedelta(hours=1),
    )  # fmt: skip
    change(
        town.leo,
        (town.father,),
        before=side(circuit="204", stop="des Chênes"),
        after=side(circuit="204", stop="des Chênes", place="coin des Chênes et Principale"),
        at=NOW,
    )
    return town


def count(actor: Actor, table: str) -> int:
    with acting_as(actor), connection.cursor() as cursor:
        try:
            with transaction.atomic():
                cursor.execute(f"SELECT count(*) FROM transport_{table}")
                return int(cursor.fetchone()[0])
        except DatabaseError:
            return 0


def run(actor: Actor, sql: str, *values: Any) -> int:
    with acting_as(actor):
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(sql, values)
                return cursor.rowcount
        except DatabaseError:
            return -1


def page(client: Client, town: Town, query: str = "") -> str:
    response = client.get(reverse("child-transport", args=[town.leo.id]) + query)
    assert response.status_code == 200
    return response.content.decode().replace("\xa0", " ")


def test_a20_no_corner_tells_the_other_households_stop(town: Town) -> None:
    mother, father = sign_in(Client(), town.claire), sign_in(Client(), town.marc)
    for query in ("", *(f"?semaine={TODAY + timedelta(days=d)}" for d in (0, 7, 14))):
        seen = page(mother, town, query)
        assert "Autre adresse" in seen
        assert "des Érables" in seen
        for secret in FATHERS:
            assert secret not in seen, secret
    home = mother.get("/").content.decode().replace("\xa0", " ")
    for secret in FATHERS:
        assert secret not in home, secret
    his = page(father, town)
    assert all(secret in his for secret in ("204", "coin des Chênes et Principale", "12 min"))
    assert "des Érables" not in his
    assert (count(town.as_claire, "ride"), count(town.as_claire, "rideplace")) == (2, 1)
    for table in ("circuit", "stop"):
        assert count(town.as_claire, table) == 1
    for table in ("ridechange", "busnotice"):
        assert (count(town.as_claire, table), count(town.as_marc, table)) == (0, 1)


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT guardians FROM transport_rideplace",
        "SELECT said FROM transport_rideplace",
        "SELECT guardians FROM transport_ridechange",
        "SELECT source_id FROM transport_ride",
        "SELECT source_id FROM transport_stop",
        "SELECT author FROM transport_busnotice",
        "SELECT * FROM preau_transport_readers(ARRAY[1]::bigint[])",
        "SELECT * FROM transport_passage",
        "SELECT * FROM transport_trip",
        "DELETE FROM transport_changeseen",
        "UPDATE transport_ride SET is_confirmed = true",
        "UPDATE transport_rideplace SET leaves_at = '08:00'",
        "DELETE FROM transport_ridechange",
        "UPDATE transport_busnotice SET withdrawn_at = now()",
        "INSERT INTO transport_transportasof (board_id, school_id, at) VALUES (1, 1, now())",
    ],
)
def test_a20_what_a_family_neither_reads_nor_writes(town: Town, sql: str) -> None:
    assert run(town.as_claire, sql) == -1


def test_a16_nobody_says_to_have_seen_for_another(town: Town) -> None:
    sql = (
        "INSERT INTO transport_changeseen (board_id, account_id, student_id, change_id)"
        " VALUES (%s, %s, %s, 1)"
    )
    assert run(town.as_claire, sql, town.board.id, town.marc.id, town.leo.id) == -1
    stranger = make_student(make_school(town.board))
    assert run(town.as_claire, sql, town.board.id, town.claire.id, stranger.id) == -1
    other = make_board("884000", name="Riverside", short_name="Riverside")
    assert run(town.as_claire, sql, other.id, town.claire.id, town.leo.id) == -1
    assert run(town.as_claire, sql, town.board.id, town.claire.id, town.leo.id) == 1


def test_a20_a_guardian_of_a_sibling_alone_opens_nothing(town: Town) -> None:
    """The father's row on Zoé's file is the mother's account by mistake: Léo's place stays shut."""
    zoe = make_student(town.leo.school, given="Zoé")
    with as_owner():
        GuardianLink.objects.create(
            board=town.board, student=zoe, guardian=town.father.guardian, email=town.claire.email
        )
    confirm(town.claire, zoe)
    assert count(town.as_claire, "rideplace") == 1


def strangers(town: Town) -> dict[str, FamilyActor]:
    far = make_school(make_board("884000", name="Riverside", short_name="Riverside"))
    found = {}
    for name, school in (("school", make_school(town.board)), ("board", far)):
        child = make_student(school, given="Ian")
        account = make_account(f"{name}@courriel.example")
        make_link(child, account.email)
        confirm(account, child)
        known(child)
        found[name] = FamilyActor(account.pk)
    return found


def test_a09_a14_other_families_read_nothing(town: Town) -> None:
    for actor in strangers(town).values():
        for table in TABLES:
            assert count(actor, table) == 0, table
    far = BoardActor(make_board("884000").pk)
    for table in TABLES:
        assert count(far, table) == 0, table


def test_a19_what_ends_closes_at_once(town: Town) -> None:
    client = sign_in(Client(), town.claire)
    address = reverse("child-transport", args=[town.leo.id])
    assert client.get(address).status_code == 200
    with as_owner():
        judgment = town.mother.restrictions.create(
            board=town.board, right="transport", starts_on=TODAY - timedelta(days=1)
        )
    assert client.get(address).status_code == 404
    assert client.post(reverse("transport-seen", args=[town.leo.id])).status_code == 404
    home = client.get("/").content.decode()
    assert "Transport scolaire" not in home
    for table in TABLES:
        assert count(town.as_claire, table) == 0, table
    with as_owner():
        judgment.delete()
        town.mother.ended_at = NOW
        town.mother.save()
    assert client.get(address).status_code == 404


ODD = ["' OR 1=1 --", "2026-02-30", "9999-12-31", "0001-01-01", "%27%3BDROP", "../../etc/passwd"]


@pytest.mark.parametrize("given", ODD)
def test_a07_a22_the_week_asked_for_is_a_date_or_this_week(town: Town, given: str) -> None:
    client = sign_in(Client(), town.claire)
    address = reverse("child-transport", args=[town.leo.id])
    response = client.get(address, {"semaine": given})
    monday = TODAY - timedelta(days=TODAY.weekday())
    assert response.status_code == 200
    assert (monday + timedelta(days=7)).isoformat() in response.content.decode()
    assert f"semaine={given}#" not in response.content.decode()


@pytest.mark.parametrize("given", ["", "x", "-1", "9" * 40, "1 OR 1=1", "²"])
def test_a07_what_is_no_change_is_not_seen(town: Town, given: str) -> None:
    client = sign_in(Client(), town.claire)
    response = client.post(reverse("transport-seen", args=[town.leo.id]), {"jusqu_a": given})
    assert response.status_code == 302
    with as_owner():
        assert not ChangeSeen.objects.exists()


def test_a17_nothing_of_transport_is_served_by_number(town: Town) -> None:
    """There is no address of a circuit, a stop or a notice: the child's page alone."""
    client = sign_in(Client(), town.claire)
    for path in ("transport/", "circuits/1/", "arrets/1/", f"transport/{circuit(town.board).id}/"):
        assert client.get(f"/{path}").status_code == 404


def test_a12_a_parents_forms_move_no_ride(town: Town) -> None:
    """What the file says of a ride stays, whatever is sent beside « J’ai vu »."""
    client = sign_in(Client(), town.marc)
    with as_owner():
        before = [list(model.objects.order_by("id").values()) for model in (Ride, RidePlace)]
        last = RideChange.objects.latest("id").id
    forged = {"leaves_at": "06:00", "circuit": "999", "is_confirmed": "false", "ended_at": "now"}
    forged |= {"jusqu_a": str(last), "student": "1", "guardians": "[]"}
    for name in ("child-transport", "transport-seen"):
        client.post(reverse(name, args=[town.leo.id]), forged)
    with as_owner():
        after = [list(model.objects.order_by("id").values()) for model in (Ride, RidePlace)]
        assert after == before
        assert not BusNotice.objects.exclude(withdrawn_at=None).exists()
        assert ChangeSeen.objects.get().account_id == town.marc.id


HOSTILE = "<img src='file:///etc/passwd' onerror=alert(1)>{{ 7*7 }}"


def test_a26_what_a_board_writes_is_shown_not_run(town: Town) -> None:
    """A stop, a note, a carrier and a notice come from files and desks: words, and no more."""
    with as_owner():
        RidePlace.objects.update(note=HOSTILE)
        Stop.objects.update(name=HOSTILE, place=HOSTILE)
        Circuit.objects.update(name=HOSTILE, carrier=HOSTILE, phone="450-555-0100")
        BusNotice.objects.update(note=HOSTILE)
        told = {"after": side(circuit=HOSTILE, stop=HOSTILE, note=HOSTILE), "is_told": True}
        RideChange.objects.update(**told)
    client = sign_in(Client(), town.marc)
    for seen in (page(client, town), client.get("/").content.decode()):
        assert "&lt;img src=" in seen
        assert "<img src='file" not in seen
        assert "onerror=alert(1)>" not in seen
        assert "{{ 7*7 }}" in seen


def test_a46_no_calendar_feed_says_where_a_child_waits(town: Town) -> None:
    _feed, token = make_feed(town.claire)
    response = Client().get(reverse("calendar-feed", args=[token]))
    assert response.status_code == 200
    text = b"".join(response).decode() if response.streaming else response.content.decode()
    assert "BEGIN:VCALENDAR" in text
    for secret in (*FATHERS, "118", "rables", "7:42", "0742", "ransport"):
        assert secret not in text, secret
