"""The tile: the next ride from this minute on, what is late, in one statement."""

from datetime import date, datetime, time, timedelta

import pytest

from preau.boards.tiles import TileFacts, TileSubject, ask
from preau.core.actors import FamilyActor
from preau.core.scope import acting_as
from preau.people.models import Student
from preau.transport.enums import Direction
from preau.transport.models import ChangeSeen, TransportAsOf
from preau.transport.tile import TILE
from tests.factories import as_owner, confirm, make_link, make_student
from tests.transport.town import (
    MONDAY,
    Town,
    at,
    change,
    known,
    make_town,
    notice,
    ride,
    school_day,
)

pytestmark = pytest.mark.django_db
EVENING = Direction.EVENING


@pytest.fixture
def town() -> Town:
    return make_town()


def ask_of(actor: FamilyActor, students: list[Student], moment: datetime) -> dict[int, TileFacts]:
    subjects = [TileSubject(s.id, s.board_id, s.school_id) for s in students]
    with acting_as(actor):
        return dict(ask([(TILE, subjects)], moment)[TILE])


def said(town: Town, moment: datetime) -> str:
    return ask_of(town.as_claire, [town.leo], moment)[town.leo.id].answer.replace("\xa0", " ")


def test_the_next_ride_is_looked_for_from_now_on(town: Town) -> None:
    ride(town.leo)
    ride(town.leo, EVENING, time(15, 40))
    assert said(town, at(6, 30)) == "Circuit 118 · 7 h 42, des Érables"
    assert said(town, at(7, 42)) == "Circuit 118 · 7 h 42, des Érables"
    assert said(town, at(7, 43)) == "Circuit 118 · 15 h 40, des Érables"
    assert said(town, at(19)) == "Demain matin : Circuit 118 · 7 h 42, des Érables"
    friday = MONDAY + timedelta(days=4)
    assert said(town, at(19, on=friday)).startswith("Lundi 30 novembre : Circuit 118")


def test_no_class_no_ride(town: Town) -> None:
    ride(town.leo)
    for step in range(-5, 20):
        on = MONDAY + timedelta(days=step)
        kind = "class" if on.weekday() < 5 else ""
        if kind:
            school_day(town.leo, on, "pedagogical" if step < 2 else kind)
    assert said(town, at(6)) == "Mercredi 25 novembre : Circuit 118 · 7 h 42, des Érables"


@pytest.mark.parametrize("count", [1, 3])
def test_one_statement_for_all(town: Town, count: int, django_assert_num_queries) -> None:
    students = [town.leo]
    for name in ("Zoé", "Ian")[: count - 1]:
        sibling = make_student(town.leo.school, given=name)
        make_link(sibling, town.claire.email)
        confirm(town.claire, sibling)
        students.append(sibling)
    for student in students:
        ride(student)
    subjects = [TileSubject(s.id, s.board_id, s.school_id) for s in students]
    with acting_as(town.as_claire), django_assert_num_queries(1):
        facts = ask([(TILE, subjects)], at(6))[TILE]
    assert len(facts) == count
    assert {one.answer.replace("\xa0", " ") for one in facts.values()} == {
        "Circuit 118 · 7 h 42, des Érables"
    }


def test_who_walks_is_told_so_and_a_school_without_transport_has_no_tile(town: Town) -> None:
    assert said(town, at(6)) == "Pas de transport scolaire"
    with as_owner():
        TransportAsOf.objects.all().delete()
    assert ask_of(town.as_claire, [town.leo], at(6)) == {}


def test_a_late_bus_is_an_alarm_until_its_end(town: Town) -> None:
    ride(town.leo)
    it = notice(town.leo)
    found = ask_of(town.as_claire, [town.leo], at(7, 30))[town.leo.id]
    assert (found.state, found.badge) == ("alert", "Retard")
    assert found.answer.replace("\xa0", " ") == (
        "Retard d’environ 20 min ce matin (avis jusqu’à 8 h 45) · Circuit 118 · 7 h 42, des Érables"
    )
    (todo,) = found.todo
    assert (todo.kind, todo.key, todo.due) == ("bus_late", town.leo.id, it.ends_at)
    assert todo.late.replace("\xa0", " ") == "Retard d’environ 20 min"
    assert ask_of(town.as_claire, [town.leo], at(8, 45))[town.leo.id].todo == ()
    assert ask_of(town.as_claire, [town.leo], at(6, 59))[town.leo.id].state == ""


def test_a_notice_is_of_its_direction_day_and_circuit_alone(town: Town) -> None:
    ride(town.leo)
    notice(town.leo, direction="evening")
    notice(town.leo, number="204")
    notice(town.leo, on=MONDAY + timedelta(days=20), ends_at=at(8, on=MONDAY + timedelta(days=20)))
    assert ask_of(town.as_claire, [town.leo], at(7, 30))[town.leo.id].state == ""
    notice(town.leo, direction="", kind="cancel")
    found = ask_of(town.as_claire, [town.leo], at(7, 30))[town.leo.id]
    assert (found.badge, found.todo[0].title) == ("Annulation", "Transport annulé")


def test_a_notice_of_tomorrow_is_said_the_evening_before(town: Town) -> None:
    ride(town.leo)
    tomorrow = MONDAY + timedelta(days=1)
    notice(town.leo, on=tomorrow, starts_at=at(18), ends_at=at(8, 45, on=tomorrow))
    assert "demain matin (avis jusqu’à 24 novembre, 8 h 45)" in said(town, at(19))


def test_the_week_of_each_household(town: Town) -> None:
    ride(town.leo, week_of=MONDAY, household=[town.mother])
    ride(
        town.leo, week_of=MONDAY + timedelta(days=7), household=[town.father], on="204",
        by="des Chênes", leaves_at=time(7, 20),
    )  # fmt: skip
    next_monday = MONDAY + timedelta(days=7)
    assert said(town, at(6)) == "Circuit 118 · 7 h 42, des Érables"
    assert said(town, at(6, on=next_monday)) == "Ce matin : autre adresse"
    father = ask_of(town.as_marc, [town.leo], at(6, on=next_monday))[town.leo.id]
    assert father.answer.replace("\xa0", " ") == "Circuit 204 · 7 h 20, des Chênes"


def test_what_changed_awaits_the_parent_until_it_is_seen(town: Town) -> None:
    ride(town.leo)
    it = change(town.leo, takes_on=date(2026, 12, 1))
    (todo,) = ask_of(town.as_claire, [town.leo], at(6))[town.leo.id].todo
    assert (todo.kind, todo.detail) == ("transport_changed", "à compter du mardi 1er décembre")
    with as_owner():
        ChangeSeen.objects.create(
            board=town.board, account=town.claire, student=town.leo, change_id=it.id
        )
    assert ask_of(town.as_claire, [town.leo], at(6))[town.leo.id].todo == ()
    assert ask_of(town.as_marc, [town.leo], at(6))[town.leo.id].todo != ()
    change(town.leo, is_told=False)
    assert ask_of(town.as_claire, [town.leo], at(6))[town.leo.id].todo == ()


def test_provisional_taxi_and_pass(town: Town) -> None:
    ride(town.leo, is_confirmed=False, vehicle="taxi", on="T7")
    found = ask_of(town.as_claire, [town.leo], at(6))[town.leo.id]
    assert found.badge == "Provisoire"
    assert found.answer.replace("\xa0", " ").startswith("Berline ou taxi · circuit T7 · 7 h 42")
    zoe = make_student(town.leo.school, given="Zoé")
    make_link(zoe, town.claire.email)
    confirm(town.claire, zoe)
    known(zoe)
    ride(zoe, vehicle="public", on="", by="", leaves_at=None)
    found = ask_of(town.as_claire, [zoe], at(6))[zoe.id]
    assert found.answer == "Transport public, avec laissez-passer"
