"""Why, in a parent's words: the motive, a short text, papers. Written apart from the act itself.

The statements name their columns: a family has no right on the others, nor on reading them back.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.conf import settings
from django.db import connection

from preau.attendance.errors import MotiveMissing, PaperMissing
from preau.attendance.models import AttendancePaper
from preau.attendance.queries import MotiveRow
from preau.core.actors import FamilyActor
from preau.core.files.accept import AcceptedFile
from preau.core.files.storage import attachments, path_of
from preau.core.files.store import store


@dataclass(frozen=True)
class Why:
    """One reason for one or several pupils; `motives` by school, for each has its own list."""

    motives: Mapping[int, int]
    text: str = ""
    brings_paper: bool = False
    picked_up_by: str = ""
    files: Sequence[AcceptedFile] = ()


@dataclass(frozen=True)
class Act:
    """The act that a reason is about: one of the two numbers."""

    board_id: int
    student_id: int
    school_id: int
    justification_id: int | None = None
    declaration_id: int | None = None


def require_motives(why: Why, offered: Iterable[MotiveRow], school_ids: Iterable[int]) -> None:
    """Each school's own motive was chosen. Raises MotiveMissing."""
    known = {(motive.school_id, motive.id) for motive in offered}
    for school_id in school_ids:
        if (school_id, why.motives.get(school_id)) not in known:
            raise MotiveMissing(f"motive_{school_id}")


def require_paper(why: Why, *, is_asked: bool, kept: int = 0) -> None:
    """Raises PaperMissing when one is asked for, and neither joined nor promised."""
    if is_asked and not why.files and not kept and not why.brings_paper:
        raise PaperMissing


def asks_for_paper(why: Why, offered: Iterable[MotiveRow]) -> bool:
    return any(m.needs_paper for m in offered if why.motives.get(m.school_id) == m.id)


_INSERT = """
INSERT INTO attendance_attendancereason (board_id, student_id, account_id, justification_id,
  declaration_id, motive_id, text, picked_up_by, brings_paper)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s) RETURNING id
"""


def write_reasons(
    *, actor: FamilyActor, why: Why, acts: Sequence[Act], at: datetime
) -> dict[Act, int]:
    """The reason of each act, with its own papers: each school keeps what it was given."""
    written: dict[Act, int] = {}
    papers: list[AttendancePaper] = []
    for act in acts:
        written[act] = _write(actor, why, act)
        files = [_again(paper) for paper in papers] if papers else list(why.files)
        owner = {"board_id": act.board_id, "reason_id": written[act]}
        papers = store(AttendancePaper, files, at=at, **owner)
    return written


def _write(actor: FamilyActor, why: Why, act: Act) -> int:
    values = [
        *(act.board_id, act.student_id, actor.account_id, act.justification_id),
        *(act.declaration_id, why.motives[act.school_id]),
        *(why.text[: settings.PREAU_LIMITS.reason_characters], why.picked_up_by[:120]),
        why.brings_paper,
    ]
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, values)
        return int(cursor.fetchone()[0])


def _again(paper: AttendancePaper) -> AcceptedFile:
    """The same file for a sibling: an object of its own, that its own row deletes."""
    content = attachments().open(path_of(paper.key))
    accepted = AcceptedFile(paper.name, paper.media_type, paper.size, paper.sha256)
    return replace(accepted, content=content)
