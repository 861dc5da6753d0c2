"""Refusals of the account, in the words a page shows."""

from datetime import datetime, timedelta
from math import ceil

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from preau.core.errors import Refused


class ProofGone(Exception):
    """The token is unknown, expired, replaced or used; or this session never typed its code."""


class NotYourProof(Exception):
    """An address is being added to an account that is not the one signed in."""


class AddressInvalid(Refused):
    def __init__(self) -> None:
        text = _("Inscrivez une adresse complète, comme claire@exemple.ca.")
        super().__init__(text, fields=("address",))


class AddressAlreadyYours(Refused):
    def __init__(self) -> None:
        super().__init__(_("Cette adresse est déjà à votre compte."), fields=("address",))


class AddressTaken(Refused):
    """Between the code and its proof, another account proved the same address."""

    def __init__(self) -> None:
        super().__init__(
            _("Cette adresse sert déjà à un compte. Connectez-vous avec elle, ou recommencez.")
        )


class TooManyCodes(Refused):
    """The same for every address, known or not."""

    def __init__(self, opens_at: datetime, *, at: datetime) -> None:
        self.opens_at = opens_at
        self.minutes = minutes_until(opens_at, at=at)
        super().__init__(
            ngettext(
                "Plusieurs codes ont déjà été demandés. Réessayez dans %(count)s minute.",
                "Plusieurs codes ont déjà été demandés. Réessayez dans %(count)s minutes.",
                self.minutes,
            )
            % {"count": self.minutes}
        )


class CodeTooSoon(Refused):
    def __init__(self, seconds: int) -> None:
        self.seconds = seconds
        super().__init__(
            ngettext(
                "Un code vient de partir. Laissez-lui encore %(count)s seconde.",
                "Un code vient de partir. Laissez-lui encore %(count)s secondes.",
                seconds,
            )
            % {"count": seconds}
        )


class CodeMalformed(Refused):
    """Not six digits: told at once, and counted as no try."""

    def __init__(self) -> None:
        super().__init__(_("Inscrivez les 6 chiffres du courriel."), fields=("code",))


class CodeWrong(Refused):
    def __init__(self, tries_left: int) -> None:
        super().__init__(
            ngettext(
                "Ce n’est pas le code du courriel le plus récent. Il reste %(count)s essai.",
                "Ce n’est pas le code du courriel le plus récent. Il reste %(count)s essais.",
                tries_left,
            )
            % {"count": tries_left},
            fields=("code",),
        )


class CodeSpent(Refused):
    """Too old, or guessed at too often."""

    def __init__(self) -> None:
        super().__init__(_("Ce code ne vaut plus. Demandez-en un autre."), fields=("code",))


class PasswordRefused(Refused):
    def __init__(self, reasons: list[str]) -> None:
        self.reasons = reasons
        super().__init__(" ".join(reasons), fields=("password",))


class TooManyPasswords(Refused):
    def __init__(self) -> None:
        super().__init__(
            _("Beaucoup de mots de passe ont été refusés. Réessayez dans une heure."),
            fields=("password",),
        )


class SignInRefused(Refused):
    """The same words whatever was wrong: address, password, or an account that is closed."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Le courriel ou le mot de passe ne convient pas. Vérifiez les deux; "
                "« Mot de passe oublié » vous en fait choisir un autre."
            )
        )


class SignInDelayed(Refused):
    def __init__(self, seconds: int) -> None:
        self.seconds = seconds
        super().__init__(
            ngettext(
                "Réessayez dans %(count)s seconde. Cette attente protège votre compte.",
                "Réessayez dans %(count)s secondes. Cette attente protège votre compte.",
                seconds,
            )
            % {"count": seconds}
        )


class SignInPaused(Refused):
    def __init__(self, minutes: int) -> None:
        self.minutes = minutes
        super().__init__(
            ngettext(
                "Trop d’essais depuis ici. Réessayez dans %(count)s minute, ou choisissez un "
                "autre mot de passe par « Mot de passe oublié ».",
                "Trop d’essais depuis ici. Réessayez dans %(count)s minutes, ou choisissez un "
                "autre mot de passe par « Mot de passe oublié ».",
                minutes,
            )
            % {"count": minutes}
        )


class CurrentPasswordWrong(Refused):
    def __init__(self) -> None:
        super().__init__(_("Ce n’est pas votre mot de passe actuel."), fields=("current",))


def minutes_until(moment: datetime, *, at: datetime) -> int:
    return max(1, ceil((moment - at) / timedelta(minutes=1)))


def seconds_until(moment: datetime, *, at: datetime) -> int:
    return max(0, ceil((moment - at) / timedelta(seconds=1)))
