"""Looking at results, opening a report card, « J'ai pris connaissance », how often travaux show.

Every look is journalled. Looking writes two things by name: the visit, from which what is new is
told, and that a parent opened a report card. Acknowledging is an act of its own, never a look.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from preau.boards.enums import SwitchKey
from preau.core.actors import FamilyActor
from preau.core.enums import Act
from preau.core.journal import record
from preau.core.read_only import writing
from preau.core.zone import local_day
from preau.people.access import require_family, visible_child
from preau.people.enums import Right
from preau.people.queries import ChildRow
from preau.results.access import visible_card
from preau.results.enums import Pace
from preau.results.models import PaceChoice
from preau.results.queries.cards import (
    CardRow,
    SubjectRow,
    TermState,
    cards_of,
    cards_of_family,
    subjects_of_cards,
    terms_of_year,
)
from preau.results.queries.works import Habits, WorkRow, habits_of, works_of

_VISIT = """
INSERT INTO results_visit (account_id, student_id, seen_at)
VALUES (%(account)s, %(student)s, %(at)s)
ON CONFLICT (account_id, student_id) DO UPDATE
SET before_at = CASE WHEN results_visit.seen_at < %(rested)s THEN results_visit.seen_at
                     ELSE results_visit.before_at END,
    seen_at = greatest(results_visit.seen_at, %(at)s)
"""
_OPENED = """
INSERT INTO results_cardreceipt (board_id, card_id, account_id, opened_at)
VALUES (%(board)s, %(card)s, %(account)s, %(at)s)
ON CONFLICT (account_id, card_id) DO UPDATE SET opened_at = %(at)s
"""
_ACKNOWLEDGED = """
INSERT INTO results_cardreceipt (board_id, card_id, account_id, opened_at, acknowledged_at)
VALUES (%(board)s, %(card)s, %(account)s, %(at)s, %(at)s)
ON CONFLICT (account_id, card_id) DO UPDATE SET opened_at = %(at)s, acknowledged_at = %(at)s
"""


@dataclass(frozen=True)
class ResultsPage:
    """What « Résultats » shows of one child. `since` is the visit before this one."""

    terms: Sequence[TermState]
    cards: Sequence[CardRow]
    earlier: Sequence[CardRow]
    subjects: Sequence[SubjectRow]
    works: Sequence[WorkRow]
    habits: Habits
    since: datetime | None


@dataclass(frozen=True)
class CardPage:
    """A report card, with those of its year before it, étapes in order, and their subjects."""

    card: CardRow
    cards: Sequence[CardRow]
    subjects: Sequence[SubjectRow]


def see_results(*, actor: FamilyActor, child: ChildRow, at: datetime) -> ResultsPage:
    """The year in progress of a child found visible, and the cards of earlier years."""
    today = local_day(at)
    terms = terms_of_year(child.board_id, child.school_id, child.level_code, today=today)
    cards = cards_of(child.id, today=today)
    now = [card for card in cards if _is_of_this_year(card, terms, today)]
    subjects = subjects_of_cards([c.id for c in now], averages=SwitchKey.SHOW_AVERAGES)
    habits = habits_of(child.id, at=at)
    works = works_of(child.id, habits=habits, at=at)
    rested = at - timedelta(minutes=settings.PREAU_LIMITS.results_visit_minutes)
    _visit(actor, child.id, at, rested)
    record(actor=actor, act=Act.RESULTS_SEEN, student_ids=[child.id], board_id=child.board_id)
    return ResultsPage(
        terms=terms,
        cards=now,
        earlier=[card for card in cards if card not in now],
        subjects=subjects,
        works=works,
        habits=habits,
        since=_since(habits, rested),
    )


def _since(habits: Habits, rested: datetime) -> datetime | None:
    """The visit before this one; one within the hour is this one still."""
    seen = habits.seen_at
    return seen if seen and seen < rested else habits.before_at


def _is_of_this_year(card: CardRow, terms: Sequence[TermState], today: date) -> bool:
    return (
        any(term.id == card.term_id for term in terms) or card.starts_on <= today <= card.last_day
    )


def _visit(actor: FamilyActor, student_id: int, at: datetime, rested: datetime) -> None:
    values: dict[str, Any] = {"account": actor.account_id, "student": student_id}
    values |= {"at": at, "rested": rested}
    with writing("visit"), connection.cursor() as cursor:
        cursor.execute(_VISIT, values)


def see_archives(*, actor: FamilyActor, at: datetime) -> list[CardRow]:
    """Every card that the account may read, of pupils there and gone."""
    require_family(actor)
    cards = cards_of_family(today=local_day(at))
    students = sorted({card.student_id for card in cards})
    record(actor=actor, act=Act.RESULTS_SEEN, student_ids=students, details={"archives": 1})
    return cards


def open_card(
    *, actor: FamilyActor, card_id: int, averages: SwitchKey, at: datetime, is_read: bool = True
) -> CardPage:
    """A report card and what it says. `is_read`: by a person, not a machine that looks ahead."""
    card, cards = visible_card(actor, card_id, today=local_day(at))
    subjects = subjects_of_cards([one.id for one in cards], averages=averages)
    if is_read:
        _receive(_OPENED, actor, card, at)
    record(
        actor=actor,
        act=Act.REPORT_CARD_OPENED,
        student_ids=[card.student_id],
        board_id=card.board_id,
        details={"card": card.id},
    )
    return CardPage(card, cards, subjects)


def _receive(statement: str, actor: FamilyActor, card: CardRow, at: datetime) -> None:
    values: dict[str, Any] = {"board": card.board_id, "card": card.id}
    values |= {"account": actor.account_id, "at": at}
    with writing("receipt"), connection.cursor() as cursor:
        cursor.execute(statement, values)


@transaction.atomic
def acknowledge(*, actor: FamilyActor, card_id: int, at: datetime) -> bool:
    """« J'ai pris connaissance du bulletin »: once, timed; False when it was done already, or when
    nobody waits for it: the year is over, or the pupil gone.

    Each parent's own: the other's reminders go on. Raises NotVisible.
    """
    today = local_day(at)
    card, _cards = visible_card(actor, card_id, today=today)
    if not card.awaits_word(today):
        return False
    _receive(_ACKNOWLEDGED, actor, card, at)
    record(
        actor=actor,
        act=Act.REPORT_CARD_ACKNOWLEDGED,
        student_ids=[card.student_id],
        board_id=card.board_id,
        details={"card": card.id},
    )
    return True


@transaction.atomic
def choose_pace(*, actor: FamilyActor, student_id: int, pace: Pace, at: datetime) -> None:
    """When travaux of a child show to this account. Raises NotVisible."""
    child, _siblings = visible_child(actor, student_id, Right.RESULTS)
    PaceChoice.objects.update_or_create(
        account_id=actor.account_id,
        student_id=child.id,
        defaults={"pace": pace, "changed_at": at},
    )
    record(
        actor=actor,
        act=Act.RESULTS_CHOICE_CHANGED,
        student_ids=[child.id],
        board_id=child.board_id,
        details={"pace": str(pace)},
    )
