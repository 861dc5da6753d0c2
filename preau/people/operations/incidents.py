"""What a parent tells the school: a child who is not theirs, a child who is missing.

An incident is a row of the body's register of confidentiality incidents; its number is what mails
and telephone calls name. The school answers it; the answer waits on the parent's home page.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from preau.boards.models import Board, School
from preau.core import attempts
from preau.core.actors import BoardActor, FamilyActor
from preau.core.attempts import Window
from preau.core.enums import Act
from preau.core.errors import NotVisible
from preau.core.journal import record
from preau.core.scope import enter
from preau.notifications.operations import queue_mail
from preau.people.access import visible_child
from preau.people.enums import IncidentKind, IncidentState, Right
from preau.people.errors import TooManyRequests
from preau.people.models import ChildConfirmation, Incident

DAY = timedelta(days=1)


@transaction.atomic
def disown_child(*, actor: FamilyActor, student_id: int, note: str, at: datetime) -> int:
    """« Ce n'est pas mon enfant »: cut the access now, open an incident; returns its number.

    Raises NotVisible. Side effects: journal, a mail to the school that names no pupil.
    """
    child, _ = visible_child(actor, student_id, Right.EVERYTHING)
    incident = Incident.objects.create(
        board_id=child.board_id,
        school_id=child.school_id,
        student_id=child.id,
        account_id=actor.account_id,
        kind=IncidentKind.NOT_MY_CHILD,
        note=note[: settings.PREAU_LIMITS.note_characters],
    )
    ChildConfirmation.objects.filter(account_id=actor.account_id, student_id=child.id).update(
        disowned_at=at
    )
    record(actor=actor, act=Act.CHILD_DISOWNED, student_ids=[child.id], board_id=child.board_id)
    _tell_school(actor, incident, "school_not_my_child", {}, at)
    enter(actor)
    return incident.id


@transaction.atomic
def report_missing_child(
    *, actor: FamilyActor, board: Board, note: str, addresses: Sequence[str], at: datetime
) -> int:
    """« Il manque un enfant »: ask the body to put an address on a file; returns the number.

    `addresses` are those verified on the account: the school compares them with its file. Raises
    TooManyRequests: each request is a mail to the school.
    """
    _take_request(actor, at)
    incident = Incident.objects.create(
        board=board,
        account_id=actor.account_id,
        kind=IncidentKind.MISSING_CHILD,
        note=note[: settings.PREAU_LIMITS.note_characters],
    )
    record(actor=actor, act=Act.CHILD_MISSING, board_id=board.id)
    context = {"addresses": list(addresses), "note": incident.note}
    _tell_school(actor, incident, "school_missing_child", context, at)
    return incident.id


def _take_request(actor: FamilyActor, at: datetime) -> None:
    """Count one more request of this account, one at a time."""
    subject = f"account {actor.account_id}"
    attempts.lock([f"missing child {subject}"])
    most = settings.PREAU_LIMITS.missing_child_per_day
    if attempts.first_exceeded([Window("child.missing", subject, most, DAY)], at=at):
        raise TooManyRequests
    attempts.add([("child.missing", subject)], at=at)


@transaction.atomic
def answer_incident(*, actor: BoardActor, incident_id: int, answer: str, at: datetime) -> None:
    """The school's answer, shown to the parent until read. Raises NotVisible."""
    found = Incident.objects.filter(id=incident_id, board_id=actor.board_id)
    if not found.update(state=IncidentState.ANSWERED, answer=answer, answered_at=at):
        raise NotVisible


@transaction.atomic
def read_answer(*, actor: FamilyActor, incident_id: int, at: datetime) -> None:
    """The parent has read the answer: it no longer waits. Raises NotVisible."""
    own = Incident.objects.filter(id=incident_id, account_id=actor.account_id)
    if not own.filter(state=IncidentState.ANSWERED).update(answer_read_at=at):
        raise NotVisible


def _tell_school(
    actor: FamilyActor,
    incident: Incident,
    template: str,
    context: Mapping[str, object],
    at: datetime,
) -> None:
    board = Board.objects.get(id=incident.board_id)
    school = School.objects.filter(id=incident.school_id or 0).first()
    to = (school.email if school else "") or board.email
    if not to:
        return
    name = school.name if school else board.short_name
    queue_mail(
        actor=actor,
        to=to,
        template=template,
        language=board.language,
        context={"incident": incident.id, "school": name, **context},
        at=at,
    )
