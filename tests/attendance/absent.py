"""One absence of a pupil with all that hangs on it, for the table of pages and personas."""

from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from uuid import uuid4

from django.utils import timezone

from preau.accounts.models import Account
from preau.attendance.models import (
    AttendanceEvent,
    AttendanceMotive,
    AttendancePaper,
    AttendanceReason,
    Declaration,
    Justification,
    JustificationEvent,
)
from preau.core.files.accept import accept
from preau.core.files.store import store
from preau.people.models import Student
from tests.factories import as_owner
from tests.files import PDF


@dataclass
class Absent:
    """What one parent submitted and declared."""

    event: AttendanceEvent
    justification: Justification
    declaration: Declaration
    paper: AttendancePaper


def absence_of(student: Student, account: Account) -> Absent:
    """A submitted reason with a paper, and a day declared for next week."""
    at = timezone.now()
    own = {"board": student.board, "student": student}
    acts = {**own, "school": student.school, "account": account, "submitted_at": at}
    with as_owner():
        motive = AttendanceMotive.objects.create(
            board=student.board, school=student.school, code="sick", label="Maladie"
        )
        event = AttendanceEvent.objects.create(
            **own,
            school=student.school,
            source_id=f"event-{uuid4()}",
            on=timezone.localdate(at),
            kind="absence",
            state="submitted",
            recorded_at=at - timedelta(hours=1),
            visible_at=at - timedelta(hours=1),
        )
        justification = Justification.objects.create(batch=uuid4(), **acts)
        JustificationEvent.objects.create(**own, justification=justification, event=event)
        reason = AttendanceReason.objects.create(
            **own, account=account, justification=justification, motive=motive
        )
        day = timezone.localdate(at) + timedelta(days=7)
        declaration = Declaration.objects.create(
            batch=uuid4(), kind="full_day", starts_on=day, ends_on=day, **acts
        )
        file = accept(BytesIO(PDF), "billet.pdf")
        (paper,) = store(AttendancePaper, [file], at=at, board=student.board, reason=reason)
    return Absent(event, justification, declaration, paper)
