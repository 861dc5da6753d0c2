"""Looking at an agenda; giving, renewing and revoking the secret addresses of calendars.

An address is shown once: only its hash is kept, and nothing can show it again. What it gives is
asked of the live guardian links at each reading, so that it dies with them. Every act is
journalled; a reading when it gave something new.
"""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import connection, transaction

from preau.agenda.access import visible_feed
from preau.agenda.errors import TooManyFeeds, TooManyReads
from preau.agenda.models import CalendarFeed
from preau.agenda.queries import (
    EventRow,
    FeedRow,
    LessonRow,
    events_between,
    lessons_between,
    live_feeds,
)
from preau.boards.calendar import Bells, DayRow, bells_between, days_between
from preau.core import attempts
from preau.core.actors import FamilyActor, Origin
from preau.core.attempts import Window
from preau.core.enums import Act
from preau.core.journal import record
from preau.core.read_only import writing
from preau.core.scope import enter
from preau.people.access import visible_child
from preau.people.enums import Right
from preau.people.queries import ChildRow

HOUR = timedelta(hours=1)
# Around what is looked at: to tell a holiday from a calendar that is not known.
AROUND = timedelta(days=60)


@dataclass(frozen=True)
class Span:
    """What an agenda holds of some children between two dates; `days` go further both ways."""

    days: Sequence[DayRow]
    bells: Bells
    lessons: Sequence[LessonRow]
    events: Sequence[EventRow]


def see_agenda(
    *, actor: FamilyActor, children: Sequence[ChildRow], first: date, last: date
) -> Span:
    """The agenda of children in scope, both dates included; journalled. Four statements."""
    students = [child.id for child in children]
    schools = {child.school_id for child in children if child.school_id}
    if students:
        record(actor=actor, act=Act.AGENDA_SEEN, student_ids=students)
    return Span(
        days_between(schools, first - AROUND, last + AROUND),
        bells_between(schools, first, last),
        lessons_between(students, first, last),
        events_between(students, first, last),
    )


@transaction.atomic
def create_feed(*, actor: FamilyActor, student_id: int | None, language: str, at: datetime) -> str:
    """A new address, of one child or of the family; returns its secret, which is not kept.

    Raises NotVisible, TooManyFeeds.
    """
    if student_id is not None:
        visible_child(actor, student_id, Right.AGENDA)
    attempts.lock([f"calendar feeds of account {actor.account_id}"])
    if len(live_feeds()) >= settings.PREAU_LIMITS.calendar_feeds:
        raise TooManyFeeds
    token = secrets.token_urlsafe(32)
    CalendarFeed.objects.create(
        account_id=actor.account_id,
        student_id=student_id,
        token_hash=_hash(token),
        language=language,
        created_at=at,
    )
    _tell(actor, Act.FEED_CREATED, student_id)
    return token


@transaction.atomic
def renew_feed(*, actor: FamilyActor, feed_id: int, language: str, at: datetime) -> str:
    """End an address and give another of the same; returns its secret. Raises NotVisible."""
    feed = visible_feed(actor, feed_id)
    revoke_feed(actor=actor, feed_id=feed.id, at=at)
    return create_feed(actor=actor, student_id=feed.student_id, language=language, at=at)


@transaction.atomic
def revoke_feed(*, actor: FamilyActor, feed_id: int, at: datetime) -> None:
    """The address answers nothing any more. Raises NotVisible."""
    feed = visible_feed(actor, feed_id)
    CalendarFeed.objects.filter(id=feed.id).update(revoked_at=at)
    _tell(actor, Act.FEED_REVOKED, feed.student_id)


def open_feed(*, token: str, origin: Origin, at: datetime) -> tuple[FamilyActor, FeedRow] | None:
    """The live feed of an address and whom it acts for, whose scope is now open; None without one.

    Its use is stamped. Raises TooManyReads.
    """
    with writing("use of a calendar feed"), connection.cursor() as cursor:
        cursor.execute("SELECT feed_id, account_id FROM preau_open_feed(%s)", [_hash(token)])
        row = cursor.fetchone()
        if row is None:
            return None
        _take_read(int(row[0]), at)
    actor = FamilyActor(int(row[1]), origin)
    enter(actor)
    return actor, visible_feed(actor, int(row[0]))


def tell_feed_read(*, actor: FamilyActor, children: Sequence[ChildRow]) -> None:
    """A calendar application took an agenda that it had not."""
    if children:
        students = [child.id for child in children]
        record(actor=actor, act=Act.AGENDA_SEEN, student_ids=students, details={"feed": 1})


def _take_read(feed_id: int, at: datetime) -> None:
    subject = f"feed {feed_id}"
    window = Window("feed.read", subject, settings.PREAU_LIMITS.feed_reads_per_hour, HOUR)
    if attempts.first_exceeded([window], at=at):
        raise TooManyReads
    attempts.add([("feed.read", subject)], at=at)


def _tell(actor: FamilyActor, act: Act, student_id: int | None) -> None:
    record(actor=actor, act=act, student_ids=[student_id] if student_id else [])


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
