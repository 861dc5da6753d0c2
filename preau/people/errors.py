"""Refusals of the confirmation of a child, as the form shows them."""

from datetime import timedelta

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
