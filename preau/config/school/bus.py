"""`preau bus`: what is late or cancelled, announced to the families that a circuit carries."""

from dataclasses import dataclass
from datetime import date, time

import click

from preau.config.errors import Refused
from preau.config.school.body import actor_of, plain, refusing, show, when
from preau.core import clock
from preau.core.scope import acting_as
from preau.core.zone import instant, local_day
from preau.transport.enums import Cause, Direction
from preau.transport.operations import Announced, announce, end_notice
from preau.transport.queries import circuits_named, current_notices

NOTE_SIGNS, AUTHOR_SIGNS = 160, 120


@dataclass(frozen=True)
class Wanted:
    """What the command line asks. `minutes` None: cancelled; `direction` "": the whole day."""

    code: str
    circuit: str
    minutes: int | None
    on: date | None
    direction: str
    until: time
    cause: str
    note: str
    author: str


def list_notices(code: str) -> None:
    """Print the notices that families still read."""
    actor = actor_of(code)
    with acting_as(actor):
        notices = current_notices(at=clock.now())
    click.echo(f"Avis en cours\u00a0: {len(notices)}")
    for one in notices:
        what = "annulé" if one.minutes is None else f"environ {one.minutes} min de retard"
        way = f", {Direction(one.direction).label}" if one.direction else ""
        click.echo(f"{one.id:>7} circuit {plain(one.circuit)}, {one.on}{way}\u00a0: {what}")
        show(f"jusqu’à {when(one.ends_at)}, {Cause(one.cause).label}, élèves\u00a0: {one.pupils}")
        if one.note:
            show(f"«\u00a0{one.note}\u00a0»")
        if one.author:
            show(one.author)


def publish(wanted: Wanted) -> None:
    """Announce; families that the circuit carries are written to. Raises Refused."""
    actor, at = actor_of(wanted.code), clock.now()
    on = wanted.on or local_day(at)
    ends_at = instant(on, wanted.until)
    absent = f"L’organisme {wanted.code} n’a pas de circuit «\u00a0{plain(wanted.circuit)}\u00a0»."
    with refusing(absent), acting_as(actor):
        found = circuits_named(wanted.circuit)
        if not found:
            raise Refused(absent)
        if len(found) > 1:
            known = ", ".join(plain(one.source_id) for one in found)
            raise Refused(f"Plusieurs circuits ont ce nom. Donnez un identifiant\u00a0: {known}.")
        announced = Announced(
            circuit_id=found[0].id,
            on=on,
            direction=Direction(wanted.direction) if wanted.direction else None,
            minutes=wanted.minutes,
            starts_at=at,
            ends_at=ends_at,
            cause=Cause(wanted.cause),
            note=wanted.note,
            author=wanted.author,
        )
        notice, mails = announce(actor=actor, announced=announced, at=at)
    click.echo(
        f"Avis {notice.id} publié jusqu’à {when(ends_at)}. Courriels en file\u00a0: {mails}."
    )


def end(code: str, number: int) -> None:
    """Withdraw a notice, and the mails that did not leave yet. Raises Refused."""
    actor = actor_of(code)
    with refusing(f"L’organisme {code} n’a pas d’avis {number} en cours."), acting_as(actor):
        cancelled = end_notice(actor=actor, notice_id=number, at=clock.now())
    click.echo(f"Avis {number} retiré. Courriels retenus\u00a0: {cancelled}.")
