"""Refusals of messages, as a form shows them."""

from django.utils.translation import gettext as _

from preau.core.errors import Refused


class RepliesPaused(Refused):
    """The school has paused the answers of parents; absences go on."""

    def __init__(self) -> None:
        super().__init__(_("L’école ne reçoit pas de réponses aux messages en ce moment."))


class NoReplies(Refused):
    def __init__(self) -> None:
        super().__init__(_("Ce message ne reçoit pas de réponse."))


class ThreadClosed(Refused):
    def __init__(self) -> None:
        super().__init__(_("L’école a fermé cet échange."))


class TooManyReplies(Refused):
    def __init__(self) -> None:
        super().__init__(
            _("Vous avez beaucoup écrit aujourd’hui. Téléphonez à l’école, ou réessayez demain.")
        )


class NobodyAddressed(Refused):
    """The audience, exclusions taken off, holds no pupil."""

    def __init__(self) -> None:
        super().__init__(_("Ce message ne s’adresse à aucun élève."), fields=("targets",))


class UnknownTarget(Refused):
    """A target that is not of the school that writes, or not of its body."""

    def __init__(self) -> None:
        super().__init__(
            _("Un des destinataires n’est pas de l’école qui écrit."), fields=("targets",)
        )


class MonthlyNamesPupils(Refused):
    """What is told of one pupil's difficulties goes to that pupil's parents only (s. 29.2)."""

    def __init__(self) -> None:
        super().__init__(_("Un suivi mensuel s’adresse à des élèves nommés."), fields=("targets",))


class TooManyAttachments(Refused):
    def __init__(self, most: int) -> None:
        text = _("Un message porte au plus %(most)s pièces jointes.")
        super().__init__(text % {"most": most}, fields=("files",))
