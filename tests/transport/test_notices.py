"""Announcing, replacing, ending; who is written to, and what no mail says."""

from datetime import UTC, datetime, time, timedelta

import pytest
from django.utils import timezone

from preau.core.actors import BoardActor
from preau.core.errors import NotVisible, Refused
from preau.core.models import JournalEntry
from preau.core.scope import acting_as
from preau.notifications.models import OutboxMail
from preau.transport.enums import Cause, Direction
from preau.transport.models import BusNotice
from preau.transport.operations import Announced, announce, end_notice
from tests.factories import as_owner, confirm, make_board, make_link, make_student
from tests.transport.town import Town, circuit, make_town, ride

pytestmark = pytest.mark.django_db

NOW = datetime.now(UTC)
TODAY = timezone.localdate(NOW)
EVERY_DAY = [1, 2, 3, 4, 5, 6, 7]
SECRETS = ("118", "204", "rables", "Chênes", "7 h", "07:", "7:4", "Principale", "accident")


@pytest.fixture
def town() -> Town:
    return make_town()


def late(town: Town, **fields: object) -> tuple[BusNotice, int]:
    values = {
        "circuit_id": circuit(town.board).id,
        "on": TODAY,
        "direction": Direction.MORNING,
        "minutes": 20,
        "ends_at": NOW + timedelta(hours=2),
        "cause": Cause.TRAFFIC,
        "note": "accident, rue Principale",
        **fields,
    }
    with acting_as(town.desk):
        return announce(actor=town.desk, announced=Announced(**values), at=NOW)


def mails() -> list[OutboxMail]:
    with as_owner():
        return list(OutboxMail.objects.order_by("recipient"))


def test_each_account_is_told_once_and_no_secret_is_in_its_mail(town: Town) -> None:
    ride(town.leo, weekdays=EVERY_DAY)
    zoe = make_student(town.leo.school, given="Zoé")
    make_link(zoe, town.claire.email)
    confirm(town.claire, zoe)
    ride(zoe, weekdays=EVERY_DAY)
    assert late(town)[1] == 2
    found = mails()
    assert [m.recipient for m in found] == ["claire@courriel.example", "marc@courriel.example"]
    assert found[0].subject == "Un retard est annoncé pour le transport de Léo et de Zoé"
    assert found[1].subject == "Un retard est annoncé pour le transport de Léo"
    for mail in found:
        for secret in SECRETS:
            assert secret not in mail.subject + mail.text + mail.html, secret
    with as_owner():
        entry = JournalEntry.objects.get(act="transport.notice_published")
    assert entry.details["pupils"] == 2


def test_a20_the_other_household_is_not_written_to(town: Town) -> None:
    ride(town.leo, weekdays=EVERY_DAY, household=[town.father])
    assert late(town)[1] == 1
    assert [m.recipient for m in mails()] == ["marc@courriel.example"]


def test_only_those_whom_the_circuit_carries_that_day(town: Town) -> None:
    ride(town.leo, Direction.EVENING, weekdays=EVERY_DAY)
    ride(town.leo, weekdays=EVERY_DAY, on="204", by="des Chênes", leaves_at=time(7))
    ride(town.leo, Direction.MIDDAY_HOME, weekdays=[], dates=[TODAY + timedelta(days=1)])
    assert late(town)[1] == 0
    assert late(town, direction=Direction.EVENING)[1] == 2
    assert late(town, direction=None)[1] == 2


def test_a19_a_parent_who_lost_the_right_is_not_written_to(town: Town) -> None:
    ride(town.leo, weekdays=EVERY_DAY)
    with as_owner():
        town.father.restrictions.create(
            board=town.board, right="transport", starts_on=TODAY - timedelta(days=1)
        )
    assert late(town)[1] == 1


def test_a_second_notice_takes_the_place_of_the_first(town: Town) -> None:
    ride(town.leo, weekdays=EVERY_DAY)
    first, _count = late(town)
    second, _count = late(town, minutes=None)
    with as_owner():
        first.refresh_from_db()
        assert first.withdrawn_at is not None
        assert [n.id for n in BusNotice.objects.filter(withdrawn_at=None)] == [second.id]
    states = sorted((m.topic, m.state) for m in mails())
    assert states == sorted(
        [(f"bus {first.id}", "cancelled")] * 2 + [(f"bus {second.id}", "queued")] * 2
    )


def test_ending_takes_back_the_mails_that_did_not_leave(town: Town) -> None:
    ride(town.leo, weekdays=EVERY_DAY)
    notice, _count = late(town)
    with acting_as(town.desk):
        assert end_notice(actor=town.desk, notice_id=notice.id, at=NOW) == 2
    assert {m.state for m in mails()} == {"cancelled"}
    with pytest.raises(NotVisible), acting_as(town.desk):
        end_notice(actor=town.desk, notice_id=notice.id, at=NOW)


WRONG = {
    "over": {"ends_at": NOW - timedelta(minutes=1)},
    "endless": {"ends_at": NOW + timedelta(days=2)},
    "minutes": {"minutes": 0},
    "too late": {"minutes": 999},
    "note": {"note": "x" * 161},
}


@pytest.mark.parametrize("wrong", WRONG)
def test_what_cannot_be_announced_is_refused(town: Town, wrong: str) -> None:
    with pytest.raises(Refused):
        late(town, **WRONG[wrong])
    with as_owner():
        assert not BusNotice.objects.exists()


def test_a14_a_body_announces_nothing_of_anothers_circuit(town: Town) -> None:
    notice, _count = late(town)
    stranger = BoardActor(make_board("884000", name="Riverside", short_name="Riverside").pk)
    announced = Announced(circuit(town.board).id, TODAY, None, 5, NOW + timedelta(hours=1))
    with pytest.raises(NotVisible), acting_as(stranger):
        announce(actor=stranger, announced=announced, at=NOW)
    with pytest.raises(NotVisible), acting_as(stranger):
        end_notice(actor=stranger, notice_id=notice.id, at=NOW)
