"""What happens to homework once given: a sheet is joined, a day put off, the family ticks."""

import io
from dataclasses import replace
from datetime import datetime, timedelta

from preau.core.files.accept import accept
from preau.core.scope import acting_as
from preau.demo.acts.cast import Cast
from preau.demo.acts.papers import pdf
from preau.demo.daily.absence_stories import SYLVIE
from preau.demo.daily.build import Daily
from preau.demo.daily.homework import PAST, Assignment
from preau.demo.daily.homework_stories import POSTPONED, WITH_PAPER
from preau.homework.enums import AssignmentKind
from preau.homework.models import Assignment as Held
from preau.homework.models import Tick
from preau.homework.operations import Given, give, tick
from preau.homework.queries import assignments_of

_SHEET = (
    "1. Un sac contient 24 billes. Le tiers est rouge : combien sont rouges?",
    "2. Une corde de 6 m est coupée en 8 parts égales. Quelle est la longueur d’une part?",
    "3. Léa a lu les 3/5 d’un livre de 120 pages. Combien de pages lui reste-t-il à lire?",
)
_SHEET_NAME = "Problèmes à résoudre – numéros 1 à 3.pdf"


def change_homework(cast: Cast, daily: Daily, at: datetime) -> None:
    """Once for each assignment: what was joined or changed already is left alone."""
    _tick(cast, daily, at)
    for one in daily.assignments:
        if one.source_id.endswith(WITH_PAPER):
            _join_sheet(cast, one)
        elif one.source_id.endswith(POSTPONED):
            _put_off(cast, one)


def _join_sheet(cast: Cast, one: Assignment) -> None:
    body = cast.body(one.group.body)
    with acting_as(body):
        held = _held(cast, one)
        if not held.attachments.exists():
            sheet = accept(io.BytesIO(pdf("Problèmes à résoudre", _SHEET)), _SHEET_NAME)
            given = replace(_given(cast, one), files=(sheet,))
            give(actor=body, given=given, published_at=one.published_at)


def _put_off(cast: Cast, one: Assignment) -> None:
    """It was due the day before; the trigger of the table dates the change."""
    body = cast.body(one.group.body)
    with acting_as(body):
        if _held(cast, one).changed_at is None:
            now = _given(cast, one)
            before = replace(now, due_on=max(one.given_on, one.due_on - timedelta(days=1)))
            for given in (before, now):
                give(actor=body, given=given, published_at=one.published_at)


def _tick(cast: Cast, daily: Daily, at: datetime) -> None:
    """One family ticked what one child had to do until yesterday, unless it ticked since."""
    child = cast.child(SYLVIE, 0)
    parent = cast.parent(SYLVIE, child)
    if parent is None:
        return
    student_id = cast.pupils[child.source_id]
    with acting_as(parent):
        if Tick.objects.filter(student_id=student_id).exists():
            return
        for row in assignments_of(student_id, since=daily.today - PAST):
            if row.due_on < daily.today and not row.is_evaluation:
                tick(
                    actor=parent,
                    student_id=student_id,
                    assignment_id=row.id,
                    is_done=True,
                    at=at - timedelta(hours=18),
                )


def _held(cast: Cast, one: Assignment) -> Held:
    return Held.objects.get(board_id=cast.boards[one.group.body], source_id=one.source_id)


def _given(cast: Cast, one: Assignment) -> Given:
    return Given(
        source_id=one.source_id,
        group_id=cast.groups[one.group.source_id],
        kind=AssignmentKind(one.kind),
        title=one.title,
        text=f"<p>{one.text}</p>",
        given_on=one.given_on,
        due_on=one.due_on,
        due_period=one.due_period,
        minutes=one.minutes,
        accepts_late=one.accepts_late,
        staff_id=cast.staff[one.group.teachers[0]],
    )
