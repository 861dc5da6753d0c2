"""A year of absences and lates up to yesterday: some four in a hundred pupils on a day.

What happened on a date stays the same whichever the day. The children of the stories have their
own weeks in `absence_stories`; before these, everything of theirs was justified.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from preau.boards.enums import DayKind
from preau.demo.daily.bells import periods_of
from preau.demo.daily.calendar import Calendar, Day
from preau.demo.daily.homework import QUEBEC
from preau.demo.rows import Pupil
from preau.demo.tables import Row

ABSENCE, LATE, LEAVE = "absence", "retard", "départ hâtif"
SUSPENSION, AUTHORIZED = "suspension", "activité autorisée"
PROFESSIONAL = "rencontre professionnelle"
_RECORDED = time(9, 10)
# An illness lasts one day, seldom three.
_SPELLS = ((1, 2, 3), (70, 22, 8))
_MOTIVES = (("maladie", "rendez-vous", "autre", "competition", "deces"), (70, 16, 8, 5, 1))
_UNJUSTIFIED = 0.07
_OTHER_SHARE = 0.006
_STORY_DAYS = 16


@dataclass(frozen=True)
class Absence:
    """One line of a school's attendance file."""

    pupil: Pupil
    on: date
    category: str
    motive: str = ""
    periods: tuple[int, ...] = ()
    part: str = ""
    arrival: str = ""
    departure: str = ""
    minutes: int | None = None
    justified: bool | None = None

    @property
    def source_id(self) -> str:
        return f"a-{self.pupil.source_id}-{self.on:%m%d}"

    @property
    def recorded_at(self) -> datetime:
        clock = self.departure or self.arrival
        known = time.fromisoformat(clock) if clock else _RECORDED
        return datetime.combine(self.on, known, QUEBEC) + timedelta(minutes=5)


def build_absences(
    calendar: Calendar, pupils: Iterable[Pupil], told: Sequence[str], today: date, seed: str
) -> Iterator[Absence]:
    """Of the pupils of one school, `told` being the source ids of those whom stories know."""
    past = [day for day in calendar.days if day.on < today and _is_or_was_class(day)]
    for pupil in pupils:
        if pupil.school != calendar.school.key:
            continue
        known = pupil.source_id in told
        days = past[: max(len(past) - _STORY_DAYS, 0)] if known else past
        yield from _year_of(calendar, pupil, days, seed, settled=known)


def absence_rows(absences: Iterable[Absence]) -> Iterator[Row]:
    for one in absences:
        # Periods, arrival and departure are told as the school's own file tells them.
        justified = "" if one.justified is None else str(one.justified).lower()
        yield (
            *(one.source_id, "", "", one.pupil.source_id, one.pupil.school, one.on),
            *(one.category, one.motive, ",".join(map(str, one.periods)), one.part),
            *(one.arrival, one.departure, "", "" if one.minutes is None else one.minutes),
            *(justified, "", one.recorded_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")),
        )


def _is_or_was_class(day: Day) -> bool:
    return day.is_class or day.kind == DayKind.CLOSURE


def _year_of(
    calendar: Calendar, pupil: Pupil, days: Sequence[Day], seed: str, *, settled: bool
) -> Iterator[Absence]:
    draw = Random(f"{seed}/absences/{pupil.source_id}/{calendar.days[0].on}")  # noqa: S311
    sickly = draw.choice((0.004, 0.008, 0.012, 0.018, 0.03, 0.055))
    sleepy = draw.choice((0, 0, 0.004, 0.008, 0.02)) if calendar.school.is_secondary else 0.004
    ill_for, justified = 0, True
    for day in days:
        chance = draw.random()
        if ill_for == 0 and chance >= sickly + sleepy + _OTHER_SHARE:
            continue
        detail = Random(f"{seed}/{pupil.source_id}/{day.on}")  # noqa: S311
        if ill_for == 0 and chance < sickly:
            ill_for = detail.choices(*_SPELLS)[0]
            justified = settled or detail.random() > _UNJUSTIFIED
        if ill_for:
            ill_for -= 1
            happened = _absent(calendar, pupil, day.on, detail, justified)
        elif chance < sickly + sleepy:
            happened = _late(calendar, pupil, day.on, detail, settled or detail.random() > 0.2)
        else:
            happened = _other(calendar, pupil, day.on, detail)
        if day.is_class:
            yield happened


def _absent(calendar: Calendar, pupil: Pupil, on: date, detail: Random, justified: bool) -> Absence:
    motive = detail.choices(*_MOTIVES)[0] if justified else ""
    whole = detail.random() < 0.7
    if whole:
        return Absence(pupil, on, ABSENCE, motive, part="day", justified=justified)
    if calendar.school.is_secondary:
        periods = detail.choice(((1,), (1, 2), (3, 4), (4,), (2,)))
        return Absence(pupil, on, ABSENCE, motive, periods, justified=justified)
    return Absence(
        pupil, on, ABSENCE, motive, part=detail.choice(("am", "pm")), justified=justified
    )


def _late(calendar: Calendar, pupil: Pupil, on: date, detail: Random, justified: bool) -> Absence:
    minutes = detail.choice((3, 5, 5, 8, 10, 12, 15, 25))
    motive = detail.choice(("autre", "transport")) if justified else ""
    arrival = first_bell(calendar, pupil, on, minutes)
    return Absence(pupil, on, LATE, motive, arrival=arrival, minutes=minutes, justified=justified)


def first_bell(calendar: Calendar, pupil: Pupil, on: date, minutes: int) -> str:
    """« 08:12 »: so many minutes after the first bell of the pupil."""
    begin, _ = periods_of(calendar.school, pupil.level)[0]
    rings = datetime.combine(on, time.fromisoformat(begin.rjust(5, "0")))
    return f"{rings + timedelta(minutes=minutes):%H:%M}"


def _other(calendar: Calendar, pupil: Pupil, on: date, detail: Random) -> Absence:
    kinds, weights = (LEAVE, AUTHORIZED, SUSPENSION), (60, 36, 4)
    if not calendar.school.is_secondary:
        weights = (60, 40, 0)
    kind = detail.choices(kinds, weights)[0]
    if kind == LEAVE:
        return Absence(
            pupil, on, LEAVE, "rendez-vous", departure="13:30", minutes=60, justified=True
        )
    return Absence(pupil, on, kind, part="day" if kind == SUSPENSION else "am")
