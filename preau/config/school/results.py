"""`preau results`: publish an étape, make its papers ahead, set a direction's signature."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path

import click
from django.utils import timezone

from preau.boards.models import Term
from preau.config.errors import Refused
from preau.config.school.batches import run_here
from preau.config.school.body import actor_of, refusing, school_of, when
from preau.core import clock
from preau.core.actors import BoardActor
from preau.core.batches import operations as batches
from preau.core.files.accept import accept
from preau.core.scope import acting_as
from preau.core.wording import weekday_of
from preau.people.levels import LEVELS, level_name
from preau.results.batch import KIND
from preau.results.enums import Pace
from preau.results.models import Publication
from preau.results.operations import publish_report_cards
from preau.results.operations.ruling import rule_in_force, rule_works
from preau.results.operations.signing import sign_with

PICTURE = "image/png"


def publish(code: str, school: str, term: str, levels: Sequence[str], at: datetime | None) -> None:
    """Show an étape from an hour on, now when none is given. Raises Refused."""
    for level in levels:
        if level not in LEVELS:
            raise Refused(f"«\u00a0{level}\u00a0» n’est pas un niveau\u00a0: PK, KG, 01 à 11.")
    actor, now = actor_of(code), clock.now()
    show_at = timezone.make_aware(at) if at else now
    with refusing("Cette école est inconnue."), acting_as(actor):
        published = publish_report_cards(
            actor=actor,
            school_id=school_of(actor, school).id,
            term_id=_term(actor, term).id,
            levels=levels,
            show_at=show_at,
            at=now,
        )
    for row in published.publications:
        who = level_name(row.level) if row.level else "tous les niveaux"
        click.echo(f"{row.id:>6}  {who}\u00a0: à compter de {when(row.at)}")
    count = f"{published.cards} bulletin{'s' if published.cards > 1 else ''}"
    click.echo(f"{count}. Les familles seront averties à cette heure.")


def print_papers(code: str, number: int) -> None:
    """Make the papers of a publication whose hour has come. Raises Refused."""
    actor = actor_of(code)
    with acting_as(actor):
        publication = Publication.objects.filter(id=number, board_id=actor.board_id).first()
    if publication is None:
        raise Refused(f"L’organisme {code} n’a pas de publication {number}.")
    if publication.at > clock.now():
        raise Refused(f"La publication {number} est pour {when(publication.at)}\u00a0: attendez.")
    with refusing(f"L’organisme {code} n’a pas de publication {number}."):
        batch = batches.ask(
            actor=actor, kind=KIND, parameters={"publication": number}, at=clock.now()
        )
    run_here(actor, batch)


def sign(code: str, school: str, image: Path, since: date) -> None:
    """Keep the image of a direction's signature. Raises Refused."""
    actor = actor_of(code)
    with refusing("Cette école est inconnue."), image.open("rb") as content:
        accepted = accept(content, image.name)
        if accepted.media_type != PICTURE:
            raise Refused(f"{image} n’est pas une image PNG.")
        with acting_as(actor):
            found = school_of(actor, school)
            sign_with(actor=actor, school_id=found.id, image=accepted, since=since, at=clock.now())
    click.echo(f"Signature de {found.name}, à compter de {since}.")


@dataclass(frozen=True)
class WorksWanted:
    """What the options say of travaux; None keeps what is in force."""

    pace: str | None
    weekday: int | None
    sent_at: time | None


def rule(code: str, school: str | None, wanted: WorksWanted) -> None:
    """Set how travaux are told of, if asked; print what is in force. Raises Refused."""
    actor = actor_of(code)
    with acting_as(actor):
        school_id = school_of(actor, school).id if school else None
        pace, weekday, sent_at = rule_in_force(actor=actor, school_id=school_id)
        if wanted != WorksWanted(None, None, None):
            pace = Pace(wanted.pace.replace("-", "_")) if wanted.pace else pace
            weekday, sent_at = wanted.weekday or weekday, wanted.sent_at or sent_at
            rule_works(
                actor=actor, school_id=school_id, pace=pace, weekday=weekday, sent_at=sent_at
            )
    click.echo(f"Sans choix du parent\u00a0: {str(pace.label).lower()}.")
    click.echo(f"La semaine se montre le {weekday_of(weekday)} à {sent_at:%H:%M}.")


def _term(actor: BoardActor, source_id: str) -> Term:
    own = Term.objects.filter(board_id=actor.board_id, ended_at=None)
    term = own.filter(source_id=source_id).first()
    if term is None:
        known = ", ".join(own.order_by("starts_on").values_list("source_id", flat=True)[:20])
        raise Refused(
            f"L’organisme n’a pas d’étape «\u00a0{source_id}\u00a0». Étapes\u00a0: {known}."
        )
    return term
