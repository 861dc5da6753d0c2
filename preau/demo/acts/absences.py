"""What parents said of absences, and what schools answered, each at its time.

Only what waits for a word is spoken of: after a first load, what a visitor did stands.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from preau.attendance.enums import DeclarationKind, EventState
from preau.attendance.models import (
    AttendanceEvent,
    AttendanceMotive,
    Declaration,
    JustificationEvent,
)
from preau.attendance.operations import (
    Plan,
    Why,
    decide_justification,
    declare,
    justify,
    tell_absences,
)
from preau.core.actors import BoardActor
from preau.core.scope import acting_as
from preau.demo.acts.cast import Cast
from preau.demo.daily.absence_stories import ISABELLE, SYLVIE
from preau.demo.daily.absences import Absence
from preau.demo.daily.build import Daily
from preau.demo.daily.homework import QUEBEC
from preau.notifications.operations import cancel_mails

PATRICK = "Patrick O'Brien"
_AGAIN = timedelta(days=20)


@dataclass(frozen=True)
class Said:
    """What one parent said of one case; the school's answer when there is one."""

    case: str
    parent: str
    motive: str
    text: str
    clock: time
    accepted: bool | None = None
    answer: str = ""


SAID = (
    Said("accepted", SYLVIE, "maladie", "Fièvre depuis la nuit.", time(12, 5), accepted=True),
    Said(
        "refused",
        SYLVIE,
        "voyage",
        "Nous sommes partis plus tôt pour éviter la circulation.",
        time(19, 40),
        accepted=False,
        answer="Un voyage en période de classe n’est pas un motif accepté (code de vie, "
        "article 7). Appelez la vie scolaire pour en parler.",
    ),
    Said("waiting", SYLVIE, "autre", "Panne de réveil, désolée.", time(17, 15)),
    Said("both", ISABELLE, "maladie", "Gastro-entérite.", time(18, 10)),
    Said("both", PATRICK, "autre", "Il était chez moi; rendez-vous de famille.", time(20, 25)),
)


def speak_of_absences(cast: Cast, daily: Daily, at: datetime) -> None:
    """Reasons and their answers, an absence declared in advance, then the mails of what is open."""
    untouched = _untouched(cast, daily)
    for said in SAID:
        absence = daily.cases.get(said.case)
        if absence and absence.source_id in untouched:
            _say(cast, absence, said, untouched[absence.source_id])
    _declare(cast, daily, at)
    for code in cast.boards:
        with acting_as(cast.body(code)):
            tell_absences(actor=cast.body(code), at=at)


def _untouched(cast: Cast, daily: Daily) -> Mapping[str, int]:
    """The events of the cases of which nobody said anything, by source id."""
    wanted = {absence.source_id: absence.pupil.body for absence in daily.cases.values()}
    found: dict[str, int] = {}
    for code in set(wanted.values()):
        with acting_as(cast.body(code)):
            events = AttendanceEvent.objects.filter(
                board_id=cast.boards[code], source_id__in=wanted, state=EventState.TO_JUSTIFY
            )
            spoken = JustificationEvent.objects.filter(event__in=events.values("id"))
            silent = events.exclude(id__in=spoken.values("event_id"))
            found |= dict(silent.values_list("source_id", "id"))
    return found


def _say(cast: Cast, absence: Absence, said: Said, event_id: int) -> None:
    when = datetime.combine(absence.on, said.clock, QUEBEC)
    parent, body = cast.parent(said.parent, absence.pupil), cast.body(absence.pupil.body)
    if parent is None:
        return
    why = Why({cast.schools[absence.pupil.school]: _motive(cast, absence, said)}, said.text)
    with acting_as(parent):
        if not AttendanceEvent.objects.filter(id=event_id).exists():
            return
        justify(actor=parent, event_ids=[event_id], why=why, at=when)
    with acting_as(body):
        if said.accepted is not None:
            _decide(body, event_id, said, when + timedelta(hours=14))
        # Mails of weeks ago would arrive today.
        cancel_mails(actor=body, topic="attendance")


def _decide(body: BoardActor, event_id: int, said: Said, at: datetime) -> None:
    line = JustificationEvent.objects.filter(event_id=event_id).latest("id")
    decide_justification(
        actor=body,
        justification_id=line.justification_id,
        accept=bool(said.accepted),
        note=said.answer,
        author="Vie scolaire",
        at=at,
    )


def _motive(cast: Cast, absence: Absence, said: Said) -> int:
    with acting_as(cast.body(absence.pupil.body)):
        school_id = cast.schools[absence.pupil.school]
        return AttendanceMotive.objects.get(school_id=school_id, code=said.motive).pk


def _declare(cast: Cast, daily: Daily, at: datetime) -> None:
    """Three days of the week after next, for one child: the services are told."""
    child = cast.child(SYLVIE, 0)
    calendar = daily.calendars[child.school]
    week = daily.today + timedelta(days=7)
    days = [day.on for day in (calendar.next_week(week, rank) for rank in (2, 4)) if day]
    parent, body = cast.parent(SYLVIE, child), cast.body(child.body)
    if parent is None or len(days) < 2:
        return
    with acting_as(body):
        student_id = cast.pupils[child.source_id]
        lately = Declaration.objects.filter(student_id=student_id, submitted_at__gt=at - _AGAIN)
        if lately.exists():
            return
        school_id = cast.schools[child.school]
        motive = AttendanceMotive.objects.get(school_id=school_id, code="competition").pk
    plan = Plan(DeclarationKind.SEVERAL_DAYS, starts_on=days[0], ends_on=days[1])
    why = Why({school_id: motive}, "Compétition provinciale de natation, à Québec.")
    with acting_as(parent):
        declare(
            actor=parent, student_ids=[student_id], plan=plan, why=why, at=at - timedelta(hours=20)
        )
