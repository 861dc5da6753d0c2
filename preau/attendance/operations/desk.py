"""The school's desk: what awaits it, the papers it was given, and the mail that says so.

Each look is journalled in the body's name. The mail says how many motives wait, one morning at a
time, and nothing of whom or why.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from preau.attendance.models import AttendancePaper
from preau.attendance.queries import rules_of
from preau.attendance.queries.desk import (
    DeskDeclaration,
    DeskReason,
    counts_waiting,
    declarations_known,
    reasons_waiting,
)
from preau.boards.models import Board
from preau.core.actors import BoardActor
from preau.core.enums import Act
from preau.core.errors import NotVisible
from preau.core.journal import record
from preau.core.zone import local_day
from preau.notifications.models import OutboxMail
from preau.notifications.operations import Draft, queue_mails


@dataclass(frozen=True)
class Waiting:
    """Motives to decide, and declarations known beforehand."""

    reasons: Sequence[DeskReason]
    declarations: Sequence[DeskDeclaration]


def see_waiting(*, actor: BoardActor, at: datetime) -> Waiting:
    """What parents submitted and declared, with their words; journalled."""
    waiting = Waiting(reasons_waiting(), declarations_known(on=local_day(at)))
    pupils = {row.student_id for row in waiting.reasons}
    pupils |= {row.student_id for row in waiting.declarations}
    details = {"reasons": len(waiting.reasons), "declarations": len(waiting.declarations)}
    record(actor=actor, act=Act.ATTENDANCE_SEEN, student_ids=sorted(pupils), details=details)
    return waiting


def hand_over_paper(*, actor: BoardActor, paper_id: int) -> AttendancePaper:
    """A paper that a parent gave this body, about to be read; journalled. Raises NotVisible."""
    own = AttendancePaper.objects.filter(id=paper_id, board_id=actor.board_id)
    paper = own.select_related("reason").first()
    if paper is None:
        raise NotVisible
    record(
        actor=actor,
        act=Act.DOWNLOADED,
        student_ids=[paper.reason.student_id],
        details={"paper": paper.id},
    )
    return paper


def remind_desks(*, actor: BoardActor, at: datetime) -> int:
    """Tell each school of the body once a day that motives await its decision. How many mails.

    To the address of its rule, else its own, else the body's; a school without any is not told.
    """
    waiting = _by_desk(actor)
    day = local_day(at).isoformat()
    topics = {school: f"desk {school} {day}" for school, _name, _email in waiting}
    told = set(OutboxMail.objects.filter(topic__in=topics.values()).values_list("topic", flat=True))
    language = Board.objects.values_list("language", flat=True).get(id=actor.board_id)
    queued = 0
    for (school, name, email), reasons in waiting.items():
        if topics[school] in told:
            continue
        context = {"school": name, "number": reasons}
        draft = Draft(to=email, template="absence_waiting", language=language, context=context)
        queue_mails(actor=actor, drafts=[draft], at=at, topic=topics[school])
        queued += 1
    return queued


def _by_desk(actor: BoardActor) -> dict[tuple[int, str, str], int]:
    """Motives waiting, by school and address: a school may have a desk for each order."""
    counts = counts_waiting()
    rules = rules_of({row.school_id for row in counts})
    of_body = Board.objects.values_list("email", flat=True).get(id=actor.board_id)
    found: dict[tuple[int, str, str], int] = {}
    for row in counts:
        email = rules.of(row.school_id, row.level).email or row.school_email or of_body
        if email:
            desk = (row.school_id, row.school, email)
            found[desk] = found.get(desk, 0) + row.reasons
    return found
