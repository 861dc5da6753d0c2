"""The last weeks of the children of the stories: every case that a parent can meet by hand.

Each line is a child of a story and a rank among the class days before today: 1 is the last one.
What families then submit, and what schools answer, goes through the operations (`acts.absences`).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from preau.demo.daily.absences import (
    ABSENCE,
    AUTHORIZED,
    LATE,
    LEAVE,
    PROFESSIONAL,
    SUSPENSION,
    Absence,
    first_bell,
)
from preau.demo.daily.calendar import Calendar
from preau.demo.stories import Story

SYLVIE, CLAIRE, ISABELLE = "Sylvie D'Amours", "Claire Tremblay", "Isabelle Bouchard"
EMILY, STEPHANE, NADIA = "Emily MacDonald", "Stéphane Gauthier", "Nadia Benali"
FRANCOIS, CATHERINE = "François Fortin", "Catherine L'Écuyer"


@dataclass(frozen=True)
class Case:
    """`key` is what the acts know it by."""

    story: str
    child: int
    rank: int
    category: str
    key: str = ""
    motive: str = ""
    periods: tuple[int, ...] = ()
    part: str = ""
    departure: str = ""
    minutes: int | None = None
    justified: bool | None = None


CASES = (
    # Two children, two schools, one deadline: tomorrow.
    Case(SYLVIE, 0, 1, ABSENCE, part="day"),
    Case(SYLVIE, 1, 1, ABSENCE, periods=(1, 2)),
    Case(SYLVIE, 0, 3, LATE, key="waiting", minutes=8),
    Case(SYLVIE, 1, 7, LATE, minutes=12),
    Case(SYLVIE, 1, 9, PROFESSIONAL, periods=(3,)),
    Case(SYLVIE, 1, 12, ABSENCE, key="refused", periods=(3, 4)),
    Case(SYLVIE, 0, 15, ABSENCE, key="accepted", part="am"),
    Case(SYLVIE, 2, 6, AUTHORIZED, part="am"),
    Case(SYLVIE, 2, 4, LEAVE, motive="rendez-vous", departure="13:40", minutes=70, justified=True),
    Case(CLAIRE, 0, 1, ABSENCE, part="day"),
    Case(CLAIRE, 1, 1, ABSENCE, periods=(1, 2)),
    Case(CLAIRE, 1, 8, LATE, minutes=10),
    Case(CLAIRE, 0, 10, ABSENCE, motive="maladie", part="day", justified=True),
    Case(CLAIRE, 2, 6, AUTHORIZED, part="am"),
    Case(CLAIRE, 2, 3, LATE, motive="transport", minutes=15, justified=True),
    Case(ISABELLE, 0, 1, LATE, minutes=10),
    Case(ISABELLE, 0, 4, ABSENCE, key="both", part="day"),
    Case(EMILY, 1, 1, ABSENCE, part="day"),
    Case(EMILY, 0, 5, ABSENCE, motive="maladie", part="day", justified=True),
    Case(STEPHANE, 0, 10, SUSPENSION, part="day"),
    Case(NADIA, 0, 1, LATE, minutes=6),
    Case(CATHERINE, 0, 1, ABSENCE, periods=(4,)),
    Case(FRANCOIS, 0, 1, ABSENCE, periods=(2,)),
)


def build_cases(
    stories: tuple[Story, ...], calendars: Mapping[str, Calendar], today: date
) -> Iterator[tuple[str, Absence]]:
    """Each case that the year leaves room for, with its key."""
    named = {story.name: story for story in stories}
    for case in CASES:
        pupil = named[case.story].children[case.child]
        calendar = calendars[pupil.school]
        if day := calendar.before(today, case.rank):
            absence = Absence(
                pupil=pupil,
                on=day.on,
                category=case.category,
                motive=case.motive,
                periods=case.periods,
                part=case.part,
                departure=case.departure,
                minutes=case.minutes,
                justified=case.justified,
            )
            if case.category == LATE:
                arrival = first_bell(calendar, pupil, day.on, case.minutes or 0)
                absence = replace(absence, arrival=arrival)
            yield case.key, absence
