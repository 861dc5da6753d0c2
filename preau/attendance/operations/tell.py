"""Who is told, and what becomes of it: guardians of new absences, the other guardian of an act.

Mails name first names and days, never a motive or a text, and go only to those who may still see
the child when they leave. Addresses are read as a job of the body, never in a family's scope.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection

from preau.attendance.queries import Reader, readers_of
from preau.core.actors import BoardActor, FamilyActor
from preau.core.scope import acting_as
from preau.notifications.operations import Draft, queue_mails
from preau.people.enums import Right
from preau.people.queries import ChildRow, first_names


def tell_others(
    *, actor: FamilyActor, children: Sequence[ChildRow], what: str, at: datetime
) -> None:
    """Tell the other guardians that something was submitted, changed, withdrawn or declared."""
    for board_id in sorted({child.board_id for child in children}):
        own = {c.id: c.first_name for c in children if c.board_id == board_id}
        body = BoardActor(board_id, actor.origin)
        with acting_as(body):
            readers = [r for r in readers_of(own) if r.account_id != actor.account_id]
            drafts = _drafts(readers, own, "absence_act", {"what": what})
            queue_mails(actor=body, drafts=drafts, at=at, topic="attendance")


def tell_decision(*, actor: BoardActor, student_id: int, at: datetime) -> None:
    """Tell a child's guardians that the school answered; what it said is read after signing in."""
    readers = readers_of([student_id])
    drafts = _drafts(readers, first_names([student_id]), "absence_decided", {})
    queue_mails(actor=actor, drafts=drafts, at=at, topic="attendance")


# Each event is told once, by whoever marks it first; what came late is not news any more.
_UNTOLD = """
UPDATE attendance_attendanceevent SET told_at = %(at)s
WHERE board_id = %(board)s AND told_at IS NULL AND state = 'to_justify' AND ended_at IS NULL
  AND visible_at <= %(at)s AND visible_at > %(since)s
  AND (justify_by IS NULL OR justify_by > %(at)s)
RETURNING student_id, justify_by
"""


def tell_absences(*, actor: BoardActor, at: datetime) -> int:
    """Tell guardians of what is to justify, once the correction window is over. How many mails.

    One mail a guardian, whatever the number of children and events; each event is told once.
    """
    since = at - timedelta(days=settings.PREAU_LIMITS.absence_tell_days)
    with connection.cursor() as cursor:
        cursor.execute(_UNTOLD, {"at": at, "board": actor.board_id, "since": since})
        untold = cursor.fetchall()
    if not untold:
        return 0
    students = {student_id for student_id, _by in untold}
    deadlines = [by for _student, by in untold if by is not None]
    context = {"by": min(deadlines, default=None)}
    drafts = _drafts(readers_of(students), first_names(students), "absence_to_justify", context)
    return len(queue_mails(actor=actor, drafts=drafts, at=at, topic="attendance"))


@dataclass
class _Told:
    """What one guardian is told: of which of its children."""

    reader: Reader
    students: list[int]


def _drafts(
    readers: Sequence[Reader],
    names: Mapping[int, str],
    template: str,
    context: Mapping[str, object],
) -> list[Draft]:
    told: dict[int, _Told] = {}
    for reader in readers:
        told.setdefault(reader.account_id, _Told(reader, [])).students.append(reader.student_id)
    return [
        Draft(
            to=one.reader.email,
            template=template,
            language=one.reader.language,
            context={**context, "children": sorted(names[s] for s in one.students)},
            account_id=one.reader.account_id,
            student_ids=sorted(one.students),
            right=Right.ATTENDANCE,
        )
        for one in told.values()
    ]


_FOLLOW = """
UPDATE attendance_declarationnotice n SET changed_at = %s,
  state = CASE WHEN m.state = 'sent' THEN 'sent' ELSE 'failed' END
FROM notifications_outboxmail m
WHERE n.board_id = %s AND n.state = 'queued' AND m.id = n.mail_id
  AND m.state IN ('sent', 'refused', 'cancelled', 'uncertain')
"""


def follow_notices(*, actor: BoardActor, at: datetime) -> int:
    """Note what became of the mails to schools' services. How many came to an end."""
    with connection.cursor() as cursor:
        cursor.execute(_FOLLOW, [at, actor.board_id])
        return int(cursor.rowcount)
