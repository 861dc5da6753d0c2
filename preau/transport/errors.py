"""Refusals about transport, as the people who announce delays read them."""

from django.utils.translation import gettext as _

from preau.core.errors import Refused


class EndsTooSoon(Refused):
    def __init__(self) -> None:
        super().__init__(_("La fin de l’avis est déjà passée, ou précède son début."))


class LastsTooLong(Refused):
    def __init__(self) -> None:
        super().__init__(_("Un avis vaut pour un jour : sa fin est trop loin."))


class BadDelay(Refused):
    def __init__(self, most: int) -> None:
        text = _("Un retard se dit en minutes, de 1 à %(most)s; au-delà, annulez.")
        super().__init__(text % {"most": most})


class NoteTooLong(Refused):
    def __init__(self, most: int) -> None:
        super().__init__(
            _("La précision a plus de %(most)s signes : raccourcissez.") % {"most": most}
        )
