"""Refusals that a page or a command can show."""

from datetime import date

from django.utils.translation import gettext, ngettext

from preau.core.errors import Refused
from preau.core.wording import date_long


class TooManyDeclared(Refused):
    def __init__(self, most: int) -> None:
        text = ngettext(
            "Vous avez déjà déclaré %(count)s paiement aujourd’hui. Attendez à demain, ou "
            "écrivez à l’école.",
            "Vous avez déjà déclaré %(count)s paiements aujourd’hui. Attendez à demain, ou "
            "écrivez à l’école.",
            most,
        )
        super().__init__(text % {"count": most})


class PaidTooSoon(Refused):
    """A payment is dated of today or before."""

    def __init__(self) -> None:
        text = gettext("Cette date est à venir. Inscrivez la date où vous avez payé.")
        super().__init__(text, fields=("paid_on",))


class PaidTooLongAgo(Refused):
    def __init__(self, days: int) -> None:
        text = gettext("Ce paiement date de plus de %(count)s jours : appelez l’école.")
        super().__init__(text % {"count": days}, fields=("paid_on",))


class AlreadyDeclared(Refused):
    def __init__(self) -> None:
        text = gettext("Ce paiement est déjà déclaré : même date et même référence.")
        super().__init__(text, fields=("bank_reference",))


class NotRetractable(Refused):
    def __init__(self) -> None:
        super().__init__(
            gettext("L’école a déjà traité ce paiement : il ne peut plus être retiré.")
        )


class PeriodNotOver(Refused):
    def __init__(self, ends_on: date) -> None:
        text = gettext("La période n’est pas finie : elle se termine le %(when)s.")
        super().__init__(text % {"when": date_long(ends_on)})


class PeriodOutOfOrder(Refused):
    """Statements of a later period are there already."""

    def __init__(self, last: date) -> None:
        text = gettext(
            "Les états de compte sont déjà produits jusqu’au %(when)s : choisissez une date "
            "plus tardive, ou remplacez un état."
        )
        super().__init__(text % {"when": date_long(last)})


class PeriodDiffers(Refused):
    """The same period was begun with another due date."""

    def __init__(self, due_on: date) -> None:
        text = gettext(
            "Cette période est commencée avec une échéance le %(when)s : reprenez-la avec la même."
        )
        super().__init__(text % {"when": date_long(due_on)})


class DueTooSoon(Refused):
    def __init__(self) -> None:
        super().__init__(gettext("L’échéance vient avant la fin de la période."))


class NotTheLast(Refused):
    """Later statements carry its balance."""

    def __init__(self) -> None:
        text = gettext(
            "Un état plus récent reporte déjà ce solde : inscrivez un ajustement, ou annulez "
            "d’abord le plus récent."
        )
        super().__init__(text)


class NoTariff(Refused):
    def __init__(self) -> None:
        super().__init__(gettext("Aucun tarif n’est en vigueur à cette date pour ces frais."))


class SlipRefused(Refused):
    """A deposit that is refused as a whole; the message says the line and what to do."""
