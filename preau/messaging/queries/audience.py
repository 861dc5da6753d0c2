"""Who a message is about: targets resolved to pupils, in one statement whatever their number."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from preau.messaging.enums import TargetKind


@dataclass(frozen=True)
class Target:
    """One target, or with `is_excluded` one exclusion."""

    kind: TargetKind
    school_id: int | None = None
    level: str = ""
    group_id: int | None = None
    course_id: int | None = None
    student_id: int | None = None
    is_excluded: bool = False


_TARGETS = """
target AS (
  SELECT * FROM jsonb_to_recordset(%(targets)s::jsonb) AS t(message_id bigint, kind text,
    school_id bigint, level text, group_id bigint, course_id bigint, student_id bigint,
    is_excluded boolean)
)
"""
# A pupil is in a group by its enrolments of the day, or by the home-room its file names.
_HITS = """
live AS (
  SELECT s.id, s.board_id, s.school_id, s.level, s.home_group_id FROM people_student s
  WHERE s.board_id = (SELECT preau_board()) AND s.ended_at IS NULL
),
seat AS (
  SELECT e.student_id, e.group_id FROM people_enrolment e
  WHERE e.board_id = (SELECT preau_board()) AND e.ended_at IS NULL
    AND (e.starts_on IS NULL OR e.starts_on <= %(on)s) AND (e.ends_on IS NULL OR e.ends_on > %(on)s)
    AND EXISTS (SELECT FROM target WHERE kind IN ('group', 'course'))
),
hit AS (
  SELECT t.message_id, s.id, t.is_excluded FROM target t CROSS JOIN live s WHERE t.kind = 'board'
  UNION ALL
  SELECT t.message_id, s.id, t.is_excluded FROM target t JOIN live s ON s.school_id = t.school_id
  WHERE t.kind = 'school'
  UNION ALL
  SELECT t.message_id, s.id, t.is_excluded FROM target t JOIN live s ON s.level = t.level
  WHERE t.kind = 'level' AND (t.school_id IS NULL OR s.school_id = t.school_id)
  UNION ALL
  SELECT t.message_id, s.id, t.is_excluded
  FROM target t JOIN live s ON s.home_group_id = t.group_id WHERE t.kind = 'group'
  UNION ALL
  SELECT t.message_id, s.id, t.is_excluded
  FROM target t JOIN seat e ON e.group_id = t.group_id JOIN live s ON s.id = e.student_id
  WHERE t.kind = 'group'
  UNION ALL
  SELECT t.message_id, s.id, t.is_excluded
  FROM target t JOIN people_group g ON g.course_id = t.course_id AND g.ended_at IS NULL
  JOIN seat e ON e.group_id = g.id JOIN live s ON s.id = e.student_id WHERE t.kind = 'course'
  UNION ALL
  SELECT t.message_id, s.id, t.is_excluded FROM target t JOIN live s ON s.id = t.student_id
  WHERE t.kind = 'student'
),
about AS (
  SELECT message_id, id FROM hit GROUP BY message_id, id HAVING NOT bool_or(is_excluded)
)
"""
_PREVIEW = f"""
WITH {_TARGETS}, {_HITS}
SELECT (SELECT count(*) FROM about), ARRAY (
  SELECT coalesce(nullif(s.preferred_name, ''), s.given_name) || ' ' || s.family_name
  FROM about JOIN people_student s ON s.id = about.id
  ORDER BY preau_fold(s.family_name), preau_fold(s.given_name), s.id LIMIT %(sample)s)
"""
_ADDRESS = f"""
WITH {_TARGETS}, {_HITS}
INSERT INTO messaging_messagerecipient (message_id, student_id, board_id)
SELECT message_id, id, (SELECT preau_board()) FROM about
ON CONFLICT (student_id, message_id) DO NOTHING
"""
# What a message said when it was published stands; only who has joined since is added.
_JOINED = f"""
WITH target AS (
  SELECT a.message_id, a.kind, a.school_id, a.level, a.group_id, a.course_id, a.student_id,
         a.is_excluded
  FROM messaging_messageaudience a JOIN messaging_message m ON m.id = a.message_id
  WHERE m.board_id = (SELECT preau_board()) AND m.withdrawn_at IS NULL
    AND m.starts_at >= %(since)s AND (m.ends_at IS NULL OR m.ends_at > %(at)s)
), {_HITS}
INSERT INTO messaging_messagerecipient (message_id, student_id, board_id)
SELECT a.message_id, a.id, (SELECT preau_board()) FROM about a
WHERE NOT EXISTS (SELECT FROM messaging_messagerecipient r
                  WHERE r.student_id = a.id AND r.message_id = a.message_id)
ON CONFLICT (student_id, message_id) DO NOTHING
"""


@dataclass(frozen=True)
class AudiencePreview:
    """How many pupils, and the first names of the list by family name."""

    pupils: int
    sample: Sequence[str]


def audience_of(targets: Sequence[Target], *, at: datetime, sample: int) -> AudiencePreview:
    """Who a message to these targets would be about, had it been published at `at`."""
    with connection.cursor() as cursor:
        cursor.execute(_PREVIEW, {**_values(targets, 0, at), "sample": sample})
        return AudiencePreview(*cursor.fetchone())


def address(message_id: int, targets: Sequence[Target], *, at: datetime) -> int:
    """Write the recipients of a message; how many."""
    with connection.cursor() as cursor:
        cursor.execute(_ADDRESS, _values(targets, message_id, at))
        return int(cursor.rowcount)


def address_joined(*, since: datetime, at: datetime) -> int:
    """Add who joined the audience of the body's messages begun after `since` and still open."""
    with connection.cursor() as cursor:
        cursor.execute(_JOINED, {"since": since, "at": at, "on": at.date()})
        return int(cursor.rowcount)


def _values(targets: Sequence[Target], message_id: int, at: datetime) -> dict[str, Any]:
    rows = [{"message_id": message_id, **asdict(target)} for target in targets]
    return {"targets": json.dumps(rows), "on": at.date()}
