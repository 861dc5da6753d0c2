"""The page « Transport scolaire »: its states, its words, its cost, and « J’ai vu »."""

from datetime import UTC, datetime, time, timedelta

import pytest
from django.utils import timezone

from preau.core.models import JournalEntry
from preau.transport.enums import Direction
from preau.transport.models import ChangeSeen
from tests.factories import as_owner, make_switch
from tests.transport.town import change, known, notice, ride, school_day, side

pytestmark = pytest.mark.django_db

NOW = datetime.now(UTC)
TODAY = timezone.localdate(NOW)
EVERY_DAY = [1, 2, 3, 4, 5, 6, 7]


@pytest.fixture
def leo(child_at, school):
    child = child_at(school)
    known(child, NOW)
    for step in range(-7, 22):
        school_day(child, TODAY + timedelta(days=step))
    return child


def text(client, student, query: str = "") -> str:
    response = client.get(f"/enfants/{student.id}/transport/{query}")
    assert response.status_code == 200
    return response.content.decode().replace("\xa0", " ")


def test_today_and_tomorrow_come_first_then_the_week(client, leo) -> None:
    ride(leo, weekdays=EVERY_DAY)
    ride(leo, Direction.EVENING, time(15, 40), weekdays=EVERY_DAY, is_confirmed=False)
    page = text(client, leo)
    places = [page.index(t) for t in ("Aujourd’hui,", "Ce matin", "Demain,", "La semaine")]
    assert places == sorted(places)
    assert "<b>Circuit 118 · 7 h 42</b>, coin des Érables et Principale" in page
    assert "Provisoire" in page
    assert page.count('<th scope="col"') == 3
    assert "Du lundi" not in page
    assert "7 h 42 · 118 · des Érables" in page
    with as_owner():
        entry = JournalEntry.objects.get(act="transport.seen")
    assert entry.student_ids == [leo.id]


def test_the_number_of_statements_is_that_of_one_line(client, leo, statements) -> None:
    counts = []
    for index, direction in enumerate(
        (Direction.MORNING, Direction.EVENING, Direction.MIDDAY_HOME)
    ):
        ride(leo, direction, time(7 + 4 * index), on=f"{118 + index}", weekdays=EVERY_DAY)
        change(leo, at=NOW)
        notice(
            leo, f"{118 + index}", on=TODAY, direction=direction,
            starts_at=NOW - timedelta(hours=1), ends_at=NOW + timedelta(hours=1),
            published_at=NOW - timedelta(hours=1),
        )  # fmt: skip
        text(client, leo)
        counts.append(len(statements(lambda: text(client, leo))))
    assert counts[0] == counts[2] == 12


def test_a_child_who_walks_is_told_so_and_whom_to_ask(client, leo) -> None:
    page = text(client, leo)
    assert "n’a pas de transport scolaire" in page
    assert "Rien ne manque" in page
    assert "À qui parler" in page


def test_a_body_that_gave_nothing_yet(client, child_at, school) -> None:
    assert "n’est pas encore inscrit" in text(client, child_at(school))


def test_a_school_that_does_not_show_it(client, leo) -> None:
    ride(leo, weekdays=EVERY_DAY)
    make_switch(leo.board, "tile.transport", False, leo.school)
    page = text(client, leo)
    assert "n’affiche pas le transport" in page
    assert "Circuit 118" not in page
    assert client.post(f"/enfants/{leo.id}/transport/vu/", {"jusqu_a": "1"}).status_code == 404


def test_no_class_is_said_with_its_reason(client, leo) -> None:
    ride(leo, weekdays=EVERY_DAY)
    school_day(leo, TODAY, "closure", "Tempête")
    assert "Pas de transport : Fermeture · Tempête." in text(client, leo)


def test_a_late_bus_is_said_on_top_with_its_end(client, leo) -> None:
    ride(leo, weekdays=EVERY_DAY)
    notice(
        leo, on=TODAY, direction="", note="Rue barrée", starts_at=NOW - timedelta(hours=1),
        ends_at=timezone.now() + timedelta(minutes=5), published_at=NOW - timedelta(hours=1),
    )  # fmt: skip
    page = text(client, leo)
    assert page.index("Circuit 118 en retard d’environ 20 min") < page.index("Aujourd’hui,")
    assert "raison : circulation. Rue barrée" in page
    assert 'role="alert"' in page


def test_what_changed_stays_on_top_until_it_is_seen(client, leo) -> None:
    ride(leo, weekdays=EVERY_DAY)
    change(leo, at=NOW - timedelta(days=1))
    last = change(leo, at=NOW, after=side(stop="des Chênes"))
    page = text(client, leo)
    assert "Matin : l’heure passe de 7 h 42 à 7 h 48" in page
    assert "l’arrêt « des Érables » devient « des Chênes »" in page
    assert f'name="jusqu_a" value="{last.id}"' in page
    assert "Le transport a changé" in client.get("/").content.decode()
    answer = client.post(f"/enfants/{leo.id}/transport/vu/", {"jusqu_a": str(last.id)})
    assert answer.url == f"/enfants/{leo.id}/transport/"
    page = text(client, leo)
    assert "jusqu_a" not in page
    assert "Ce qui a changé" in page
    assert "Le transport a changé" not in client.get("/").content.decode()
    later = change(leo, at=NOW)
    assert f'value="{later.id}"' in text(client, leo)
    with as_owner():
        assert ChangeSeen.objects.count() == 1


def test_one_week_in_two_another_address_adult_and_dates(client, leo) -> None:
    ride(
        leo, week_of=TODAY + timedelta(days=7), adult_awaited=True,
        except_dates=[TODAY + timedelta(days=14)],
    )  # fmt: skip
    ride(leo, Direction.MIDDAY_HOME, time(11, 30), weekdays=[], dates=[TODAY])
    page = text(client, leo)
    assert "une semaine sur deux, dont celle du" in page
    assert "Ce midi, vers la maison" in page
    young = ride(leo, Direction.EVENING, time(15, 40), weekdays=EVERY_DAY, adult_awaited=True)
    assert "Un adulte est attendu à l’arrêt." in text(client, leo)
    with as_owner():
        young.adult_awaited = None
        young.save()
        leo.level = "KG"
        leo.save()
    assert "Un adulte est attendu à l’arrêt." in text(client, leo)


def test_the_week_has_a_saturday_when_something_runs_on_it(client, leo) -> None:
    monday = TODAY - timedelta(days=TODAY.weekday())
    saturday, sunday = monday + timedelta(days=5), monday + timedelta(days=6)
    ride(leo)
    page = text(client, leo)
    week = page[page.index("La semaine") : page.index("Les trajets au dossier")]
    assert "Vendredi" in week
    assert "Samedi" not in week
    ride(leo, Direction.EVENING, time(15, 40), weekdays=[], dates=[saturday])
    page = text(client, leo)
    week = page[page.index("La semaine") : page.index("Les trajets au dossier")]
    assert f"Samedi {saturday.day} " in week
    assert "Dimanche" not in week
    school_day(leo, saturday, "closure")
    ride(leo, Direction.MORNING, time(9), weekdays=[], dates=[sunday])
    page = text(client, leo)
    week = page[page.index("La semaine") : page.index("Les trajets au dossier")]
    assert "Samedi" not in week, "the school is closed"
    assert "Dimanche" in week


def test_the_title_elides(client, child_at, school) -> None:
    child = child_at(school, given="Éloïse")
    known(child, NOW)
    assert "<title>Transport scolaire d’Éloïse" in text(client, child)
