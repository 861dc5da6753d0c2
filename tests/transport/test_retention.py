"""What nobody needs any more goes, and nothing else: not what a ride or a parent still needs."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.db import models
from pytest_django import Settings

from preau.core.actors import SystemActor
from preau.transport import tasks
from preau.transport.models import (
    BusNotice,
    ChangeSeen,
    Circuit,
    Passage,
    Ride,
    RideChange,
    RidePlace,
    Stop,
    Trip,
)
from preau.transport.operations import Purged, purge_transport
from tests.factories import as_owner, make_board, make_school, make_student
from tests.transport.town import MONDAY, Town, change, circuit, known, make_town, notice, ride, stop

pytestmark = [pytest.mark.django_db, pytest.mark.database]
NOW = datetime.now(UTC)
LIMITS = {"transport_history_days": 400, "bus_notice_days": 60}


@pytest.fixture
def town(settings: Settings) -> Town:
    settings.PREAU_LIMITS = replace(settings.PREAU_LIMITS, **LIMITS)
    return make_town()


def ago(days: int) -> datetime:
    return NOW - timedelta(days=days)


def left(model: type[models.Model]) -> int:
    with as_owner():
        return model._default_manager.count()


def end(row: models.Model, at: datetime) -> None:
    with as_owner():
        type(row)._default_manager.filter(pk=row.pk).update(ended_at=at)


def seen(town: Town, account: object, last: RideChange, at: datetime) -> None:
    with as_owner():
        ChangeSeen.objects.create(
            board=town.board, account=account, student=town.leo, change_id=last.id, at=at
        )


def test_notices_go_after_their_days_in_every_body(town: Town) -> None:
    far = make_student(make_school(make_board("884000", is_subscribed=False)))
    for student in (town.leo, far):
        for days in (59, 61):
            at = ago(days)
            notice(
                student, on=at.date(), starts_at=at - timedelta(hours=2), ends_at=at,
                published_at=at,
            )  # fmt: skip
    tasks.purge(0)
    with as_owner():
        kept = list(BusNotice.objects.values_list("board_id", "ends_at"))
    assert sorted(board for board, _at in kept) == sorted([town.board.id, far.board_id])
    assert {at for _board, at in kept} == {ago(59)}


def test_changes_go_with_the_history_of_the_page(town: Town) -> None:
    old, new = change(town.leo, at=ago(401)), change(town.leo, at=ago(399))
    tasks.purge(0)
    with as_owner():
        assert list(RideChange.objects.values_list("id", flat=True)) == [new.id]
    assert old.id != new.id


def test_what_was_seen_stays_as_long_as_what_it_was_said_of(town: Town) -> None:
    first, last = change(town.leo, at=ago(401)), change(town.leo, at=ago(399))
    seen(town, town.claire, last, ago(401))
    seen(town, town.marc, first, ago(401))
    tasks.purge(0)
    with as_owner():
        kept = list(ChangeSeen.objects.values_list("account_id", flat=True))
    assert kept == [town.claire.id]


def test_a_ride_that_ended_long_ago_goes_with_its_place(town: Town) -> None:
    rides = [ride(town.leo, weekdays=[n]) for n in (1, 2, 3)]
    end(rides[0], ago(401))
    end(rides[1], ago(399))
    tasks.purge(0)
    with as_owner():
        kept = sorted(Ride.objects.values_list("id", flat=True))
        places = sorted(RidePlace.objects.values_list("ride_id", flat=True))
    assert kept == places == [rides[1].id, rides[2].id]


def test_a_circuit_and_a_stop_stay_while_a_ride_names_them(town: Town) -> None:
    one = ride(town.leo)
    for row in (circuit(town.board), stop(town.board)):
        end(row, ago(500))
    tasks.purge(0)
    assert (left(Circuit), left(Stop)) == (1, 1)
    end(one, ago(450))
    tasks.purge(0)
    assert (left(Ride), left(Circuit), left(Stop)) == (0, 0, 0)


def test_what_hangs_on_a_circuit_that_nobody_rides_goes_with_it(town: Town) -> None:
    gone, live = circuit(town.board, "204"), circuit(town.board, "118")
    place = stop(town.board)
    for route in (gone, live):
        with as_owner():
            common = {"board": town.board, "circuit": route, "trip": route.name}
            Passage.objects.create(**common, stop=place, rank=1, minutes=460)
            Trip.objects.create(**common, weekdays=[1], dates=[], except_dates=[])
    notice(town.leo, "204", on=MONDAY)
    end(gone, ago(401))
    end(place, ago(401))
    before = ago(400)
    assert purge_transport(actor=SystemActor(), before=before, notices_before=ago(9999)) == Purged(
        network=1
    )
    assert [left(m) for m in (Circuit, Passage, Trip, BusNotice)] == [1, 1, 1, 0]
    assert left(Stop) == 1, "the other circuit passes there"


def test_twice_is_once_and_nothing_is_fine(town: Town) -> None:
    known(town.leo)
    change(town.leo, at=ago(401))
    long_ago = {"before": ago(400), "notices_before": ago(60)}
    assert purge_transport(actor=SystemActor(), **long_ago) == Purged(changes=1)
    assert purge_transport(actor=SystemActor(), **long_ago) == Purged()
