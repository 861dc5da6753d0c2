"""Refusals of batches."""

from django.utils.translation import gettext as _

from preau.core.errors import Refused


class BatchAlreadyAsked(Refused):
    """The same work waits or runs already."""

    def __init__(self, number: int) -> None:
        super().__init__(
            _("Ce traitement est déjà en cours\u00a0: c’est le numéro %(number)s.")
            % {"number": number}
        )
        self.number = number


class BatchOver(Refused):
    """There is nothing to go on with."""

    def __init__(self) -> None:
        super().__init__(_("Ce traitement est terminé\u00a0: il n’y a rien à reprendre."))


class BatchBusy(Refused):
    """Another process has it in hand."""

    def __init__(self) -> None:
        super().__init__(_("Ce traitement est déjà entre les mains d’un autre processus."))


class BatchStopped(Exception):
    """The batch was cancelled, or somebody else took it up: what was in hand is rolled back."""
