"""Motiver: submit why, change it, take it back, until the school has decided.

Two guardians may act at once: rows of events are locked, the last valid act stands, and both are
kept. The other guardian is told that something was said, never what.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from uuid import UUID, uuid4

from django.conf import settings
from django.db import connection, transaction

from preau.attendance.access import attended_children, visible_reason
from preau.attendance.enums import ActState, EventState, TraceAct
from preau.attendance.errors import (
    AlreadyDecided,
    DeadlinePassed,
    NothingChosen,
    NotWithdrawable,
    TooManyActs,
    TooManyEvents,
)
from preau.attendance.models import (
    AttendanceEvent,
    AttendancePaper,
    Justification,
    JustificationEvent,
)
from preau.attendance.operations.log import Trace, trace
from preau.attendance.operations.tell import tell_others
from preau.attendance.operations.words import (
    Act,
    Why,
    asks_for_paper,
    require_motives,
    require_paper,
    write_reasons,
)
from preau.attendance.queries import events_justified_by, motives_of, rules_of
from preau.core import attempts
from preau.core.actors import FamilyActor
from preau.core.attempts import Window
from preau.core.enums import Act as Journalled
from preau.core.errors import NotVisible
from preau.core.journal import record
from preau.people.queries import ChildRow

DAY = timedelta(days=1)
OPEN = (EventState.TO_JUSTIFY, EventState.REFUSED, EventState.SUBMITTED)


@dataclass(frozen=True)
class Locked:
    """An event held until the transaction ends."""

    id: int
    student_id: int
    school_id: int
    board_id: int
    state: str
    justify_by: datetime | None


@transaction.atomic
def justify(*, actor: FamilyActor, event_ids: Collection[int], why: Why, at: datetime) -> UUID:
    """Submit one reason for several events, of one or several children; the number of the act.

    Raises NotVisible, NothingChosen, TooManyEvents, TooManyActs, AlreadyDecided, DeadlinePassed,
    MotiveMissing, PaperMissing. Side effects: trace, journal, a mail to the other guardians.
    """
    if not event_ids:
        raise NothingChosen
    if len(event_ids) > (most := settings.PREAU_LIMITS.justify_events):
        raise TooManyEvents(most)
    children = attended_children(actor, at)
    _take_turn(actor, at)
    events = _lock(event_ids)
    _require_open(events, children)
    _require_time(events, children, at)
    offered = motives_of(schools := sorted({event.school_id for event in events}))
    require_motives(why, offered, schools)
    require_paper(why, is_asked=asks_for_paper(why, offered))
    batch = uuid4()
    _submit(actor, events, why, batch, at)
    _journal(actor, Journalled.ABSENCE_JUSTIFIED, events)
    _tell(actor, events, children, "justified", at)
    return batch


@transaction.atomic
def edit_reason(
    *,
    actor: FamilyActor,
    justification_id: int,
    why: Why,
    kept_papers: Collection[int],
    at: datetime,
) -> UUID:
    """Put another reason in the place of one that the school has not answered yet.

    Either guardian may; only its author keeps papers of the first. No deadline: it was met. Raises
    NotVisible, TooManyActs, AlreadyDecided, MotiveMissing, PaperMissing. Side effects as `justify`.
    """
    before, child = visible_reason(actor, justification_id, at)
    children = {child.id: child}
    _take_turn(actor, at)
    events = _lock([event.id for event in events_justified_by(before.id)])
    if before.state != ActState.SUBMITTED or not events:
        raise AlreadyDecided
    if any(event.state != EventState.SUBMITTED for event in events):
        raise AlreadyDecided
    offered = motives_of([before.school_id])
    kept = [p.id for p in before.papers if p.id in kept_papers and before.is_mine]
    require_motives(why, offered, [before.school_id])
    require_paper(why, is_asked=asks_for_paper(why, offered), kept=len(kept))
    batch = uuid4()
    (reason_id,) = _submit(actor, events, why, batch, at)
    AttendancePaper.objects.filter(id__in=kept).update(reason_id=reason_id)
    _journal(actor, Journalled.ABSENCE_JUSTIFIED, events)
    _tell(actor, events, children, "changed", at)
    return batch


@transaction.atomic
def withdraw_reason(*, actor: FamilyActor, justification_id: int, at: datetime) -> None:
    """Take back one's own reason: its events wait for one again. Raises NotVisible,
    NotWithdrawable. Side effects: trace, journal, a mail to the other guardians.
    """
    reason, child = visible_reason(actor, justification_id, at)
    if not reason.is_mine:
        raise NotVisible
    events = _lock([event.id for event in events_justified_by(reason.id)])
    own = Justification.objects.filter(id=reason.id, state=ActState.SUBMITTED)
    if not own.update(state=ActState.WITHDRAWN, ended_at=at):
        raise NotWithdrawable
    _reopen(events)
    rows = [_trace(event, TraceAct.WITHDRAWN, reason.id) for event in events]
    trace(actor=actor, rows=rows, at=at)
    _journal(actor, Journalled.ABSENCE_WITHDRAWN, events)
    _tell(actor, events, {child.id: child}, "withdrawn", at)


def _take_turn(actor: FamilyActor, at: datetime) -> None:
    """The other guardian and the school hear of every act: count this one, one at a time."""
    subject = f"account {actor.account_id}"
    attempts.lock([f"justify {subject}"])
    most = settings.PREAU_LIMITS.attendance_acts_per_day
    if attempts.first_exceeded([Window("attendance.act", subject, most, DAY)], at=at):
        raise TooManyActs
    attempts.add([("attendance.act", subject)], at=at)


_LOCK = """
SELECT id, student_id, school_id, board_id, state, justify_by FROM attendance_attendanceevent
WHERE id = ANY (%s) ORDER BY id FOR UPDATE
"""


def _lock(event_ids: Collection[int]) -> list[Locked]:
    """The events, held. One that the school decided is not there: only open rows can be written."""
    wanted = set(event_ids)
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, [list(wanted)])
        found = [Locked(*row) for row in cursor.fetchall()]
    missing = wanted - {event.id for event in found}
    if missing:
        seen = AttendanceEvent.objects.filter(id__in=missing).count()
        raise AlreadyDecided if seen == len(missing) else NotVisible
    return found


def _require_open(events: Sequence[Locked], children: Mapping[int, ChildRow]) -> None:
    if any(event.student_id not in children for event in events):
        raise NotVisible
    if any(event.state not in OPEN for event in events):
        raise AlreadyDecided


def _require_time(events: Sequence[Locked], children: Mapping[int, ChildRow], at: datetime) -> None:
    late = next((e for e in events if e.justify_by is not None and e.justify_by < at), None)
    if late:
        rule = rules_of([late.school_id]).of(late.school_id, children[late.student_id].level_code)
        raise DeadlinePassed(rule.phone)


def _submit(
    actor: FamilyActor, events: Sequence[Locked], why: Why, batch: UUID, at: datetime
) -> list[int]:
    """One justification per pupil and school; the numbers of the reasons."""
    acts: list[Act] = []
    rows: list[Trace] = []
    for (student_id, school_id), own in groupby(sorted(events, key=_owner), key=_owner):
        lines = list(own)
        one = Justification.objects.create(
            board_id=lines[0].board_id,
            school_id=school_id,
            student_id=student_id,
            batch=batch,
            account_id=actor.account_id,
            submitted_at=at,
        )
        JustificationEvent.objects.bulk_create(
            JustificationEvent(
                board_id=e.board_id, student_id=student_id, justification=one, event_id=e.id
            )
            for e in lines
        )
        acts.append(Act(one.board_id, student_id, school_id, justification_id=one.id))
        rows += [_trace(e, _act(e), one.id, EventState.SUBMITTED) for e in lines]
    reasons = write_reasons(actor=actor, why=why, acts=acts, at=at)
    _replace_others(events, [act.justification_id for act in acts], at)
    waiting = [e.id for e in events if e.state != EventState.SUBMITTED]
    AttendanceEvent.objects.filter(id__in=waiting).update(state=EventState.SUBMITTED)
    trace(actor=actor, rows=rows, at=at)
    return list(reasons.values())


def _owner(event: Locked) -> tuple[int, int]:
    return event.student_id, event.school_id


def _act(event: Locked) -> TraceAct:
    return TraceAct.REPLACED if event.state == EventState.SUBMITTED else TraceAct.SUBMITTED


# An earlier act is replaced once it stands for none of its events.
_REPLACE = """
UPDATE attendance_justification j SET state = 'replaced', ended_at = %s
WHERE j.state = 'submitted' AND j.id <> ALL (%s)
  AND j.id IN (SELECT l.justification_id FROM attendance_justificationevent l
               WHERE l.event_id = ANY (%s))
  AND NOT EXISTS (
    SELECT FROM attendance_justificationevent l
    WHERE l.justification_id = j.id AND NOT EXISTS (
      SELECT FROM attendance_justificationevent later
      JOIN attendance_justification n ON n.id = later.justification_id
      WHERE later.event_id = l.event_id AND n.id > j.id
        AND n.state IN ('submitted', 'accepted', 'refused')))
"""


def _replace_others(events: Sequence[Locked], new: Sequence[int | None], at: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_REPLACE, [at, list(new), [event.id for event in events]])


# What the school had refused before is refused again; the rest waits for a motive, but for what
# the other guardian took over meanwhile.
_REOPEN = """
UPDATE attendance_attendanceevent e SET state = CASE WHEN EXISTS (
  SELECT FROM attendance_justificationevent l
  JOIN attendance_justification j ON j.id = l.justification_id
  WHERE l.event_id = e.id AND j.state = 'refused') THEN 'refused' ELSE 'to_justify' END
WHERE e.id = ANY (%s) AND e.state = 'submitted' AND NOT EXISTS (
  SELECT FROM attendance_justificationevent l
  JOIN attendance_justification j ON j.id = l.justification_id
  WHERE l.event_id = e.id AND j.state = 'submitted')
"""


def _reopen(events: Sequence[Locked]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_REOPEN, [[event.id for event in events]])


def _trace(
    event: Locked,
    act: TraceAct,
    justification_id: int,
    to_state: EventState = EventState.TO_JUSTIFY,
) -> Trace:
    return Trace(
        event.board_id,
        event.student_id,
        act,
        event_id=event.id,
        justification_id=justification_id,
        from_state=event.state,
        to_state=to_state,
    )


def _journal(actor: FamilyActor, act: Journalled, events: Sequence[Locked]) -> None:
    """One entry for each body: its own register names its own pupils."""
    for board_id in sorted({event.board_id for event in events}):
        own = [event for event in events if event.board_id == board_id]
        record(
            actor=actor,
            act=act,
            student_ids=sorted({event.student_id for event in own}),
            board_id=board_id,
            details={"events": len(own)},
        )


def _tell(
    actor: FamilyActor,
    events: Sequence[Locked],
    children: Mapping[int, ChildRow],
    what: str,
    at: datetime,
) -> None:
    about = [children[s] for s in sorted({event.student_id for event in events})]
    tell_others(actor=actor, children=about, what=what, at=at)
