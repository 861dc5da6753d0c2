"""Messages of the schools, published at their time; some read, one answered.

What is published already is left alone, with all that a visitor did with it.
"""

import io
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from preau.boards.enums import DayKind
from preau.core.files.accept import AcceptedFile, accept
from preau.core.scope import acting_as
from preau.demo.acts.cast import Cast
from preau.demo.acts.message_texts import (
    ANSWERS,
    CLOSED,
    PLANS,
    TO_CONFIRM,
    URGENT,
    WITH_ANSWERS,
    Paper,
    Plan,
)
from preau.demo.acts.papers import pdf
from preau.demo.daily.absence_stories import SYLVIE
from preau.demo.daily.build import Daily
from preau.demo.daily.homework import QUEBEC
from preau.demo.rows import Staff
from preau.demo.schools import BODIES, MARIE_VICTORIN, RIVERSIDE
from preau.messaging.enums import TargetKind
from preau.messaging.models import Message
from preau.messaging.operations import (
    Author,
    MessageDraft,
    open_message,
    publish_message,
    reply,
    reply_as_staff,
    withdraw_message,
)
from preau.messaging.operations.announcing import topic_of
from preau.messaging.queries.audience import Target
from preau.notifications.operations import cancel_mails

# A message that moves with the day is not published again so soon.
_AGAIN = timedelta(days=20)
# The first thing that a parent reads in the morning is that the school is closed.
_READ_AT_ONCE = frozenset({CLOSED.title})
_UNREAD = frozenset({TO_CONFIRM, URGENT})
_RECENT = timedelta(days=4)
_ANY_SCHOOL = {MARIE_VICTORIN: "deux-rives", RIVERSIDE: "willowbank"}
DAY = timedelta(days=1)


def publish_messages(cast: Cast, daily: Daily, at: datetime) -> None:
    """Every message that is not there, oldest first; then what the first story did with hers."""
    closed = _closed(daily)
    plans = [(when, plan) for plan in PLANS if (when := _when(plan, daily, at))]
    plans += [(min(_at(closed, CLOSED), at), CLOSED)] if closed else []
    plans.sort(key=lambda one: one[0])
    published: dict[str, tuple[int, datetime]] = {}
    for body in BODIES:
        with acting_as(cast.body(body.code)):
            there = Message.objects.filter(board_id=cast.boards[body.code])
            known = list(there.values_list("title", "published_at"))
            for when, plan in plans:
                if plan.body == body.code and not _is_known(plan, when, known):
                    published[plan.title] = (_publish(cast, plan, when), when)
    _read(cast, published, at)
    if WITH_ANSWERS in published:
        _answer(cast, *published[WITH_ANSWERS])


def _closed(daily: Daily) -> date | None:
    days = daily.calendars[CLOSED.school].days
    ahead = (day.on for day in days if day.kind == DayKind.CLOSURE and day.on >= daily.today)
    return next(ahead, None)


def _when(plan: Plan, daily: Daily, at: datetime) -> datetime | None:
    """The instant of the plan; None where the year has no place for it yet."""
    calendar = daily.calendars[plan.school or _ANY_SCHOOL[plan.body]]
    if isinstance(plan.ago, tuple):
        when = _at(date(daily.year.first, *plan.ago), plan)
        return when if when < at else None
    if plan.ago == "closed":
        past = (d.on for d in calendar.days if d.kind == DayKind.CLOSURE and d.on < daily.today)
        closed = next(past, None)
        return _at(closed, plan) if closed else None
    last = calendar.before(daily.today - plan.ago * DAY + DAY)
    if last is None or last.on < daily.today - (plan.ago + 14) * DAY:
        return None
    return min(_at(last.on, plan), at)


def _at(on: date, plan: Plan) -> datetime:
    return datetime.combine(on, plan.clock, QUEBEC)


def _is_known(plan: Plan, when: datetime, known: Sequence[tuple[str, datetime]]) -> bool:
    return any(title == plan.title and when - _AGAIN < at for title, at in known)


def _publish(cast: Cast, plan: Plan, when: datetime) -> int:
    actor = cast.body(plan.body)
    draft = MessageDraft(
        title=plan.title,
        body="".join(p if p.startswith("<ul>") else f"<p>{p}</p>" for p in plan.text),
        author=_author(cast, plan),
        targets=list(_targets(cast, plan)),
        school_id=cast.schools[plan.school] if plan.school else None,
        category=plan.category,
        ends_at=when + timedelta(days=plan.lasts) if plan.lasts else None,
        is_pinned=plan.is_pinned,
        needs_confirmation=plan.needs_confirmation,
        allows_replies=plan.allows_replies,
    )
    files = [_file(paper) for paper in plan.papers]
    number = publish_message(actor=actor, draft=draft, files=files, at=when, sends_mail=False)
    if plan.is_withdrawn:
        withdraw_message(actor=actor, message_id=number, at=when + timedelta(hours=1))
    return number


def _file(paper: Paper) -> AcceptedFile:
    return accept(io.BytesIO(pdf(paper.title, paper.lines)), paper.name)


def _author(cast: Cast, plan: Plan) -> Author:
    if plan.signed == "head":
        head = _head(cast, plan)
        return Author(
            f"{head.given_name} {head.family_name}", head.title, cast.staff[head.source_id]
        )
    if plan.signed:
        return Author(*plan.signed)
    principal = next(
        one for one in cast.roster.staff if one.school == plan.school and one.role == "principal"
    )
    name = f"{principal.given_name} {principal.family_name}"
    return Author(name, principal.title, cast.staff[principal.source_id])


def _head(cast: Cast, plan: Plan) -> Staff:
    ((story, rank),) = plan.to.children
    teacher = cast.homeroom(cast.child(story, rank)).teachers[0]
    return next(one for one in cast.roster.staff if one.source_id == teacher)


def _targets(cast: Cast, plan: Plan) -> Iterator[Target]:
    kind = plan.to.kind
    school_id = cast.schools[plan.school] if plan.school else None
    if kind == TargetKind.BOARD:
        yield Target(kind)
    elif kind in (TargetKind.SCHOOL, TargetKind.LEVEL):
        yield Target(kind, school_id=school_id, level=plan.to.level)
    for story, rank in plan.to.children:
        child = cast.child(story, rank)
        if kind == TargetKind.GROUP:
            yield Target(kind, group_id=cast.groups[child.homeroom])
        else:
            yield Target(kind, student_id=cast.pupils[child.source_id])


def _read(cast: Cast, published: dict[str, tuple[int, datetime]], at: datetime) -> None:
    """She opened what is older than a few days, and the closure: the rest is still to read."""
    parent = cast.parent(SYLVIE, cast.child(SYLVIE, 0))
    if parent is None:
        return
    with acting_as(parent):
        seen = set(Message.objects.values_list("id", flat=True))
        for title, (number, when) in published.items():
            is_old = title not in _UNREAD and when < at - _RECENT
            if number in seen and (is_old or title in _READ_AT_ONCE):
                opened = min(when + timedelta(minutes=25), at)
                open_message(actor=parent, message_id=number, at=opened)


def _answer(cast: Cast, number: int, when: datetime) -> None:
    """The parent asks, the teacher answers: the answer is not read yet, and no mail leaves."""
    child = cast.child(SYLVIE, 0)
    question, answer = ANSWERS
    parent = cast.parent(SYLVIE, child)
    if parent is None:
        return
    with acting_as(parent):
        if not Message.objects.filter(id=number).exists():
            return
        thread = reply(
            actor=parent,
            message_id=number,
            student_id=cast.pupils[child.source_id],
            text=question,
            at=when + timedelta(hours=27),
        )
    actor = cast.body(child.body)
    with acting_as(actor):
        reply_as_staff(
            actor=actor,
            thread_id=thread.id,
            staff_id=cast.staff[cast.homeroom(child).teachers[0]],
            text=answer,
            at=when + timedelta(hours=43),
        )
        cancel_mails(actor=actor, topic=topic_of(number))
