"""What the groups of the two families of three children were given besides, for each case."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from preau.demo.daily.bells import exam_day
from preau.demo.daily.calendar import Calendar
from preau.demo.daily.homework import Assignment, Meeting, meetings_of
from preau.demo.daily.timetable import Lesson
from preau.demo.roster import Roster
from preau.demo.rows import Pupil

FAMILIES = ("Sylvie D'Amours", "Claire Tremblay")
# Given again by the load with another day or text: parents see that it changed.
POSTPONED = "-reporte"
WITH_PAPER = "-feuille"
_NAMED = 3


@dataclass(frozen=True)
class _Extra:
    suffix: str
    subject: str
    school: str
    kind: str
    title: str
    text: str
    minutes: int
    named: bool = False


_EXTRAS = (
    _Extra(
        POSTPONED,
        "FRA",
        "deux-rives",
        "homework",
        "Exposé : présenter son plan",
        "Le plan au propre, une page. La remise est reportée d’un cours : la bibliothèque était "
        "fermée.",
        30,
    ),
    _Extra(
        WITH_PAPER,
        "MAT",
        "deux-rives",
        "homework",
        "Problèmes à résoudre",
        "Imprimer la feuille jointe, ou la recopier. Laisser les traces de la démarche.",
        25,
    ),
    _Extra(
        "-recup",
        "MAT",
        "fleuve",
        "lesson",
        "Récupération : équations",
        "Revoir les numéros ratés au minitest avant la période de récupération.",
        20,
        named=True,
    ),
    _Extra(
        "-oral",
        "HIS",
        "fleuve",
        "evaluation",
        "Présentation orale",
        "Quatre minutes par équipe. Remettre le support la veille.",
        40,
    ),
    _Extra(
        "-reader",
        "ELA",
        "willowbank",
        "evaluation",
        "Reading check",
        "Chapters 1 to 4, out loud, one pupil at a time.",
        15,
    ),
)


def story_homework(
    roster: Roster, calendars: Mapping[str, Calendar], lessons: Sequence[Lesson], today: date
) -> Iterator[Assignment]:
    """For each child of the two families; the named pupils are the child and two classmates."""
    for story in roster.stories:
        if story.name not in FAMILIES:
            continue
        for pupil in story.children:
            for extra in _EXTRAS:
                if extra.school == pupil.school:
                    yield from _extra(roster, calendars[pupil.school], lessons, pupil, extra, today)


def _extra(
    roster: Roster,
    calendar: Calendar,
    lessons: Sequence[Lesson],
    pupil: Pupil,
    extra: _Extra,
    today: date,
) -> Iterator[Assignment]:
    wanted = f"{pupil.homeroom}-{extra.subject}"
    group = next(group for group in roster.classes if group.source_id == wanted)
    exam = exam_day(calendar, today)
    meetings = [one for one in meetings_of(calendar, lessons, wanted) if one.on != exam]
    due = _due(meetings, today, late=extra.kind == "evaluation")
    given = calendar.before(today, 2)
    if due is None or given is None:
        return
    mates = [p.source_id for p in roster.pupils if p.homeroom == pupil.homeroom and p != pupil]
    yield Assignment(
        source_id=f"d-{wanted}-{due.on:%m%d}{extra.suffix}",
        group=group,
        kind=extra.kind,
        title=extra.title,
        text=extra.text,
        given_on=given.on,
        due_on=due.on,
        due_period=due.period,
        minutes=extra.minutes,
        accepts_late=extra.kind == "homework",
        pupils=(pupil.source_id, *mates[: _NAMED - 1]) if extra.named else (),
    )


def _due(meetings: Sequence[Meeting], today: date, *, late: bool) -> Meeting | None:
    """The second meeting after today; of an evaluation, the last one of next week."""
    ahead = [one for one in meetings if one.on > today]
    if late:
        end = today.toordinal() - today.weekday() + 14
        week = [one for one in ahead if end - 7 <= one.on.toordinal() < end]
        return week[-1] if week else None
    return ahead[min(1, len(ahead) - 1)] if ahead else None
