"""Events and declarations in a few words, the same in a tile, a page and a form.

Words agree with nothing: « motif accepté » suits an absence as well as a late.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from django.utils.translation import ngettext

from preau.attendance.enums import DayPart, DeclarationKind, EventKind, EventState
from preau.core.wording import date_weekday, join_names, time_of_day
from preau.core.wording import gettext as _


@dataclass(frozen=True)
class Fact:
    """What an event says of itself."""

    kind: str
    part: str
    periods: Sequence[int] = ()
    minutes: int | None = None
    starts_at: time | None = None


def what(fact: Fact) -> str:
    """« Absence, périodes 1 et 2 », « Retard de 10 minutes, période 3 »."""
    return ", ".join(part for part in (_name(fact), extent(fact)) if part)


def _name(fact: Fact) -> str:
    if fact.kind == EventKind.LATE and fact.minutes:
        text = ngettext("Retard de %(count)s minute", "Retard de %(count)s minutes", fact.minutes)
        return text % {"count": fact.minutes}
    if fact.kind == EventKind.EARLY_LEAVE and fact.starts_at:
        return _("Départ hâtif à %(time)s") % {"time": time_of_day(fact.starts_at)}
    return str(EventKind(fact.kind).label)


def extent(fact: Fact) -> str:
    """How much of the day; nothing for a late or an early leave of which no period is known."""
    if fact.part == DayPart.PERIODS:
        return periods(fact.periods)
    if fact.kind in (EventKind.LATE, EventKind.EARLY_LEAVE) and fact.part == DayPart.DAY:
        return ""
    return str(DayPart(fact.part).label)


def periods(numbers: Sequence[int]) -> str:
    """« période 3 », « périodes 1 et 2 »; nothing when the school named none."""
    if not numbers:
        return ""
    text = ngettext("période %(numbers)s", "périodes %(numbers)s", len(numbers))
    return text % {"numbers": join_names(str(number) for number in numbers)}


def until(at: datetime) -> str:
    """« vendredi 20 novembre, 10 h 40 »."""
    return f"{date_weekday(at)}, {time_of_day(at)}"


def state_label(state: str, *, is_late: bool = False) -> str:
    """`is_late`: nobody gave a motive in time, and only the school takes one now."""
    if is_late and state == EventState.TO_JUSTIFY:
        return _("Délai passé")
    return {
        EventState.DECLARED: _("Déclaration reçue"),
        EventState.RECORDED: _("Rien à motiver"),
        EventState.TO_JUSTIFY: _("À motiver"),
        EventState.SUBMITTED: _("Motif soumis"),
        EventState.ACCEPTED: _("Motif accepté"),
        EventState.REFUSED: _("Motif refusé"),
    }[EventState(state)]


def state_tone(state: str, *, is_late: bool = False) -> str:
    """The colour of the badge; the label says the same in words."""
    if is_late or state == EventState.REFUSED:
        return "stop"
    return {EventState.TO_JUSTIFY: "waits", EventState.ACCEPTED: "good"}.get(EventState(state), "")


def declared(
    kind: str, starts_on: date, ends_on: date, leave_at: time | None, return_at: time | None
) -> str:
    """« Vendredi 20 novembre, toute la journée », « Du lundi 3 au mercredi 5 mai »."""
    values = {
        "day": date_weekday(starts_on),
        "last": date_weekday(ends_on),
        "out": time_of_day(leave_at) if leave_at else "",
        "back": time_of_day(return_at) if return_at else "",
    }
    return {
        DeclarationKind.FULL_DAY: _("Le %(day)s, toute la journée"),
        DeclarationKind.SEVERAL_DAYS: _("Du %(day)s au %(last)s inclus"),
        DeclarationKind.LATE_ARRIVAL: _("Le %(day)s, arrivée à %(back)s"),
        DeclarationKind.EARLY_LEAVE: _("Le %(day)s, départ à %(out)s"),
        DeclarationKind.LEAVE_AND_RETURN: _("Le %(day)s, sortie de %(out)s à %(back)s"),
    }[DeclarationKind(kind)] % values
