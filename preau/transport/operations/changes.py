"""What became different of the rides of a body while rows were written: kept, and told once.

Two states are compared, not rows: a body that numbers its rows anew each night changes nothing, and
a new row that takes over from an old one is one change, from the day of the new one.

What is kept and told:
- a first plan is no change: nothing is kept for a school whose transport was not known yet;
- what is over is past: a correction of it is neither kept nor told;
- a plan that is provisional, stays so and has not begun is kept, and not told: boards move hours
  until the eve of the first day, and the page says « Provisoire »;
- all the rest is kept and told, the confirmation of a plan included.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from preau.core.actors import BoardActor
from preau.core.enums import Act
from preau.core.journal import record
from preau.core.zone import local_day
from preau.transport.operations.tell import About, tell

# The sides of a change, by pupil, direction, household and days; of several rows of the same days,
# the one that begins last.
_STATE = """
CREATE TEMP TABLE {name} AS
SELECT DISTINCT ON (r.student_id, r.direction, p.guardians, days)
  r.student_id, r.direction, p.guardians, s.school_id, d.days,
  r.starts_on, r.is_confirmed,
  jsonb_strip_nulls(jsonb_build_object(
    'circuit', c.name, 'stop', t.name, 'place', nullif(t.place, ''), 'leaves_at', p.leaves_at,
    'vehicle', p.vehicle, 'note', nullif(p.note, ''), 'weekdays', r.weekdays,
    'week_of', CASE WHEN r.week_of IS NOT NULL THEN
      (r.week_of - extract(isodow FROM r.week_of)::int - date '2000-01-02') %% 14 END,
    'dates', (SELECT nullif(array_agg(x ORDER BY x), '{{}}') FROM unnest(r.dates) x
              WHERE x >= %(today)s),
    'except_dates', (SELECT nullif(array_agg(x ORDER BY x), '{{}}') FROM unnest(r.except_dates) x
                     WHERE x >= %(today)s),
    'ends_on', r.ends_on, 'confirmed', r.is_confirmed)) AS side
FROM transport_ride r
JOIN transport_rideplace p ON p.ride_id = r.id
JOIN people_student s ON s.id = r.student_id
LEFT JOIN transport_circuit c ON c.id = p.circuit_id
LEFT JOIN transport_stop t ON t.id = p.stop_id
CROSS JOIN LATERAL (SELECT jsonb_build_array(r.weekdays, r.week_of IS NOT NULL
    AND (r.week_of - extract(isodow FROM r.week_of)::int - date '2000-01-02') %% 14 = 0,
    r.week_of IS NOT NULL, r.dates) AS days) d
WHERE r.board_id = %(board)s AND r.ended_at IS NULL AND (r.ends_on IS NULL OR r.ends_on > %(today)s)
  AND (r.weekdays <> '{{}}' OR EXISTS (SELECT FROM unnest(r.dates) x WHERE x >= %(today)s))
ORDER BY r.student_id, r.direction, p.guardians, days, r.starts_on DESC NULLS LAST, r.id
"""

# First what keeps its days, then what changed them, in the order of the days.
_PAIRS = """
WITH b AS MATERIALIZED (
  SELECT * FROM preau_rides_before o WHERE NOT EXISTS (
    SELECT FROM preau_rides_after n WHERE n.student_id = o.student_id
      AND n.direction = o.direction AND n.guardians = o.guardians AND n.side = o.side)
), a AS MATERIALIZED (
  SELECT * FROM preau_rides_after n WHERE NOT EXISTS (
    SELECT FROM preau_rides_before o WHERE n.student_id = o.student_id
      AND n.direction = o.direction AND n.guardians = o.guardians AND n.side = o.side)
), kept AS MATERIALIZED (
  SELECT b.student_id, b.direction, b.guardians, b.days FROM b
  JOIN a USING (student_id, direction, guardians, days)
), b_ranked AS (
  SELECT b.*, k.days IS NOT NULL AS is_kept, CASE WHEN k.days IS NULL THEN row_number() OVER (
    PARTITION BY student_id, direction, guardians, k.days IS NULL ORDER BY days) ELSE 0 END AS rank
  FROM b LEFT JOIN kept k USING (student_id, direction, guardians, days)
), a_ranked AS (
  SELECT a.*, k.days IS NOT NULL AS is_kept, CASE WHEN k.days IS NULL THEN row_number() OVER (
    PARTITION BY student_id, direction, guardians, k.days IS NULL ORDER BY days) ELSE 0 END AS rank
  FROM a LEFT JOIN kept k USING (student_id, direction, guardians, days)
)
INSERT INTO transport_ridechange
  (board_id, student_id, guardians, direction, kind, before, after, takes_on, is_told, at)
SELECT %(board)s, coalesce(a.student_id, b.student_id), coalesce(a.guardians, b.guardians),
  coalesce(a.direction, b.direction),
  CASE WHEN b.student_id IS NULL THEN 'added' WHEN a.student_id IS NULL THEN 'ended'
       ELSE 'changed' END,
  b.side, a.side, greatest(a.starts_on, %(today)s),
  coalesce(b.is_confirmed, false) OR coalesce(a.is_confirmed, false)
    OR coalesce(a.starts_on, b.starts_on, %(today)s) <= %(today)s,
  %(at)s
FROM b_ranked b FULL JOIN a_ranked a
  ON a.student_id = b.student_id AND a.direction = b.direction AND a.guardians = b.guardians
  AND a.is_kept = b.is_kept AND a.rank = b.rank
  AND (NOT a.is_kept OR a.days = b.days)
JOIN preau_rides_known k ON k.school_id = coalesce(a.school_id, b.school_id)
RETURNING id, student_id, guardians, is_told
"""
_KNOWN = """
CREATE TEMP TABLE preau_rides_known AS
SELECT school_id FROM transport_transportasof WHERE board_id = %(board)s
"""
_TABLES = "preau_rides_before, preau_rides_after, preau_rides_known"


@dataclass
class Changes:
    """How many changes were kept, and how many mails they make."""

    kept: int = 0
    mails: int = 0


@contextmanager
def watching_changes(*, actor: BoardActor, at: datetime) -> Iterator[Changes]:
    """Compare the rides of the body before and after what is done inside; keep and tell."""
    values: dict[str, Any] = {"board": actor.board_id, "today": local_day(at), "at": at}
    found = Changes()
    with connection.cursor() as cursor:
        cursor.execute(_KNOWN, values)
        cursor.execute(_STATE.format(name="preau_rides_before"), values)
    yield found
    with connection.cursor() as cursor:
        cursor.execute(_STATE.format(name="preau_rides_after"), values)
        for table in _TABLES.split(", "):
            cursor.execute(f"ANALYZE {table}")
        cursor.execute(_PAIRS, values)
        rows = cursor.fetchall()
        cursor.execute(f"DROP TABLE {_TABLES}")
    if not rows:
        return
    found.kept = len(rows)
    record(
        actor=actor,
        act=Act.TRANSPORT_CHANGED,
        student_ids=sorted({row[1] for row in rows}),
        details={"changes": len(rows)},
    )
    about = [About(student_id, guardians) for _id, student_id, guardians, told in rows if told]
    found.mails = tell(
        actor=actor, about=about, template="transport_changed", topic="transport", at=at
    )
