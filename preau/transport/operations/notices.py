"""A circuit is late or cancelled: announced, withdrawn, told to the families it carries."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q

from preau.core.actors import BoardActor
from preau.core.enums import Act
from preau.core.errors import NotVisible
from preau.core.journal import record
from preau.notifications.operations import cancel_mails
from preau.transport.enums import Cause, Direction, NoticeKind
from preau.transport.errors import BadDelay, EndsTooSoon, LastsTooLong, NoteTooLong
from preau.transport.models import BusNotice, Circuit, RidePlace
from preau.transport.operations.tell import About, tell

_LONGEST = timedelta(hours=24)
NOTE = 160


@dataclass(frozen=True)
class Announced:
    """What is announced. `direction` None: the whole day; `minutes` None: cancelled."""

    circuit_id: int
    on: date
    direction: Direction | None
    minutes: int | None
    ends_at: datetime
    cause: Cause = Cause.OTHER
    note: str = ""
    author: str = ""
    starts_at: datetime | None = None

    @property
    def kind(self) -> NoticeKind:
        return NoticeKind.CANCEL if self.minutes is None else NoticeKind.DELAY


@transaction.atomic
def announce(*, actor: BoardActor, announced: Announced, at: datetime) -> tuple[BusNotice, int]:
    """Announce a delay or a cancellation, in place of the last said of the same ride; the mails.

    Raises NotVisible for a circuit of another body, Refused for what cannot be announced.
    """
    starts_at = announced.starts_at or at
    _check(announced, starts_at, at)
    # A circuit that left the network is announced as long as somebody rides it.
    ridden = RidePlace.objects.filter(circuit_id=OuterRef("pk"), ride__ended_at=None)
    own = Circuit.objects.filter(Q(ended_at=None) | Exists(ridden), board_id=actor.board_id)
    circuit = own.filter(id=announced.circuit_id).first()
    if circuit is None:
        raise NotVisible
    direction = announced.direction or ""
    # Two people at the desk: the second notice waits, then takes the place of the first.
    Circuit.objects.select_for_update().get(id=circuit.id)
    standing = BusNotice.objects.filter(
        circuit=circuit, on=announced.on, direction=direction, withdrawn_at=None
    )
    for old in standing:
        _withdraw(actor, old, at)
    notice = BusNotice.objects.create(
        board_id=actor.board_id,
        circuit=circuit,
        on=announced.on,
        direction=direction,
        kind=announced.kind,
        minutes=announced.minutes,
        cause=announced.cause,
        note=announced.note.strip(),
        author=announced.author.strip(),
        starts_at=starts_at,
        ends_at=announced.ends_at,
        published_at=at,
    )
    about = _carried(notice)
    details: dict[str, str | int] = {"notice": notice.id, "kind": notice.kind, "pupils": len(about)}
    record(actor=actor, act=Act.BUS_NOTICE_PUBLISHED, details=details)
    template = "bus_late" if notice.kind == NoticeKind.DELAY else "bus_cancelled"
    mails = tell(actor=actor, about=about, template=template, topic=_topic(notice), at=at)
    return notice, mails


@transaction.atomic
def end_notice(*, actor: BoardActor, notice_id: int, at: datetime) -> int:
    """Withdraw a notice, and the mails that did not leave yet. How many. Raises NotVisible."""
    own = BusNotice.objects.select_for_update().filter(board_id=actor.board_id)
    notice = own.filter(id=notice_id, withdrawn_at=None).first()
    if notice is None:
        raise NotVisible
    return _withdraw(actor, notice, at)


def _check(announced: Announced, starts_at: datetime, at: datetime) -> None:
    if announced.ends_at <= max(starts_at, at):
        raise EndsTooSoon
    if announced.ends_at - starts_at > _LONGEST:
        raise LastsTooLong
    longest = settings.PREAU_LIMITS.bus_delay_minutes
    if announced.minutes is not None and not 0 < announced.minutes <= longest:
        raise BadDelay(longest)
    if len(announced.note.strip()) > NOTE:
        raise NoteTooLong(NOTE)


def _withdraw(actor: BoardActor, notice: BusNotice, at: datetime) -> int:
    BusNotice.objects.filter(id=notice.id).update(withdrawn_at=at)
    cancelled = cancel_mails(actor=actor, topic=_topic(notice))
    details = {"notice": notice.id, "cancelled": cancelled}
    record(actor=actor, act=Act.BUS_NOTICE_ENDED, details=details)
    return cancelled


def _topic(notice: BusNotice) -> str:
    return f"bus {notice.id}"


_CARRIED = """
SELECT DISTINCT p.student_id, p.guardians FROM transport_rideplace p
JOIN transport_ride r ON r.id = p.ride_id AND r.ended_at IS NULL
WHERE p.board_id = %(board)s AND p.circuit_id = %(circuit)s
  AND (%(direction)s = '' OR r.direction = %(direction)s)
  AND preau_ride_runs(%(on)s, r.weekdays, r.starts_on, r.ends_on, r.week_of, r.dates,
                      r.except_dates)
"""


def _carried(notice: BusNotice) -> list[About]:
    """The pupils whom the circuit carries on that day, by household."""
    with connection.cursor() as cursor:
        cursor.execute(
            _CARRIED,
            {
                "board": notice.board_id,
                "circuit": notice.circuit_id,
                "direction": notice.direction,
                "on": notice.on,
            },
        )
        return [About(*row) for row in cursor.fetchall()]
