"""The buses of the demonstration: a first plan, an hour that moved last week, a bus late today."""

from datetime import datetime, time, timedelta

from preau.core.actors import BoardActor
from preau.core.scope import acting_as
from preau.core.zone import instant, local_time
from preau.demo.acts.cast import Cast
from preau.demo.daily.build import Daily
from preau.demo.daily.transport import CHANGED, CHANGED_CHILD, LATE_CIRCUIT, NEW_HOUR, OLD_HOUR
from preau.demo.schools import MARIE_VICTORIN
from preau.transport.enums import Cause, Direction
from preau.transport.models import BusNotice, RideChange, RidePlace
from preau.transport.operations import Announced, announce, watching_changes
from preau.transport.queries import circuits_named

# A morning is over for buses at nine; what is late this evening is known from two o'clock on.
_MORNING, _EVENING = time(9), time(17)


def run_buses(cast: Cast, daily: Daily, at: datetime) -> None:
    """Each body's plan is imported already: an hour of it moved last week, and a bus is late."""
    body = cast.body(MARIE_VICTORIN)
    _move_an_hour(body, cast.pupils[cast.child(CHANGED, CHANGED_CHILD).source_id], at)
    _be_late(body, daily, at)


def _move_an_hour(actor: BoardActor, student_id: int, at: datetime) -> None:
    """The first time only: the hour of two weeks ago, then today's, told a week ago."""
    with acting_as(actor):
        if RideChange.objects.filter(student_id=student_id).exists():
            return
        place = RidePlace.objects.filter(student_id=student_id, ride__direction=Direction.MORNING)
        place.update(leaves_at=OLD_HOUR)
        with watching_changes(actor=actor, at=at - timedelta(days=7)):
            place.update(leaves_at=NEW_HOUR)


def _be_late(actor: BoardActor, daily: Daily, at: datetime) -> None:
    """The next ride of today is late; on a day without classes nothing is."""
    local = local_time(at)
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
            ends_at=instant(local.date(), ends),
            cause=Cause.BREAKDOWN,
            note="Un autre autobus prend le relais.",
            author="Répartition",
        )
        announce(actor=actor, announced=announced, at=at)
