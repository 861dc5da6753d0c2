"""A school closes for a day (storm, water main), or opens after all.

Written in the body's own scope: the schools of another are not visible. What families see of a
year is computed again from the calendar's plan and every closure, in one transaction.
"""

from collections.abc import Sequence
from datetime import date, datetime

from preau.boards.cycle import PlannedDay, ShownDay, apply_closures, school_year_of
from preau.boards.enums import DayKind, SwitchKey
from preau.boards.models import School, SchoolDay, Switch
from preau.boards.switches import Switches, SwitchRow
from preau.core.actors import BoardActor
from preau.core.enums import Act
from preau.core.errors import NotVisible
from preau.core.journal import record
from preau.core.scope import acting_as


def close_school(
    *, actor: BoardActor, school_ids: Sequence[int], on: date, note: str, at: datetime
) -> None:
    """The schools have no class on that date; `note` is what families read. Raises NotVisible.

    Where the school says so (`rule.closure_shifts`), its days of the cycle shift to the end of the
    year. Closing again changes the note. Side effect: journal.
    """
    with acting_as(actor):
        for school in _schools(actor, school_ids):
            day = _day_to_close(school, on)
            day.shifts_cycle = _shifts(school, at)
            day.note, day.source_at = note[:255], at
            day.save()
            show_year(school.id, on)
            _tell(actor, school, on)


def reopen_school(*, actor: BoardActor, school_ids: Sequence[int], on: date, at: datetime) -> None:
    """Take back a closure decided here: the date and the cycle are as the calendar planned them.

    A date that was not closed here is left as it is. Raises NotVisible. Side effect: journal.
    """
    with acting_as(actor):
        for school in _schools(actor, school_ids):
            day = SchoolDay.objects.filter(school=school, on=on, is_decided_here=True).first()
            if day is None:
                continue
            _open(day, at)
            show_year(school.id, on)
            _tell(actor, school, on, reopened=1)


def show_year(school_id: int, on: date) -> None:
    """Compute again what families see of the school year of `on`, from plan and closures.

    To be called in the body's scope after the plan changed, by an import too.
    """
    rows = list(SchoolDay.objects.filter(school_id=school_id, on__range=school_year_of(on)))
    plan = {row.on: _plan_of(row) for row in rows}
    closures = {row.on: row.shifts_cycle for row in rows if row.is_decided_here}
    shown = apply_closures(list(plan.values()), closures)
    changed = [row for row in rows if _show(row, plan[row.on], shown[row.on])]
    fields = ["kind", "cycle_day", "planned_kind", "planned_cycle_day"]
    SchoolDay.objects.bulk_update(changed, fields)


def _show(row: SchoolDay, planned: PlannedDay, shown: ShownDay) -> bool:
    """Write on the row what is shown, and what was planned where that differs; True if changed."""
    before = (row.kind, row.cycle_day, row.planned_kind, row.planned_cycle_day)
    row.kind, row.cycle_day = shown.kind, shown.cycle_day
    row.planned_kind, row.planned_cycle_day = planned.kind, planned.cycle_day
    if not row.is_decided_here and shown == ShownDay(planned.kind, planned.cycle_day):
        row.planned_kind, row.planned_cycle_day = "", None
    return before != (row.kind, row.cycle_day, row.planned_kind, row.planned_cycle_day)


def _plan_of(row: SchoolDay) -> PlannedDay:
    if row.planned_kind or row.is_decided_here:
        return PlannedDay(row.on, row.planned_kind, row.planned_cycle_day)
    return PlannedDay(row.on, row.kind, row.cycle_day)


def _day_to_close(school: School, on: date) -> SchoolDay:
    """The school's row for that date, its plan set aside; a new one where there was none."""
    day = SchoolDay.objects.filter(school=school, on=on).first()
    if day is None:
        day = SchoolDay(board_id=school.board_id, school=school, on=on)
    elif not day.is_decided_here:
        planned = _plan_of(day)
        day.planned_kind, day.planned_cycle_day = planned.kind, planned.cycle_day
        day.planned_note = day.note
    day.kind, day.cycle_day, day.is_decided_here = DayKind.CLOSURE, None, True
    return day


def _open(day: SchoolDay, at: datetime) -> None:
    """A date that only the closure named goes with it."""
    if not day.planned_kind:
        day.delete()
        return
    day.kind, day.cycle_day, day.note = day.planned_kind, day.planned_cycle_day, day.planned_note
    day.is_decided_here = day.shifts_cycle = False
    day.planned_note, day.source_at = "", at
    day.save()


def _schools(actor: BoardActor, school_ids: Sequence[int]) -> list[School]:
    found = list(School.objects.filter(id__in=school_ids, board_id=actor.board_id).order_by("id"))
    if len(found) != len(set(school_ids)):
        raise NotVisible
    return found


def _shifts(school: School, at: datetime) -> bool:
    rows = Switch.objects.filter(board_id=school.board_id, key=SwitchKey.CLOSURE_SHIFTS)
    bearing = [row for row in rows if row.school_id in {None, school.id}]
    switches = Switches(
        tuple(
            SwitchRow(row.key, row.is_on, row.visible_from, row.school_id is not None)
            for row in bearing
        )
    )
    return switches.is_on(SwitchKey.CLOSURE_SHIFTS, at=at)


def _tell(actor: BoardActor, school: School, on: date, **more: int) -> None:
    details: dict[str, str | int] = {"school": school.id, "on": on.isoformat(), **more}
    record(actor=actor, act=Act.SCHOOL_CLOSED, board_id=actor.board_id, details=details)
