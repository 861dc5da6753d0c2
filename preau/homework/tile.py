"""The tile « Devoirs et leçons »: what is due on the next day on which something is."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy

from preau.boards.enums import SwitchKey
from preau.boards.tiles import Rows, Tile, TileFacts, TileSubject
from preau.core.wording import date_weekday, join_names, sentence
from preau.core.wording import gettext as _
from preau.core.zone import local_day

# What is further away answers no question of this evening.
_DAYS = 14

_QUESTION = """
WITH given AS (
  SELECT e.student_id, a.id, a.group_id, a.due_on, a.kind,
         coalesce(a.source_at, a.published_at) AS as_of
  FROM people_enrolment e
  JOIN homework_assignment a ON a.group_id = e.group_id AND NOT a.is_named
    AND a.due_on > %(today)s AND a.due_on <= %(last)s
  WHERE e.student_id = ANY (%(students)s) AND e.ended_at IS NULL
  UNION
  SELECT p.student_id, a.id, a.group_id, a.due_on, a.kind,
         coalesce(a.source_at, a.published_at)
  FROM homework_assignmentpupil p
  JOIN homework_assignment a ON a.id = p.assignment_id AND a.is_named
    AND a.due_on > %(today)s AND a.due_on <= %(last)s
  WHERE p.student_id = ANY (%(students)s)
), due AS (
  SELECT a.student_id, a.due_on, a.kind, a.as_of, k.id IS NOT NULL AS is_done,
         coalesce(nullif(c.title, ''), g.title) AS subject,
         dense_rank() OVER (PARTITION BY a.student_id ORDER BY a.due_on) AS day
  FROM given a
  JOIN people_group g ON g.id = a.group_id
  LEFT JOIN people_course c ON c.id = g.course_id
  LEFT JOIN homework_tick k ON k.assignment_id = a.id AND k.student_id = a.student_id
)
SELECT u.id AS student_id, min(d.due_on) FILTER (WHERE d.day = 1) AS due_on,
       array_agg(DISTINCT d.subject) FILTER (WHERE d.day = 1 AND NOT d.is_done) AS to_do,
       min(d.due_on) FILTER (WHERE d.kind = 'evaluation') AS evaluation_on,
       count(*) FILTER (WHERE d.day = 1 AND NOT d.is_done) AS count,
       coalesce(max(d.as_of), (
         SELECT max(coalesce(a.source_at, a.published_at)) FROM people_enrolment e
         JOIN homework_assignment a ON a.group_id = e.group_id
         WHERE e.student_id = u.id)) AS as_of
FROM people_student u LEFT JOIN due d ON d.student_id = u.id
WHERE u.id = ANY (%(students)s) GROUP BY u.id
"""


def values(subjects: Sequence[TileSubject], at: datetime) -> Mapping[str, Any]:
    today = local_day(at)
    return {
        "students": [s.student_id for s in subjects],
        "today": today,
        "last": today + timedelta(days=_DAYS),
    }


def answer(subjects: Sequence[TileSubject], at: datetime, rows: Rows) -> Mapping[int, TileFacts]:
    """A child of whom nothing is announced is told so, as of the last homework of its groups."""
    today = local_day(at)
    return {row["student_id"]: _facts(today, row) for row in rows}


def _facts(today: date, row: Mapping[str, Any]) -> TileFacts:
    as_of = datetime.fromisoformat(row["as_of"]) if row["as_of"] else None
    if not row["due_on"]:
        return TileFacts(answer=_("Rien d’annoncé"), as_of=as_of)
    due_on, to_do, count = date.fromisoformat(row["due_on"]), row["to_do"], row["count"]
    tomorrow = today + timedelta(days=1)
    day = _("Demain") if due_on == tomorrow else sentence(date_weekday(due_on))
    what = join_names(sorted(to_do)) if to_do else _("tout est fait")
    said = _("%(day)s : %(what)s") % {"day": day, "what": what}
    if row["evaluation_on"]:
        evaluation_on = date.fromisoformat(row["evaluation_on"])
        said += " · " + _evaluation(evaluation_on, due_on, tomorrow)
    return TileFacts(answer=said, badge=str(count) if count else "", as_of=as_of)


def _evaluation(on: date, due_on: date, tomorrow: date) -> str:
    if on == tomorrow:
        return _("évaluation demain")
    if on == due_on:
        return _("évaluation ce jour-là")
    return _("évaluation %(day)s") % {"day": date_weekday(on)}


TILE = Tile(
    key=SwitchKey.TILE_HOMEWORK,
    title=gettext_lazy("Devoirs et leçons"),
    icon="notebook-pen",
    question=_QUESTION,
    values=values,
    answer=answer,
)
