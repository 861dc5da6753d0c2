"""The buses of the demonstration: each family with its own ride, one late, one changed."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from preau.core.actors import FamilyActor
from preau.core.scope import acting_as
from preau.demo.load import load_demo
from preau.notifications.models import OutboxMail
from preau.people.models import Student
from preau.transport.models import BusNotice, Ride, RideChange, RidePlace
from tests.factories import as_owner

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
SATURDAY = datetime(2026, 11, 28, 14, 0, tzinfo=UTC)


def test_every_family_has_its_ride(tmp_path: Path) -> None:
    assert load_demo(at=AT, folder=tmp_path)
    with as_owner():
        primary = Student.objects.filter(level__in=("01", "02", "03", "04", "05", "06"))
        ridden = primary.filter(ride__isnull=False).distinct().count()
        assert 0.7 < ridden / primary.count() < 0.9
        assert set(RidePlace.objects.values_list("vehicle", flat=True)) == {
            "bus", "minibus", "taxi", "adapted", "public",
        }  # fmt: skip
        assert Ride.objects.filter(direction__startswith="midday").count() == 2
        assert Ride.objects.filter(is_confirmed=False).count() == 2
        notice = BusNotice.objects.get()
        assert (notice.direction, notice.kind) == ("morning", "delay")
        change = RideChange.objects.get()
        assert (change.before["leaves_at"], change.after["leaves_at"]) == ("07:42:00", "07:48:00")
        told = OutboxMail.objects.filter(topic="transport").values_list("recipient", flat=True)
        assert list(told) == ["genevieve.lafreniere@courriel.example"]
        accounts = dict(OutboxMail.objects.filter(topic=f"bus {notice.id}").values_list(
            "recipient", "account_id"
        ))  # fmt: skip
    assert "sylvie.damours@courriel.example" in accounts
    with acting_as(FamilyActor(accounts["sylvie.damours@courriel.example"])):
        assert BusNotice.objects.values("id").count() == 1


def test_nothing_is_late_on_a_saturday(tmp_path: Path) -> None:
    assert load_demo(at=SATURDAY, folder=tmp_path)
    with as_owner():
        assert not BusNotice.objects.exists()
