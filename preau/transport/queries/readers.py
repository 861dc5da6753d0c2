"""Who may be told of a pupil's transport. Runs in the body's scope, never in a family's."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import connection


@dataclass(frozen=True)
class Reader:
    """An account that may see a pupil's transport, its address, the guardians it stands for."""

    student_id: int
    account_id: int
    email: str
    language: str
    guardians: frozenset[int]

    def is_served(self, guardians: Sequence[int]) -> bool:
        """Whether a ride of that household is this reader's to know."""
        return not guardians or not self.guardians.isdisjoint(guardians)


def readers_of(student_ids: Iterable[int]) -> list[Reader]:
    """The readers of these pupils of the body."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT student_id, account_id, email, language, guardians"
            " FROM preau_transport_readers(%s) ORDER BY account_id, student_id",
            [list(student_ids)],
        )
        return [
            Reader(student, account, email, language, frozenset(guardians))
            for student, account, email, language, guardians in cursor.fetchall()
        ]
