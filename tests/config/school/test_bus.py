"""`preau bus`: what is late, listed, announced and taken back."""

from datetime import UTC, datetime, time, timedelta

import pytest
from django.utils import timezone

from preau.config.errors import Refused
from preau.config.school.bus import Wanted, end, list_notices, publish
from preau.core import clock
from preau.transport.models import BusNotice
from tests.factories import as_owner
from tests.transport.town import circuit, make_town, ride

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def town(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(clock, "now", lambda: AT)
    town = make_town()
    ride(town.leo)
    return town


def wanted(**fields) -> Wanted:
    values = {
        "code": "864000",
        "circuit": "118",
        "minutes": 20,
        "on": None,
        "direction": "morning",
        "until": time(8, 45),
        "cause": "traffic",
        "note": "",
        "author": "Répartition",
        **fields,
    }
    return Wanted(**values)


def test_a_delay_is_announced_listed_and_ended(capsys) -> None:
    publish(wanted(note="Rue barrée\x1b[2J"))
    said = capsys.readouterr().out
    assert "publié jusqu’à 2026-11-23 08:45. Courriels en file\u00a0: 2." in said
    list_notices("864000")
    said = capsys.readouterr().out
    assert "circuit 118, 2026-11-23, Matin\u00a0: environ 20 min de retard" in said
    assert "élèves\u00a0: 1" in said
    assert "\x1b" not in said
    with as_owner():
        number = BusNotice.objects.get().id
    end("864000", number)
    assert "Courriels retenus\u00a0: 2." in capsys.readouterr().out
    list_notices("864000")
    assert "Avis en cours\u00a0: 0" in capsys.readouterr().out
    with pytest.raises(Refused, match="en cours"):
        end("864000", number)


def test_a_cancellation_of_tomorrow(capsys) -> None:
    tomorrow = timezone.localdate(AT) + timedelta(days=1)
    publish(wanted(minutes=None, on=tomorrow, direction="", circuit="c-118", until=time(6)))
    list_notices("864000")
    assert f"circuit 118, {tomorrow}\u00a0: annulé" in capsys.readouterr().out


def test_what_cannot_be_announced_is_said(town) -> None:
    with pytest.raises(Refused, match="n’a pas de circuit"):
        publish(wanted(circuit="999"))
    with pytest.raises(Refused, match="déjà passée"):
        publish(wanted(until=time(6)))
    with pytest.raises(Refused, match="Aucun organisme"):
        publish(wanted(code="111111"))
    twin = circuit(town.board, "118 bis")
    with as_owner():
        twin.name = "118"
        twin.save()
    with pytest.raises(Refused, match="Plusieurs circuits"):
        publish(wanted())
