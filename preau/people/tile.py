"""The tile « Dossier »: who teaches the child, or its fiche where the school does not say."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy

from preau.boards.enums import SwitchKey
from preau.boards.tiles import Rows, Tile, TileFacts, TileSubject
from preau.core.wording import gettext as _

_QUESTION = """
WITH teaching AS MATERIALIZED (
  SELECT id, group_id, staff_id, is_primary FROM people_teachingassignment WHERE ended_at IS NULL
)
SELECT s.id AS student_id, coalesce(s.fiche, '') AS fiche,
       (SELECT t.given_name || ' ' || t.family_name
        FROM teaching a JOIN people_staffmember t ON t.id = a.staff_id AND t.ended_at IS NULL
        WHERE a.group_id = s.home_group_id ORDER BY a.is_primary DESC, a.id LIMIT 1) AS homeroom,
       CASE WHEN preau_shows_teachers(s.board_id, s.school_id)
            THEN count(DISTINCT g.course_id) ELSE 0 END AS courses,
       count(DISTINCT a.staff_id) AS teachers
FROM people_student s
LEFT JOIN people_enrolment e ON e.student_id = s.id AND e.ended_at IS NULL
LEFT JOIN people_group g ON g.id = e.group_id AND g.ended_at IS NULL
LEFT JOIN teaching a ON a.group_id = g.id
WHERE s.id = ANY (%(students)s)
GROUP BY s.id
"""


def values(subjects: Sequence[TileSubject], at: datetime) -> Mapping[str, Any]:
    return {"students": [s.student_id for s in subjects]}


def answer(subjects: Sequence[TileSubject], at: datetime, rows: Rows) -> Mapping[int, TileFacts]:
    return {row["student_id"]: TileFacts(answer=_said(**row)) for row in rows}


def _said(student_id: int, fiche: str, homeroom: str | None, courses: int, teachers: int) -> str:
    if homeroom:
        return _("Titulaire : %(name)s") % {"name": homeroom}
    if courses and teachers:
        return _("%(courses)s matières, %(teachers)s enseignants") % {
            "courses": courses,
            "teachers": teachers,
        }
    return _("Fiche %(number)s") % {"number": fiche} if fiche else _("Identité et coordonnées")


TILE = Tile(
    key=SwitchKey.TILE_FILE,
    title=gettext_lazy("Dossier"),
    icon="id-card",
    question=_QUESTION,
    values=values,
    answer=answer,
)
