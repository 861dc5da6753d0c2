"""The buses of the demonstration: a first plan, an hour that moved last week, a bus late today."""

from datetime import datetime, time, timedelta
from pathlib import Path

from django.utils import timezone

from preau.core.actors import BoardActor
from preau.core.scope import acting_as
from preau.demo.acts.cast import Cast
from preau.demo.daily.build import Daily
from preau.demo.daily.transport import (
    LATE_CIRCUIT,
    Transport,
    before_the_change,
    build_transport,
    changed_riders,
)
from preau.demo.daily.transport_files import write_moved, write_transport
from preau.demo.schools import MARIE_VICTORIN
from preau.exchange.operations import import_roster
from preau.transport.enums import Cause, Direction
from preau.transport.models import BusNotice, TransportAsOf
from preau.transport.operations import Announced, announce
from preau.transport.queries import circuits_named

_WEEK = timedelta(days=7)
# A morning is over for buses at nine; what is late this evening is known from two o'clock on.
_MORNING, _EVENING = time(9), time(17)


def run_buses(cast: Cast, daily: Daily, folder: Path, at: datetime) -> None:
    """Import what each body gives of its transport, then announce today's delay."""
    transport = build_transport(cast.roster, today=daily.today)
    for code in cast.boards:
        actor = cast.body(code)
        if code == MARIE_VICTORIN and not _is_known(actor):
            _begin(actor, transport, folder, at)
        _import(actor, write_transport(transport, code, folder / f"transport-{code}"), at)
    _be_late(cast.body(MARIE_VICTORIN), daily, at)


def _is_known(actor: BoardActor) -> bool:
    with acting_as(actor):
        return TransportAsOf.objects.filter(board_id=actor.board_id).exists()


def _begin(actor: BoardActor, transport: Transport, folder: Path, at: datetime) -> None:
    """The plan as it was two weeks ago, and what moved a week ago."""
    first = write_transport(
        before_the_change(transport), MARIE_VICTORIN, folder / "transport-first"
    )
    _import(actor, first, at - 2 * _WEEK)
    moved = write_moved(changed_riders(transport), at - _WEEK, folder / "transport-moved")
    _import(actor, moved, at - _WEEK)


def _import(actor: BoardActor, package: Path, at: datetime) -> None:
    import_roster(actor=actor, package=package, dry_run=False, accept_removals=True, at=at)


def _be_late(actor: BoardActor, daily: Daily, at: datetime) -> None:
    """The next ride of today is late; on a day without classes nothing is."""
    local = timezone.localtime(at)
    calendar = daily.calendars["deux-rives"]
    is_class = any(day.on == local.date() and day.is_class for day in calendar.days)
    if not is_class or local.time() >= _EVENING:
        return
    is_morning = local.time() < _MORNING
    ends = time(9) if is_morning else time(17)
    with acting_as(actor):
        (circuit,) = circuits_named(LATE_CIRCUIT)
        if BusNotice.objects.filter(circuit_id=circuit.id, on=local.date()).exists():
            return
        announced = Announced(
            circuit_id=circuit.id,
            on=local.date(),
            direction=Direction.MORNING if is_morning else Direction.EVENING,
            minutes=20,
            ends_at=timezone.make_aware(datetime.combine(local.date(), ends)),
            cause=Cause.BREAKDOWN,
            note="Un autre autobus prend le relais.",
            author="Répartition",
        )
        announce(actor=actor, announced=announced, at=at)
