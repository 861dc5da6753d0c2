"""A child's day from its rows: periods with their hours, in order. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time

from preau.agenda.queries import LessonRow
from preau.boards.calendar import BellRow


@dataclass(frozen=True, slots=True)
class Slot:
    """One period as the page shows it; without bells it has a number and no hour."""

    number: int
    title: str
    starts_at: time | None = None
    ends_at: time | None = None
    room: str = ""
    teacher: str = ""


def slots_of(bells: Sequence[BellRow], lessons: Sequence[LessonRow]) -> list[Slot]:
    """The periods of a day: what the timetable holds, at the hours of that day's bells.

    On a date with bells of its own (exams), their titles come first, even where the timetable has
    nothing, and a period that does not ring is not held. Two groups at one period make two slots.
    """
    hours = {bell.number: bell for bell in bells}
    is_own = any(bell.on for bell in bells)
    held = [lesson for lesson in lessons if lesson.period in hours or not is_own]
    slots = [_slot(lesson, hours.get(lesson.period)) for lesson in held]
    taught = {lesson.period for lesson in lessons}
    slots += [
        Slot(bell.number, bell.title, bell.starts_at, bell.ends_at)
        for bell in bells
        if bell.on and bell.title and bell.number not in taught
    ]
    return sorted(slots, key=lambda slot: (slot.starts_at or time.max, slot.number))


def _slot(lesson: LessonRow, bell: BellRow | None) -> Slot:
    if bell is None:
        return Slot(lesson.period, lesson.subject, room=lesson.room, teacher=lesson.teacher)
    title = bell.title if bell.on and bell.title else lesson.subject
    return Slot(lesson.period, title, bell.starts_at, bell.ends_at, lesson.room, lesson.teacher)
