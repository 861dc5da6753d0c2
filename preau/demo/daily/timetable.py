"""Which course each group has at each period of the cycle; no teacher is in two rooms at once."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import cycle, islice

from preau.demo.daily.bells import periods_of
from preau.demo.daily.calendar import CYCLES
from preau.demo.rows import ClassRow, SchoolPlan
from preau.demo.subjects import SPECIALTIES
from preau.demo.tables import Row

Slot = tuple[int, int]

# Periods of a cycle of nine days of four: thirty-six.
_SECONDARY = {
    "fr": (
        *(("FRA", 6), ("MAT", 6), ("SCT", 6), ("ANG", 4)),
        *(("HIS", 4), ("ART", 4), ("EPS", 3), ("CCQ", 3)),
    ),
    "en": (
        *(("ELA", 6), ("MAT", 6), ("FLS", 6), ("SCT", 4)),
        *(("HIS", 4), ("ART", 4), ("EPS", 3), ("CCQ", 3)),
    ),
}
_LONGEST_BLOCK = 6
# Periods that a specialist gives to each group in ten days of classes, the busiest first.
_SPECIALISTS = {"ANG": 3, "FLS": 4, "EPS": 3, "MUS": 2}
# The rest of a primary school's week is the home-room teacher's, in these proportions.
_HOMEROOM = {
    "fr": "FRA MAT FRA CCQ FRA MAT SCT FRA ART MAT GEO FRA MAT CCQ FRA MAT",
    "en": "ELA MAT ELA CCQ ELA MAT SCT ELA ART MAT GEO ELA MAT CCQ ELA MAT",
}
# What is not taught in the group's own room.
_ROOMS = {"EPS": "G-1", "MUS": "M-12", "ART": "A-14", "SCT": "L-203"}


@dataclass(frozen=True)
class Lesson:
    """A course group at one period of one day of the cycle."""

    group: ClassRow
    cycle_day: int
    period: int
    room: str

    @property
    def source_id(self) -> str:
        return f"h-{self.group.source_id}-{self.cycle_day}-{self.period}"


def subject_of(group: ClassRow) -> str:
    """The short code of what is taught: FRA, MAT…"""
    return group.source_id.rpartition("-")[2]


def build_timetable(school: SchoolPlan, classes: Sequence[ClassRow]) -> list[Lesson]:
    """The lessons of every group of the school."""
    courses = [group for group in classes if not group.is_homeroom and group.school == school.key]
    homes: dict[str, dict[str, ClassRow]] = {}
    for group in courses:
        homes.setdefault(group.homeroom, {})[subject_of(group)] = group
    if school.is_secondary:
        return list(_secondary(school, list(homes.values())))
    return list(_primary(school, list(homes.values())))


def timetable_rows(lessons: Sequence[Lesson]) -> Iterator[Row]:
    for lesson in lessons:
        place = (lesson.group.source_id, lesson.cycle_day, lesson.period, lesson.room)
        yield (lesson.source_id, "", "", *place, lesson.group.teachers[0], "", "")


def _secondary(school: SchoolPlan, homes: Sequence[Mapping[str, ClassRow]]) -> Iterator[Lesson]:
    """One order of subjects, turned by one block from group to group of a teacher.

    No subject is longer than the block, so that a teacher's groups never fall together.
    """
    weights = _SECONDARY[school.language]
    order = [code for code, periods in weights for _ in range(periods)]
    teams = {subject: _teachers(homes, subject) for subject, _ in weights}
    days = CYCLES[school.key]
    per_day = len(order) // days
    for rank, courses in enumerate(homes):
        turn = _LONGEST_BLOCK * (rank // max(teams.values()))
        for place in range(len(order)):
            group = courses[order[(place + turn) % len(order)]]
            # Neighbours in the order fall on different days, at different periods.
            day, period = divmod(place * (per_day + 1) % len(order), per_day)
            yield _lesson(group, (day + 1, period + 1))


def _teachers(homes: Sequence[Mapping[str, ClassRow]], subject: str) -> int:
    return len({courses[subject].teachers[0] for courses in homes})


def _primary(school: SchoolPlan, homes: Sequence[Mapping[str, ClassRow]]) -> Iterator[Lesson]:
    busy: set[tuple[str, Slot]] = set()
    for rank, courses in enumerate(homes):
        level = next(iter(courses.values())).level
        slots = _slots(school, level, rank)
        for subject in SPECIALTIES[school.language]:
            if subject not in courses:
                continue
            teacher = courses[subject].teachers[0]
            for slot in _specialist_slots(school, subject, teacher, slots, busy):
                busy.add((teacher, slot))
                slots.remove(slot)
                yield _lesson(courses[subject], slot)
        own = [c for c in _HOMEROOM[school.language].split() if c in courses] or ["PRE"]
        for slot, subject in zip(sorted(slots), cycle(own)):
            yield _lesson(courses[subject], slot)


def _slots(school: SchoolPlan, level: str, rank: int) -> list[Slot]:
    """The periods of the cycle, begun elsewhere for each group."""
    periods = len(periods_of(school, level))
    days = CYCLES[school.key]
    slots = [(day, period) for period in range(1, periods + 1) for day in range(1, days + 1)]
    turn = rank * 3 % len(slots)
    return slots[turn:] + slots[:turn]


def _specialist_slots(
    school: SchoolPlan,
    subject: str,
    teacher: str,
    slots: Sequence[Slot],
    busy: set[tuple[str, Slot]],
) -> list[Slot]:
    wanted = max(1, _SPECIALISTS[subject] * CYCLES[school.key] // 10)
    free = (slot for slot in slots if (teacher, slot) not in busy)
    return list(islice(free, wanted))


def _lesson(group: ClassRow, slot: Slot) -> Lesson:
    return Lesson(group, *slot, _ROOMS.get(subject_of(group), ""))
