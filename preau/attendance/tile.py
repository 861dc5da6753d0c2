"""The tile « Absences et retards »: is my child at school today, and what must I justify?

Presence is not claimed unless the school recorded it. The answer carries what awaits the parent as
well: open motives, refusals not seen yet, a deadline just missed.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy, ngettext

from preau.attendance.enums import EventKind, EventState
from preau.attendance.wording import Fact, extent, until, what
from preau.boards.enums import SwitchKey
from preau.boards.tiles import Rows, Tile, TileFacts, TileSubject, TodoItem
from preau.core.wording import date_day
from preau.core.wording import gettext as _
from preau.core.zone import local_day

# A missed deadline is said for a school week; after it, the page still says whom to call.
LATE = timedelta(days=7)

_QUESTION = """
SELECT s.id AS student_id, a.as_of, c.absences, c.lates,
  (SELECT json_agg(json_build_array(e.id, e."on", e.kind, e.part, e.periods, e.minutes, e.state,
                                    e.justify_by, n.id IS NOT NULL) ORDER BY e."on" DESC, e.id)
   FROM attendance_attendanceevent e
   LEFT JOIN attendance_decisionseen n
     ON n.event_id = e.id AND n.account_id = (SELECT preau_account())
   WHERE e.student_id = s.id AND (e."on" = %(today)s
     OR e.state IN ('to_justify', 'refused') AND (e.justify_by IS NULL OR e.justify_by > %(late)s)
     OR e.state = 'refused' AND n.id IS NULL)) AS events,
  EXISTS (SELECT FROM attendance_declaration d
          WHERE d.student_id = s.id AND %(today)s BETWEEN d.starts_on AND d.ends_on
            AND d.state IN ('submitted', 'accepted')) AS is_declared
FROM people_student s
LEFT JOIN attendance_attendanceasof a ON a.school_id = s.school_id
CROSS JOIN LATERAL (
  SELECT count(*) FILTER (WHERE e.kind = 'absence') AS absences,
         count(*) FILTER (WHERE e.kind = 'late') AS lates
  FROM attendance_attendanceevent e
  WHERE e.student_id = s.id AND e."on" >= coalesce(
    (SELECT max(y.starts_on) FROM boards_schoolyear y WHERE y.board_id = s.board_id
       AND y.ended_at IS NULL AND y.starts_on <= %(today)s), %(today)s - 365)
) c
WHERE s.id = ANY (%(students)s)
"""


class _Event(NamedTuple):
    id: int
    on: date
    kind: str
    part: str
    periods: list[int]
    minutes: int | None
    state: str
    justify_by: datetime | None
    is_seen: bool

    @property
    def is_open(self) -> bool:
        return self.state in (EventState.TO_JUSTIFY, EventState.REFUSED)

    @property
    def fact(self) -> Fact:
        return Fact(self.kind, self.part, self.periods, self.minutes)

    def can_justify(self, at: datetime) -> bool:
        return self.is_open and (self.justify_by is None or self.justify_by >= at)


def values(subjects: Sequence[TileSubject], at: datetime) -> Mapping[str, Any]:
    students = [s.student_id for s in subjects]
    return {"students": students, "today": local_day(at), "late": at - LATE}


def answer(subjects: Sequence[TileSubject], at: datetime, rows: Rows) -> Mapping[int, TileFacts]:
    today = local_day(at)
    return {row["student_id"]: _facts(row, at, today) for row in rows}


def _facts(row: Mapping[str, Any], at: datetime, today: date) -> TileFacts:
    events = [_event(*event) for event in row["events"] or ()]
    waiting = [event for event in events if event.can_justify(at)]
    declared, counts = row["is_declared"], (row["absences"], row["lates"])
    said, is_alarming = _said(events, waiting, declared, *counts, today)
    return TileFacts(
        answer=said,
        badge=_badge(len(waiting)),
        state="alert" if waiting or is_alarming else "",
        as_of=_instant(row["as_of"]),
        todo=tuple(_todo(row["student_id"], events, waiting, at, today)),
    )


def _event(*told: Any) -> _Event:
    facts = list(told)
    facts[1], facts[7] = date.fromisoformat(told[1]), _instant(told[7])
    return _Event(*facts)


def _instant(value: str | None) -> datetime | None:
    return datetime.fromisoformat(value) if value else None


def _badge(waiting: int) -> str:
    if waiting < 2:
        return _("À motiver") if waiting else ""
    return _("%(count)s à motiver") % {"count": waiting}


def _said(
    events: Sequence[_Event],
    waiting: Sequence[_Event],
    is_declared: bool,
    absences: int,
    lates: int,
    today: date,
) -> tuple[str, bool]:
    """What is true of today, else what waits, else the year; and whether it is an alarm."""
    missing = [e for e in events if e.on == today and e.kind == EventKind.ABSENCE]
    if unexplained := [e for e in missing if e.is_open]:
        return _("Absence aujourd’hui : %(when)s") % {"when": extent(unexplained[0].fact)}, True
    if missing or is_declared:
        return _("Absence annoncée ou motivée aujourd’hui"), False
    for event in events:
        if event.on == today and event.kind not in (EventKind.PRESENT, EventKind.AUTHORIZED):
            return _("Aujourd’hui : %(what)s") % {"what": what(event.fact)}, False
    if waiting:
        last = waiting[0]
        return f"{date_day(last.on)} · {what(last.fact)}", False
    if any(event.on == today and event.kind == EventKind.PRESENT for event in events):
        return _("Présence constatée aujourd’hui"), False
    return _year(absences, lates), False


def _year(absences: int, lates: int) -> str:
    if not absences and not lates:
        return _("Aucune absence ni retard cette année")
    parts = []
    if absences:
        text = ngettext("%(count)s absence", "%(count)s absences", absences)
        parts.append(text % {"count": absences})
    if lates:
        parts.append(ngettext("%(count)s retard", "%(count)s retards", lates) % {"count": lates})
    return _("%(what)s cette année") % {"what": ", ".join(parts)}


def _todo(
    student_id: int,
    events: Sequence[_Event],
    waiting: Sequence[_Event],
    at: datetime,
    today: date,
) -> list[TodoItem]:
    """Open motives, one line a deadline for all siblings; then what came too late to answer."""
    # What the school refused is read first; once read, it waits like the rest.
    lines = [_refused(e) if _is_news(e) else _line(e, today) for e in waiting]
    over = [event for event in events if event.is_open and event not in waiting]
    lines += [_refused(event) for event in over if _is_news(event)]
    if any(e.state == EventState.TO_JUSTIFY and e.kind != EventKind.PRESENT for e in over):
        lines.append(
            TodoItem(
                kind="absence_late",
                key=student_id,
                title=_("Le délai pour motiver est passé"),
                detail=_("appelez l’école"),
                late=_("En retard"),
            )
        )
    unique = {(line.kind, line.key): line for line in reversed(lines)}
    return list(unique.values())


def _line(event: _Event, today: date) -> TodoItem:
    detail = _("avant le %(when)s") % {"when": until(event.justify_by)} if event.justify_by else ""
    if event.on == today and event.kind == EventKind.ABSENCE:
        return TodoItem(
            kind="absence",
            key=0,
            title=_("Absence d’aujourd’hui à motiver"),
            detail=detail,
            late=_("Pas en classe"),
            due=event.justify_by,
        )
    # Siblings share a line when they share the deadline, to the minute.
    minute = int(event.justify_by.timestamp()) // 60 if event.justify_by else 1
    return TodoItem(
        kind="absence",
        key=minute,
        title=_("Absence ou retard à motiver"),
        detail=detail,
        due=event.justify_by,
    )


def _refused(event: _Event) -> TodoItem:
    return TodoItem(
        kind="absence_refused",
        key=event.id,
        title=_("Motif refusé par l’école"),
        detail=f"{date_day(event.on)}, {what(event.fact).lower()}",
        due=event.justify_by,
    )


def _is_news(event: _Event) -> bool:
    return event.state == EventState.REFUSED and not event.is_seen


TILE = Tile(
    key=SwitchKey.TILE_ATTENDANCE,
    title=gettext_lazy("Absences et retards"),
    icon="calendar-x-2",
    question=_QUESTION,
    values=values,
    answer=answer,
)
