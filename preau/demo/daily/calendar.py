"""What each date of the school year is for each school, its day of the cycle included.

A year has 183 planned days of classes: its closures leave the 180 that the regulation asks for.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from preau.boards.enums import DayKind
from preau.demo.daily.holidays import Name, legal_holidays, monday_of, nth_monday
from preau.demo.rows import SchoolPlan
from preau.demo.school_year import Year

CLASS_DAYS = 183
CYCLES = {"deux-rives": 10, "brise": 5, "fleuve": 9, "willowbank": 5, "ferry-point": 9}
# After a closure, this school takes up its cycle where it left it.
SHIFTING = frozenset({"fleuve"})

_DAY = timedelta(days=1)
_SATURDAY = 5
# Weeks from that of Labour Day, and weekdays; the first that the year needs are taken.
_PEDAGOGICAL = (
    *((11, 4), (2, 4), (5, 4), (17, 0), (23, 4), (27, 4), (32, 4), (35, 4), (38, 4)),
    *((8, 4), (20, 0), (30, 4), (14, 4), (12, 0), (34, 0), (37, 0), (21, 4), (6, 0), (24, 4)),
)
_SUMMER: Name = ("Vacances d’été", "Summer holidays")
_CHRISTMAS: Name = ("Congé des Fêtes", "Holiday break")
_MARCH: Name = ("Semaine de relâche", "March break")
_POWER: Name = ("Panne d’électricité : l’école est fermée.", "Power failure: the school is closed.")
_WATER: Name = (
    "Bris d’aqueduc : l’école est fermée pour la journée.",
    "Water main break: the school is closed for the day.",
)
_STORM: Name = (
    "Tempête de neige : écoles et services de garde sont fermés.",
    "Snowstorm: schools and daycares are closed.",
)


@dataclass(frozen=True)
class Day:
    on: date
    kind: DayKind
    cycle_day: int | None = None
    has_daycare: bool | None = None
    note: str = ""

    @property
    def is_class(self) -> bool:
        return self.kind == DayKind.CLASS


@dataclass(frozen=True)
class Calendar:
    """The weekdays of one school's year, in order."""

    school: SchoolPlan
    days: tuple[Day, ...]

    @property
    def class_days(self) -> Sequence[Day]:
        return [day for day in self.days if day.is_class]

    def before(self, on: date, rank: int = 1) -> Day | None:
        """The `rank`-th class day strictly before a date, where the year has one."""
        past = [day for day in self.class_days if day.on < on]
        return past[-rank] if len(past) >= rank else None

    def after(self, on: date, rank: int = 1) -> Day | None:
        """The `rank`-th class day strictly after a date, where the year has one."""
        ahead = [day for day in self.class_days if day.on > on]
        return ahead[rank - 1] if len(ahead) >= rank else None

    def next_week(self, on: date, rank: int = 1) -> Day | None:
        """The `rank`-th class day from the Monday that follows a date on."""
        return self.after(monday_of(on) + 6 * _DAY, rank)


def build_calendar(school: SchoolPlan, year: Year, today: date) -> Calendar:
    """The year of a school as known on a day: the closures to come are not known yet."""
    planned = _plan(school, year)
    closed = _closures(school, year, planned, today)
    rank = 0
    days = []
    for on, (kind, note) in planned.items():
        cycle_day = None
        if kind == DayKind.CLASS:
            cycle_day = rank % CYCLES[school.key] + 1
            rank += 0 if on in closed and school.key in SHIFTING else 1
        if on in closed:
            days.append(Day(on, DayKind.CLOSURE, note=_said(school, closed[on])))
        else:
            days.append(Day(on, kind, cycle_day, _daycare(school, kind, note), _said(school, note)))
    return Calendar(school, tuple(days))


Plan = dict[date, tuple[DayKind, Name]]
_NO_NAME: Name = ("", "")


def _plan(school: SchoolPlan, year: Year) -> Plan:
    """Every weekday of the year as its governing board adopted it."""
    plan = dict.fromkeys(_weekdays(year.starts_on, year.ends_on), (DayKind.CLASS, _NO_NAME))
    opens, closes = _first_class(year), _last_class(year)
    for on in plan:
        if on < opens - 5 * _DAY or on > closes + 5 * _DAY:
            plan[on] = (DayKind.BREAK, _SUMMER)
        elif on < opens or on > closes:
            plan[on] = (DayKind.PEDAGOGICAL, _NO_NAME)
    christmas = monday_of(date(year.first, 12, 24) + 2 * _DAY)
    for start, length, name in (
        (christmas, 14, _CHRISTMAS),
        (nth_monday(year.first + 1, 3, 1), 5, _MARCH),
    ):
        for step in range(length):
            if (on := start + step * _DAY) in plan:
                plan[on] = (DayKind.BREAK, name)
    for on, name in legal_holidays(year).items():
        if on in plan:
            plan[on] = (DayKind.HOLIDAY, name)
    _add_pedagogical(school, year, plan)
    return plan


def _add_pedagogical(school: SchoolPlan, year: Year, plan: Plan) -> None:
    surplus = sum(kind == DayKind.CLASS for kind, _ in plan.values()) - CLASS_DAYS
    labour_day = nth_monday(year.first, 9, 1)
    # A secondary school often takes the Monday that follows.
    later = 3 * _DAY if school.is_secondary else timedelta()
    for rank, (week, weekday) in enumerate(_PEDAGOGICAL):
        moved = later if rank % 3 == 1 and weekday == _SATURDAY - 1 else timedelta()
        on = labour_day + timedelta(weeks=week, days=weekday) + moved
        if surplus > 0 and plan.get(on, (None,))[0] == DayKind.CLASS:
            plan[on] = (DayKind.PEDAGOGICAL, _NO_NAME)
            surplus -= 1


def _closures(school: SchoolPlan, year: Year, plan: Plan, today: date) -> Mapping[date, Name]:
    """What closed the school so far; one is closed today, or on its next day of classes."""
    open_days = [on for on, (kind, _) in plan.items() if kind == DayKind.CLASS]

    def first_open(month: int, day: int) -> date:
        year_number = year.first if month >= 7 else year.first + 1
        return next(on for on in open_days if on >= date(year_number, month, day))

    storms = {first_open(12, 10): _STORM, first_open(2, 11): _STORM}
    past = {
        "fleuve": {first_open(9, 16): _POWER},
        "deux-rives": {first_open(10, 28): _WATER},
    }
    closed = {on: note for on, note in (storms | past.get(school.key, {})).items() if on < today}
    ahead = next((on for on in open_days if today <= on < today + 7 * _DAY), None)
    if school.key == "willowbank" and ahead:
        closed[ahead] = _WATER
    return closed


def _daycare(school: SchoolPlan, kind: DayKind, note: Name) -> bool | None:
    """Open on the pédagogiques of a primary school, closed in the long breaks."""
    if school.is_secondary or note == _SUMMER:
        return None
    return {DayKind.PEDAGOGICAL: True, DayKind.BREAK: False}.get(kind)


def _said(school: SchoolPlan, name: Name) -> str:
    return name[school.language == "en"]


def _weekdays(first: date, end: date) -> Iterator[date]:
    for step in range((end - first).days):
        if (on := first + step * _DAY).weekday() < _SATURDAY:
            yield on


def _first_class(year: Year) -> date:
    return next(_weekdays(year.terms[0].starts_on, year.ends_on))


def _last_class(year: Year) -> date:
    return list(_weekdays(year.starts_on, year.terms[-1].ends_on))[-1]
