"""Writing to families about transport: that something changed or is late, and never what.

A stop, an hour, a circuit or an address beside a child's name has no place in a mailbox or on a
locked screen: the mail names the child and links to the portal.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from preau.core.actors import BoardActor
from preau.notifications.operations import Draft, queue_mails
from preau.people.enums import Right
from preau.people.queries import first_names
from preau.transport.queries import Reader, readers_of


@dataclass(frozen=True)
class About:
    """A pupil, and the household that is concerned; nobody named: every household."""

    student_id: int
    guardians: Sequence[int]


@dataclass
class _Told:
    reader: Reader
    students: set[int] = field(default_factory=set)


def tell(
    *, actor: BoardActor, about: Iterable[About], template: str, topic: str, at: datetime
) -> int:
    """One mail an account, whatever the number of its children. How many."""
    households: dict[int, list[Sequence[int]]] = {}
    for one in about:
        households.setdefault(one.student_id, []).append(one.guardians)
    if not households:
        return 0
    told: dict[int, _Told] = {}
    for reader in readers_of(households):
        if any(reader.is_served(guardians) for guardians in households[reader.student_id]):
            told.setdefault(reader.account_id, _Told(reader)).students.add(reader.student_id)
    if not told:
        return 0
    names = first_names({student for one in told.values() for student in one.students})
    drafts = [
        Draft(
            to=one.reader.email,
            template=template,
            language=one.reader.language,
            context={"children": sorted(names[s] for s in one.students)},
            account_id=one.reader.account_id,
            student_ids=sorted(one.students),
            right=Right.TRANSPORT,
        )
        for one in told.values()
    ]
    return len(queue_mails(actor=actor, drafts=drafts, at=at, topic=topic))
