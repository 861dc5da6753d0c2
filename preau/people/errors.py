"""Refusals met by a parent who confirms a child or misses one."""

from datetime import timedelta

from django.utils.translation import gettext as _

from preau.core.errors import Refused


class ChildNotConfirmed(Refused):
    """One same refusal whatever failed: number, address or names."""

    def __init__(self) -> None:
        super().__init__("child_not_confirmed")


class TooManyConfirmations(Refused):
    """Failures reached a limit; `wait` is the longest it can last."""

    def __init__(self, wait: timedelta) -> None:
        super().__init__("too_many_confirmations")
        self.wait = wait


class TooManyRequests(Refused):
    """The school has enough to answer for today."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Vos demandes d’aujourd’hui sont déjà transmises. Attendez la réponse, ou appelez "
                "l’école."
            )
        )
