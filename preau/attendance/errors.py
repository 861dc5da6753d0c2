"""Refusals met by a parent who justifies or declares; each says what to do next."""

from datetime import date, datetime, time

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from preau.core.errors import Refused
from preau.core.telephone import phone
from preau.core.wording import date_weekday, time_of_day


class NothingChosen(Refused):
    def __init__(self) -> None:
        super().__init__(_("Choisissez au moins une absence ou un retard."), fields=("events",))


class TooManyEvents(Refused):
    def __init__(self, most: int) -> None:
        text = ngettext(
            "Choisissez au plus %(count)s événement à la fois.",
            "Choisissez au plus %(count)s événements à la fois.",
            most,
        )
        super().__init__(text % {"count": most}, fields=("events",))


class AlreadyDecided(Refused):
    """The school decided while the form was open."""

    def __init__(self) -> None:
        super().__init__(
            _("L’école a déjà répondu à l’un de ces événements. Revoyez la liste ci-dessous.")
        )


class DeadlinePassed(Refused):
    def __init__(self, number: str = "") -> None:
        super().__init__(
            _("Le délai est passé pour l’un de ces événements. Appelez l’école au %(phone)s.")
            % {"phone": phone(number)}
            if number
            else _("Le délai est passé pour l’un de ces événements. Appelez l’école.")
        )


class MotiveMissing(Refused):
    def __init__(self, field: str) -> None:
        super().__init__(_("Choisissez un motif."), fields=(field,))


class PaperMissing(Refused):
    def __init__(self) -> None:
        super().__init__(
            _("Un billet est demandé : joignez-le, ou cochez que vous le remettrez à l’école."),
            fields=("papers",),
        )


class NotWithdrawable(Refused):
    def __init__(self) -> None:
        super().__init__(_("L’école a déjà répondu : rien ne peut plus être retiré ici."))


class TooLate(Refused):
    """Past the clock time until which a school takes declarations of that day."""

    def __init__(self, until: datetime, school: str, number: str = "") -> None:
        values = {
            "school": school,
            "day": date_weekday(until),
            "time": time_of_day(until),
            "phone": phone(number),
        }
        text = _("%(school)s prend les déclarations jusqu’au %(day)s à %(time)s. Appelez l’école.")
        if number:
            text = _(
                "%(school)s prend les déclarations jusqu’au %(day)s à %(time)s. "
                "Appelez le %(phone)s."
            )
        super().__init__(text % values, fields=("starts_on",))


class NoClassThen(Refused):
    def __init__(self, on: date) -> None:
        super().__init__(
            _("Il n’y a pas de classe le %(day)s : rien à déclarer.") % {"day": date_weekday(on)},
            fields=("starts_on",),
        )


class TooFarAhead(Refused):
    def __init__(self, days: int) -> None:
        text = ngettext(
            "Déclarez au plus %(count)s jour d’avance.",
            "Déclarez au plus %(count)s jours d’avance.",
            days,
        )
        super().__init__(text % {"count": days}, fields=("starts_on",))


class TooManyActs(Refused):
    """Each act writes to the school and to the other guardian."""

    def __init__(self) -> None:
        super().__init__(
            _("Vous avez déjà transmis beaucoup de motifs aujourd’hui. Appelez l’école.")
        )


class TooLong(Refused):
    def __init__(self, most: int, school: str) -> None:
        text = ngettext(
            "%(school)s prend ici au plus %(count)s jour de classe à la fois. "
            "Pour plus, appelez l’école.",
            "%(school)s prend ici au plus %(count)s jours de classe à la fois. "
            "Pour plus, appelez l’école.",
            most,
        )
        super().__init__(text % {"school": school, "count": most}, fields=("ends_on",))


class QuotaReached(Refused):
    def __init__(self, most: int, school: str, name: str) -> None:
        text = ngettext(
            "%(school)s prend ici au plus %(count)s jour de classe par année pour %(name)s. "
            "Appelez l’école.",
            "%(school)s prend ici au plus %(count)s jours de classe par année pour %(name)s. "
            "Appelez l’école.",
            most,
        )
        super().__init__(text % {"school": school, "count": most, "name": name})


class AlreadyDeclared(Refused):
    def __init__(self, name: str) -> None:
        super().__init__(
            _("L’école a déjà répondu à une absence déclarée pour %(name)s ce jour-là.")
            % {"name": name},
            fields=("starts_on",),
        )


class HoursOutOfOrder(Refused):
    def __init__(self, leave_at: time, return_at: time) -> None:
        super().__init__(
            _("Le retour (%(back)s) vient avant le départ (%(out)s).")
            % {"back": time_of_day(return_at), "out": time_of_day(leave_at)},
            fields=("return_at",),
        )


class TooManyDeclarations(Refused):
    def __init__(self) -> None:
        super().__init__(_("Vos déclarations d’aujourd’hui sont déjà nombreuses. Appelez l’école."))
