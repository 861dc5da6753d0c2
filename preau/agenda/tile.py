"""The tile « Agenda »: a closure, else the next day off; in the header, the day and what is next.

It asks for the days of their schools that are near, and for each child the first class that has not
ended, at the hours of the bells of that day.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy

from preau.agenda.feed import day_title, daycare
from preau.boards.calendar import DayRow
from preau.boards.enums import DayKind, SwitchKey
from preau.boards.tiles import Rows, Tile, TileFacts, TileSubject, TodoItem
from preau.core.wording import date_weekday, sentence, time_of_day
from preau.core.wording import gettext as _
from preau.core.zone import instant, local_day, local_time

# A closure of next week can wait; a day off is worth announcing two months ahead.
CLOSURES = timedelta(days=7)
AHEAD = timedelta(days=60)

# Near weekdays: the closures of a week, and the two first of the others off and with classes.
_QUESTION = """
WITH pupil AS (
  SELECT id, school_id, level FROM people_student WHERE id = ANY (%(students)s)
), near AS (
  SELECT d.school_id, d."on", d.kind, d.cycle_day, d.has_daycare, d.note, d.source_at,
         d.kind = 'class' AS is_class,
         row_number() OVER (PARTITION BY d.school_id, d.kind = 'class', d.kind = 'closure'
                            ORDER BY d."on") AS rank
  FROM boards_schoolday d
  WHERE d.school_id IN (SELECT school_id FROM pupil)
    AND d."on" BETWEEN %(today)s AND %(last)s AND extract(isodow FROM d."on") < 6
), lesson AS MATERIALIZED (
  SELECT e.student_id, t.id, t.cycle_day, t.period,
         coalesce(nullif(c.title, ''), g.title) AS subject,
         greatest(e.starts_on, t.starts_on) AS starts_on, least(e.ends_on, t.ends_on) AS ends_on
  FROM people_enrolment e
  JOIN agenda_timetableentry t ON t.group_id = e.group_id AND t.ended_at IS NULL
  JOIN people_group g ON g.id = t.group_id AND g.ended_at IS NULL
  LEFT JOIN people_course c ON c.id = g.course_id
  WHERE e.student_id = ANY (%(students)s) AND e.ended_at IS NULL
)
SELECT p.id, n.school_id, n."on", n.kind, n.cycle_day, n.has_daycare, n.note, n.source_at,
       l.starts_at, l.subject
FROM pupil p
JOIN near n ON n.school_id = p.school_id AND n.rank <= CASE n.kind WHEN 'closure' THEN 6 ELSE 2 END
LEFT JOIN LATERAL (
  SELECT b.starts_at, t.subject
  FROM (SELECT x.level, x."on" FROM boards_bellperiod x
        WHERE x.school_id = p.school_id AND x.level IN ('', p.level)
          AND (x."on" IS NULL OR x."on" = n."on")
        ORDER BY x."on" NULLS LAST, x.level DESC LIMIT 1) schedule
  JOIN boards_bellperiod b ON b.school_id = p.school_id AND b.level = schedule.level
    AND b."on" IS NOT DISTINCT FROM schedule."on"
    AND (n."on" > %(today)s OR b.ends_at > %(now)s)
  JOIN lesson t ON t.student_id = p.id AND t.cycle_day = n.cycle_day AND t.period = b.number
    AND (t.starts_on IS NULL OR t.starts_on <= n."on")
    AND (t.ends_on IS NULL OR t.ends_on > n."on")
  WHERE n.is_class
  ORDER BY b.starts_at, t.id LIMIT 1
) l ON true
ORDER BY p.id, n."on"
"""


class _Near(NamedTuple):
    """A near day of one child, with its first class that has not ended."""

    day: DayRow
    starts_at: time | None
    subject: str | None


def values(subjects: Sequence[TileSubject], at: datetime) -> Mapping[str, Any]:
    today = local_day(at)
    return {
        "students": [s.student_id for s in subjects],
        "today": today,
        "last": today + AHEAD,
        "now": local_time(at).time(),
    }


def answer(subjects: Sequence[TileSubject], at: datetime, rows: Rows) -> Mapping[int, TileFacts]:
    """A child whose calendar is not known is told so."""
    today = local_day(at)
    found: dict[int, list[_Near]] = {s.student_id: [] for s in subjects}
    for row in rows:
        found[row["id"]].append(_near(row))
    return {student_id: _facts(near, today) for student_id, near in found.items()}


def _near(row: Mapping[str, Any]) -> _Near:
    source_at, starts_at = row["source_at"], row["starts_at"]
    day = DayRow(
        row["school_id"],
        date.fromisoformat(row["on"]),
        row["kind"],
        row["cycle_day"],
        row["has_daycare"],
        row["note"],
        datetime.fromisoformat(source_at) if source_at else None,
    )
    return _Near(day, time.fromisoformat(starts_at) if starts_at else None, row["subject"])


def _facts(near: Sequence[_Near], today: date) -> TileFacts:
    if not near:
        return TileFacts(answer=_("L’horaire n’a pas encore été transmis"))
    days = [one.day for one in near]
    closed_today = days[0].on == today and days[0].kind == DayKind.CLOSURE
    day, day_line = _header(near, today)
    stamps = [one.source_at for one in days if one.source_at]
    return TileFacts(
        answer=_("École fermée aujourd’hui") if closed_today else _next_off(days, today),
        state="alert" if closed_today else "",
        as_of=max(stamps, default=None),
        todo=tuple(_closure(one, today) for one in days if _is_near_closure(one, today)),
        day=day,
        day_line=day_line,
    )


def _next_off(days: Sequence[DayRow], today: date) -> str:
    """« Congé vendredi 27 novembre »: the next weekday without classes."""
    off = [day for day in days if day.on > today and not day.is_class]
    if not off:
        return _("Aucun congé d’ici deux mois")
    said = _("%(what)s %(day)s") % {"what": day_title(off[0]), "day": _when(off[0].on, today)}
    return " · ".join(part for part in (said, daycare(off[0])) if part)


def _header(near: Sequence[_Near], today: date) -> tuple[str, str]:
    """The day of the cycle, and the class now, else what comes first on the next class day."""
    first = near[0].day
    what = day_title(first) if first.on == today else ""
    one = next((n for n in near if n.subject and n.starts_at), None)
    if one is None:
        return what, ""
    line = f"{time_of_day(one.starts_at)} {one.subject}" if one.starts_at else ""
    if one.day.on == today:
        return what, line
    then = _when(one.day.on, today)
    if not what:
        cycle = day_title(one.day)
        return (f"{sentence(then)}, {cycle}" if cycle else sentence(then)), line
    return what, f"{then}, {line}"


def _when(on: date, today: date) -> str:
    return _("demain") if on == today + timedelta(days=1) else date_weekday(on)


def _is_near_closure(day: DayRow, today: date) -> bool:
    return day.kind == DayKind.CLOSURE and day.on <= today + CLOSURES


def _closure(day: DayRow, today: date) -> TodoItem:
    """Siblings of one school share the line."""
    is_today = day.on == today
    return TodoItem(
        kind="closure",
        key=day.school_id * 1_000_000 + day.on.toordinal(),
        title=_("École fermée %(day)s")
        % {"day": _("aujourd’hui") if is_today else _when(day.on, today)},
        detail=day.note,
        late=_("Fermeture"),
        due=instant(day.on),
    )


TILE = Tile(
    key=SwitchKey.TILE_AGENDA,
    title=gettext_lazy("Agenda"),
    icon="calendar-days",
    question=_QUESTION,
    values=values,
    answer=answer,
)
