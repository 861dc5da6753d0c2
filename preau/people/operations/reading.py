"""Readings that leave a trace: who saw which child's page, and when."""

from collections.abc import Sequence
from datetime import date

from preau.core.actors import FamilyActor
from preau.core.enums import Act
from preau.core.journal import record
from preau.people.access import require_family, visible_child
from preau.people.enums import Right
from preau.people.queries import (
    ChildRow,
    OwnRecord,
    Subject,
    Waiting,
    code_permanent_of,
    family_at_home,
    own_records,
    subjects_of,
)


def see_home(*, actor: FamilyActor) -> tuple[list[ChildRow], list[Waiting]]:
    """The children of the home page and what awaits; journalled in one entry."""
    return family_at_home(require_family(actor))


def see_file(
    *, actor: FamilyActor, student_id: int, on: date
) -> tuple[ChildRow, Sequence[ChildRow], list[Subject], list[OwnRecord]]:
    """A child's file, its siblings, subjects and the parent's own records. Raises NotVisible."""
    child, siblings = visible_child(actor, student_id)
    record(actor=actor, act=Act.FILE_SEEN, student_ids=[child.id], board_id=child.board_id)
    return child, siblings, subjects_of(child.id, on=on), own_records(child.id)


def see_code_permanent(*, actor: FamilyActor, student_id: int) -> str:
    """The code permanent, asked for on purpose and journalled. Raises NotVisible."""
    child, _ = visible_child(actor, student_id, Right.FILE)
    record(actor=actor, act=Act.CODE_SEEN, student_ids=[child.id], board_id=child.board_id)
    return code_permanent_of(child.id)
