"""What schools publish: their motives, their rules, until when their record goes."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import datetime

from django.db import connection

from preau.attendance.rules import RuleRow, Rules
from preau.core.wording import spoken_language


@dataclass(frozen=True)
class MotiveRow:
    id: int
    school_id: int
    label: str
    needs_paper: bool


_MOTIVES = """
SELECT id, school_id, CASE WHEN %s AND label_en <> '' THEN label_en ELSE label END, needs_paper
FROM attendance_attendancemotive
WHERE school_id = ANY (%s) AND open_to_parents AND ended_at IS NULL
ORDER BY school_id, position, id
"""


def motives_of(school_ids: Iterable[int]) -> list[MotiveRow]:
    """The motives that schools leave to parents, in the schools' order."""
    with connection.cursor() as cursor:
        cursor.execute(_MOTIVES, [spoken_language() == "en", list(school_ids)])
        return [MotiveRow(*row) for row in cursor.fetchall()]


_RULE_FIELDS = ", ".join(field.name for field in fields(RuleRow))
_RULES = f"SELECT {_RULE_FIELDS} FROM attendance_attendancerule WHERE school_id = ANY (%s)"


def rules_of(school_ids: Iterable[int]) -> Rules:
    """What schools ask, for each of their teaching orders."""
    with connection.cursor() as cursor:
        cursor.execute(_RULES, [list(school_ids)])
        return Rules([RuleRow(*row) for row in cursor.fetchall()])


def as_of_of(school_id: int | None) -> datetime | None:
    """Until when a school's record goes."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT as_of FROM attendance_attendanceasof WHERE school_id = %s", [school_id]
        )
        row = cursor.fetchone()
    return row[0] if row else None
