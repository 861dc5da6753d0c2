"""Déclarer d'avance, and take it back: the school's limits, then the rows, then who must know.

Two guardians may declare at once: each pupil is held, the last valid act stands in the place of the
first where they overlap, and both are kept.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction
from django.db.models import Max

from preau.attendance.access import attended_children, visible_declaration
from preau.attendance.enums import ActState, DeclarationKind, EventState, TraceAct
from preau.attendance.errors import (
    AlreadyDeclared,
    HoursOutOfOrder,
    NoClassThen,
    NotWithdrawable,
    QuotaReached,
    TooFarAhead,
    TooLate,
    TooLong,
    TooManyDeclarations,
)
from preau.attendance.models import AttendanceEvent, Declaration
from preau.attendance.operations.log import Trace, trace
from preau.attendance.operations.notices import Declared, tell_services
from preau.attendance.operations.tell import tell_others
from preau.attendance.operations.words import (
    Act,
    Why,
    asks_for_paper,
    require_motives,
    require_paper,
    write_reasons,
)
from preau.attendance.queries import motives_of, rules_of, spans_declared
from preau.attendance.rules import (
    RuleRow,
    Rules,
    class_days,
    declare_until,
    exceeds_quota,
    is_too_long,
    needs_paper,
)
from preau.boards.calendar import SchoolCalendar, calendars_between
from preau.boards.models import SchoolYear
from preau.core import attempts
from preau.core.actors import FamilyActor
from preau.core.enums import Act as Journalled
from preau.core.errors import NotVisible
from preau.core.journal import record
from preau.core.zone import local_day
from preau.people.queries import ChildRow

DAY = timedelta(days=1)
YEAR = timedelta(days=365)
WHOLE_DAYS = (DeclarationKind.FULL_DAY, DeclarationKind.SEVERAL_DAYS)


@dataclass(frozen=True)
class Plan:
    """What is declared. One day, but for SEVERAL_DAYS; hours as the kind needs them."""

    kind: DeclarationKind
    starts_on: date
    ends_on: date
    leave_at: time | None = None
    return_at: time | None = None

    @property
    def is_whole(self) -> bool:
        return self.kind in WHOLE_DAYS


@transaction.atomic
def declare(
    *, actor: FamilyActor, student_ids: Sequence[int], plan: Plan, why: Why, at: datetime
) -> UUID:
    """Declare the same absence for one or several children; the number of the act.

    Raises NotVisible, TooFarAhead, NoClassThen, TooLate, TooLong, QuotaReached, PaperMissing,
    MotiveMissing, AlreadyDeclared, HoursOutOfOrder, TooManyDeclarations. Side effects: trace,
    journal, mails to the school's services and to the other guardians.
    """
    known = attended_children(actor, at)
    if not student_ids or any(student not in known for student in student_ids):
        raise NotVisible
    children = [known[student] for student in dict.fromkeys(student_ids)]
    attempts.lock([f"declared for {child.id}" for child in children])
    _require_few(actor, len(children), at)
    _require_sense(plan, at)
    schools = sorted({child.school_id or 0 for child in children})
    rules, offered = rules_of(schools), motives_of(schools)
    _require_time(children, plan, rules, at)
    asked = _require_rules(children, plan, rules)
    require_motives(why, offered, schools)
    require_paper(why, is_asked=asked or asks_for_paper(why, offered))
    declared = _write(actor, children, plan, why, at)
    _journal(actor, Journalled.ABSENCE_DECLARED, declared)
    tell_services(actor=actor, declared=declared, rules=rules, what="declared", at=at)
    tell_others(actor=actor, children=children, what="declared", at=at)
    return declared[0].declaration.batch


@transaction.atomic
def withdraw_declaration(*, actor: FamilyActor, declaration_id: int, at: datetime) -> None:
    """Take back one's own declaration, until its cut-off and while the school has not answered.

    Raises NotVisible, NotWithdrawable, TooLate. Side effects as `declare`.
    """
    row, child = visible_declaration(actor, declaration_id, at)
    if not row.is_mine:
        raise NotVisible
    rules = rules_of([row.school_id])
    rule = rules.of(row.school_id, child.level_code)
    if at > (until := declare_until(rule, row.starts_on)):
        raise TooLate(until, child.school_name, rule.phone)
    own = Declaration.objects.filter(id=row.id, state=ActState.SUBMITTED)
    if not own.update(state=ActState.WITHDRAWN, withdrawn_at=at):
        raise NotWithdrawable
    _ask_again([row.id])
    declared = [Declared(Declaration.objects.get(id=row.id), child)]
    _trace(actor, declared, TraceAct.UNSAID, ActState.SUBMITTED, ActState.WITHDRAWN, at)
    _journal(actor, Journalled.ABSENCE_WITHDRAWN, declared)
    tell_services(actor=actor, declared=declared, rules=rules, what="withdrawn", at=at)
    tell_others(actor=actor, children=[child], what="withdrawn", at=at)


def _require_few(actor: FamilyActor, more: int, at: datetime) -> None:
    lately = Declaration.objects.filter(account_id=actor.account_id, submitted_at__gt=at - DAY)
    if lately.count() + more > settings.PREAU_LIMITS.declarations_per_day:
        raise TooManyDeclarations


def _require_sense(plan: Plan, at: datetime) -> None:
    ahead = settings.PREAU_LIMITS.declare_ahead_days
    if plan.ends_on > local_day(at) + timedelta(days=ahead):
        raise TooFarAhead(ahead)
    if plan.leave_at and plan.return_at and plan.return_at <= plan.leave_at:
        raise HoursOutOfOrder(plan.leave_at, plan.return_at)


def _require_time(children: Sequence[ChildRow], plan: Plan, rules: Rules, at: datetime) -> None:
    """Before anything is counted: the days of an age that is past are refused unread."""
    for child in children:
        rule = rules.of(child.school_id, child.level_code)
        if at > (until := declare_until(rule, plan.starts_on)):
            raise TooLate(until, child.school_name, rule.phone)


def _require_rules(children: Sequence[ChildRow], plan: Plan, rules: Rules) -> bool:
    """Each child's school takes it; whether one of them asks for a paper."""
    starts = _year_starts(children, plan)
    first = min(starts.values())
    schools = {child.school_id or 0 for child in children}
    calendars = calendars_between(schools, first, plan.ends_on)
    spans = spans_declared([child.id for child in children], since=first)
    asked = False
    for child in children:
        rule = rules.of(child.school_id, child.level_code)
        calendar = calendars[child.school_id or 0]
        since = starts[child.board_id]
        before = [
            (max(a, since), b) for student, a, b in spans if student == child.id and b >= since
        ]
        asked |= _require_rule(child, plan, rule, calendar, before)
    return asked


def _require_rule(
    child: ChildRow,
    plan: Plan,
    rule: RuleRow,
    calendar: SchoolCalendar,
    before: Sequence[tuple[date, date]],
) -> bool:
    days = class_days(calendar, plan.starts_on, plan.ends_on)
    if not days or not calendar.is_class(plan.starts_on):
        raise NoClassThen(plan.starts_on)
    if not plan.is_whole:
        return False
    if is_too_long(rule, days):
        raise TooLong(rule.longest_days or 0, child.school_name)
    others = [(a, b) for a, b in before if b < plan.starts_on or a > plan.ends_on]
    if exceeds_quota(rule, sum(class_days(calendar, a, b) for a, b in others), days):
        raise QuotaReached(rule.quota_per_year or 0, child.school_name, child.first_name)
    return needs_paper(rule, days)


def _year_starts(children: Sequence[ChildRow], plan: Plan) -> dict[int, date]:
    """The first day of the school year of each body; twelve months back where none is known."""
    boards = {child.board_id for child in children}
    years = SchoolYear.objects.filter(
        board_id__in=boards, ended_at=None, starts_on__lte=plan.starts_on
    )
    known = years.values_list("board_id").annotate(Max("starts_on")).order_by("board_id")
    return dict.fromkeys(boards, plan.starts_on - YEAR) | dict(known)


def _write(
    actor: FamilyActor, children: Sequence[ChildRow], plan: Plan, why: Why, at: datetime
) -> list[Declared]:
    _replace_others(children, plan)
    batch = uuid4()
    declared = [Declared(_row(actor, child, plan, batch, at), child) for child in children]
    acts = [
        Act(d.board_id, d.student_id, d.school_id, declaration_id=d.id)
        for d in (one.declaration for one in declared)
    ]
    write_reasons(actor=actor, why=why, acts=acts, at=at)
    _trace(actor, declared, TraceAct.DECLARED, "", ActState.SUBMITTED, at)
    return declared


def _row(actor: FamilyActor, child: ChildRow, plan: Plan, batch: UUID, at: datetime) -> Declaration:
    return Declaration.objects.create(
        board_id=child.board_id,
        school_id=child.school_id or 0,
        student_id=child.id,
        batch=batch,
        account_id=actor.account_id,
        kind=plan.kind,
        starts_on=plan.starts_on,
        ends_on=plan.ends_on,
        leave_at=plan.leave_at,
        return_at=plan.return_at,
        submitted_at=at,
    )


def _replace_others(children: Sequence[ChildRow], plan: Plan) -> None:
    """What overlaps and was not answered gives way. Raises AlreadyDeclared for what was."""
    names: Mapping[int, str] = {child.id: child.first_name for child in children}
    same = Declaration.objects.filter(
        student_id__in=names, starts_on__lte=plan.ends_on, ends_on__gte=plan.starts_on
    )
    if not plan.is_whole:
        same = same.filter(kind__in=(*WHOLE_DAYS, plan.kind))
    answered = same.filter(state=ActState.ACCEPTED).first()
    if answered:
        raise AlreadyDeclared(names[answered.student_id])
    replaced = list(same.filter(state=ActState.SUBMITTED).values_list("id", flat=True))
    Declaration.objects.filter(id__in=replaced).update(state=ActState.REPLACED)
    _ask_again(replaced)


def _ask_again(declaration_ids: Sequence[int]) -> None:
    """What the school recorded already, and these had announced, waits for a motive."""
    announced = AttendanceEvent.objects.filter(
        declaration_id__in=declaration_ids, state=EventState.DECLARED
    )
    announced.update(state=EventState.TO_JUSTIFY)


def _trace(
    actor: FamilyActor,
    declared: Sequence[Declared],
    act: TraceAct,
    from_state: str,
    to_state: str,
    at: datetime,
) -> None:
    rows = [
        Trace(
            one.child.board_id,
            one.child.id,
            act,
            declaration_id=one.declaration.id,
            from_state=from_state,
            to_state=to_state,
        )
        for one in declared
    ]
    trace(actor=actor, rows=rows, at=at)


def _journal(actor: FamilyActor, act: Journalled, declared: Sequence[Declared]) -> None:
    for board_id in sorted({one.child.board_id for one in declared}):
        students = [one.child.id for one in declared if one.child.board_id == board_id]
        record(actor=actor, act=act, student_ids=students, board_id=board_id)
