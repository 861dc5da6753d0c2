"""`preau close-school`: a school has no class on a date, or opens after all."""

from dataclasses import dataclass
from datetime import date

import click

from preau.boards.models import School, SchoolDay
from preau.boards.operations import close_school, reopen_school
from preau.config.errors import Refused
from preau.config.school.body import actor_of, refusing, school_of
from preau.core import clock
from preau.core.actors import BoardActor
from preau.core.scope import acting_as
from preau.core.wording import date_weekday

NOTE = 255


@dataclass(frozen=True)
class Closing:
    """Of some schools of a body, by their identifiers in its files; of none named, all."""

    code: str
    schools: tuple[str, ...]
    on: date
    note: str = ""


def close(closing: Closing) -> None:
    """Families see the closure at once, in red. Raises Refused."""
    actor = actor_of(closing.code)
    schools = _schools(actor, closing)
    ids = [school.id for school in schools]
    with refusing("Une de ces écoles n’existe plus."):
        close_school(actor=actor, school_ids=ids, on=closing.on, note=closing.note, at=clock.now())
    _tell(schools, closing.on, "fermée")


def reopen(closing: Closing) -> None:
    """Take back closures decided here; Refused when there is none on that date."""
    actor = actor_of(closing.code)
    schools = _schools(actor, closing)
    with acting_as(actor):
        closed = SchoolDay.objects.filter(
            school__in=schools, on=closing.on, is_decided_here=True
        ).values_list("school_id", flat=True)
        ids = list(closed)
    if not ids:
        raise Refused(f"Aucune de ces écoles n’a été fermée ici pour le {closing.on}.")
    with refusing("Une de ces écoles n’existe plus."):
        reopen_school(actor=actor, school_ids=ids, on=closing.on, at=clock.now())
    _tell([school for school in schools if school.id in ids], closing.on, "ouverte")


def _schools(actor: BoardActor, closing: Closing) -> list[School]:
    if closing.schools:
        return [school_of(actor, source_id) for source_id in dict.fromkeys(closing.schools)]
    found = list(School.objects.filter(board_id=actor.board_id, ended_at=None).order_by("name"))
    if not found:
        raise Refused(f"L’organisme {closing.code} n’a pas d’école.")
    return found


def _tell(schools: list[School], on: date, what: str) -> None:
    for school in schools:
        click.echo(f"{school.name}\u00a0: {what} le {date_weekday(on)} {on.year}.")
