"""The school decides: accept or refuse what a parent submitted or declared, and say why.

Why is written behind the wall of motives: a refusal may tell what the other guardian wrote.
"""

from datetime import datetime

from django.db import transaction

from preau.attendance.enums import ActState, EventState, TraceAct
from preau.attendance.errors import NotWithdrawable
from preau.attendance.models import (
    AttendanceEvent,
    AttendanceReason,
    Declaration,
    Justification,
    JustificationEvent,
)
from preau.attendance.operations.log import Trace, trace
from preau.attendance.operations.tell import tell_decision
from preau.core.actors import BoardActor
from preau.core.enums import Act
from preau.core.errors import NotVisible
from preau.core.journal import record

NOTE = 400
_DECIDED = {
    True: (ActState.ACCEPTED, EventState.ACCEPTED),
    False: (ActState.REFUSED, EventState.REFUSED),
}


@transaction.atomic
def decide_justification(
    *,
    actor: BoardActor,
    justification_id: int,
    accept: bool,
    note: str,
    at: datetime,
    author: str = "",
) -> None:
    """Accept or refuse a reason, for the events of which it is still the last word.

    Raises NotVisible; NotWithdrawable when it was withdrawn, replaced or decided. Side effects:
    trace, journal, a mail to the guardians that says only that the school answered.
    """
    reason = (
        Justification.objects.select_for_update()
        .filter(id=justification_id, board_id=actor.board_id)
        .first()
    )
    if reason is None:
        raise NotVisible
    if reason.state != ActState.SUBMITTED:
        raise NotWithdrawable
    state, event_state = _DECIDED[accept]
    events = _standing(reason)
    Justification.objects.filter(id=reason.id).update(state=state, decided_at=at)
    AttendanceReason.objects.filter(justification=reason).update(decision_note=note[:NOTE])
    AttendanceEvent.objects.filter(id__in=[e.id for e in events]).update(
        state=event_state, decided_at=at
    )
    rows = [
        Trace(
            e.board_id,
            e.student_id,
            TraceAct.DECIDED,
            event_id=e.id,
            justification_id=reason.id,
            from_state=e.state,
            to_state=event_state,
            author=author,
        )
        for e in events
    ]
    _conclude(actor, reason.student_id, rows, at)


def _standing(reason: Justification) -> list[AttendanceEvent]:
    """The events, held, for which no later reason was submitted."""
    lines = JustificationEvent.objects.filter(justification=reason).values("event_id")
    taken = JustificationEvent.objects.filter(
        event__in=lines,
        justification_id__gt=reason.id,
        justification__state__in=(ActState.SUBMITTED, ActState.ACCEPTED, ActState.REFUSED),
    )
    events = AttendanceEvent.objects.select_for_update().filter(
        id__in=lines, state=EventState.SUBMITTED
    )
    return list(events.exclude(id__in=taken.values("event_id")).order_by("id"))


@transaction.atomic
def decide_declaration(
    *,
    actor: BoardActor,
    declaration_id: int,
    accept: bool,
    note: str,
    at: datetime,
    author: str = "",
) -> None:
    """Accept or refuse a declaration, and the events that it announced. Raises and side effects as
    `decide_justification`.
    """
    declared = (
        Declaration.objects.select_for_update()
        .filter(id=declaration_id, board_id=actor.board_id)
        .first()
    )
    if declared is None:
        raise NotVisible
    if declared.state != ActState.SUBMITTED:
        raise NotWithdrawable
    state, event_state = _DECIDED[accept]
    Declaration.objects.filter(id=declared.id).update(state=state, decided_at=at)
    AttendanceReason.objects.filter(declaration=declared).update(decision_note=note[:NOTE])
    AttendanceEvent.objects.filter(declaration=declared, state=EventState.DECLARED).update(
        state=event_state, decided_at=at
    )
    row = Trace(
        declared.board_id,
        declared.student_id,
        TraceAct.DECIDED,
        declaration_id=declared.id,
        from_state=declared.state,
        to_state=state,
        author=author,
    )
    _conclude(actor, declared.student_id, [row], at)


def _conclude(actor: BoardActor, student_id: int, rows: list[Trace], at: datetime) -> None:
    trace(actor=actor, rows=rows, at=at)
    record(actor=actor, act=Act.ABSENCE_DECIDED, student_ids=[student_id])
    tell_decision(actor=actor, student_id=student_id, at=at)
