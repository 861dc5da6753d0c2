"""The periods of a day, from the timetable and the bells."""

from datetime import date, time

from preau.agenda.days import slots_of
from preau.agenda.queries import LessonRow
from preau.boards.calendar import BellRow

EXAM = date(2026, 12, 2)


def lesson(period: int) -> LessonRow:
    return LessonRow(1, EXAM, period, f"Matière {period}", "", "")


def bell(period: int, hour: int, on: date | None = None, title: str = "") -> BellRow:
    return BellRow(1, "", on, period, title, time(hour), time(hour + 1))


def test_an_exam_day_holds_no_period_that_does_not_ring() -> None:
    bells = [bell(1, 8, EXAM, "Examen de français"), bell(2, 10, EXAM)]
    slots = slots_of(bells, [lesson(2), lesson(3), lesson(4)])
    assert [(slot.number, slot.title) for slot in slots] == [
        (1, "Examen de français"),
        (2, "Matière 2"),
    ]


def test_without_its_bell_a_usual_lesson_is_shown_without_an_hour() -> None:
    slots = slots_of([bell(1, 8)], [lesson(1), lesson(2)])
    assert [(slot.number, slot.starts_at) for slot in slots] == [(1, time(8)), (2, None)]
