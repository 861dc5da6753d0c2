"""Saying from which hour an étape shows to families. The database holds them to it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from preau.boards.models import School, Term
from preau.core import jobs
from preau.core.actors import BoardActor
from preau.core.enums import Act
from preau.core.errors import Refused
from preau.core.journal import record
from preau.core.wording import date_long
from preau.core.wording import gettext as _
from preau.core.zone import local_day
from preau.results.models import Publication, ReportCard

YEAR = timedelta(days=366)


@dataclass(frozen=True)
class Publishing:
    """What a publication is of: its rows, and how many report cards they show."""

    publications: Sequence[Publication]
    cards: int


@transaction.atomic
def publish_report_cards(
    *,
    actor: BoardActor,
    school_id: int,
    term_id: int,
    levels: Sequence[str],
    show_at: datetime,
    at: datetime,
) -> Publishing:
    """Show an étape of a school from `show_at` on; without levels, to every level not named.

    Families are told once that hour has come. Saying another hour, later than now, takes back what
    showed and tells families again. Raises School.DoesNotExist, Term.DoesNotExist, and Refused for
    an hour before the étape begins or, unless it is now, more than a year after it ends: a mistyped
    year would show marks before their hour.
    """
    school = School.objects.get(id=school_id, board_id=actor.board_id)
    term = Term.objects.get(id=term_id, board_id=actor.board_id)
    _require_near(term, show_at, at)
    rows = [_publish(actor, school, term, level, show_at) for level in levels or ("",)]
    cards = ReportCard.objects.filter(school=school, term=term)
    if levels:
        cards = cards.filter(level__in=levels)
    for row in rows:
        arguments = {"board_id": actor.board_id, "publication_id": row.id}
        lock = f"report_cards:{row.id}"
        jobs.defer("results.announce", arguments, lock=lock, at=max(show_at, at))
    record(
        actor=actor,
        act=Act.REPORT_CARDS_PUBLISHED,
        details={"school": school.id, "term": term.id, "levels": len(levels)},
    )
    return Publishing(rows, cards.count())


def _require_near(term: Term, show_at: datetime, at: datetime) -> None:
    day = local_day(show_at)
    if not term.starts_on <= day <= max(term.ends_on + YEAR, local_day(at)):
        told = _("Le %(day)s est trop loin de l’étape, du %(from)s au %(to)s\u00a0: voyez l’année.")
        days = {"day": day, "from": term.starts_on, "to": term.ends_on - timedelta(days=1)}
        raise Refused(told % {name: date_long(one) for name, one in days.items()})


def _publish(
    actor: BoardActor, school: School, term: Term, level: str, show_at: datetime
) -> Publication:
    row, is_new = Publication.objects.get_or_create(
        board_id=actor.board_id, school=school, term=term, level=level, defaults={"at": show_at}
    )
    if not is_new and row.at != show_at:
        row.at, row.announced_to = show_at, 0
        row.save(update_fields=["at", "announced_to"])
    return row
