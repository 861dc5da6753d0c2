"""What a password must be: long, and none that somebody would try first. The reason is always told.

No rule of composition (NIST SP 800-63B, ASVS 6.2.5). Passwords are compared and measured in their
NFKC form, so that an accent is the same from every keyboard.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from preau.core.text import fold_search

OWN_WORDS = ("préau", "mozaïk", "portail parents")
_FRENCH = Path(__file__).with_name("common_passwords_fr.txt")
_RUNS = (
    "0123456789012345678901234567890",
    "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz",
    "qwertyuiopasdfghjklzxcvbnm",
    "azertyuiopqsdfghjklmwxcvbn",
    "qwertzuiopasdfghjklyxcvbnm",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
)
_LOOKS_LIKE = str.maketrans("0134578@$!|", "oleastbasil")
_SHORTEST_RUN = 4
_FEWEST_SIGNS = 5
# What must remain once the words that somebody would guess are taken away.
_REST = 10


@dataclass(frozen=True)
class PasswordContext:
    """Whose password it is: the address it goes with, and names and schools around it."""

    email: str = ""
    words: tuple[str, ...] = ()


def normalised(password: str) -> str:
    """The form that is measured and hashed."""
    return unicodedata.normalize("NFKC", password)


def reasons_against(password: str, context: PasswordContext) -> list[str]:
    """Every reason why this password is refused; none when it is good."""
    try:
        password_validation.validate_password(normalised(password), context)  # type: ignore[arg-type]
    except ValidationError as refusal:
        return list(refusal.messages)
    return []


class LengthValidator:
    """Counts code points, as NIST does."""

    def validate(self, password: str, user: Any = None) -> None:
        limits = settings.PREAU_LIMITS
        missing = limits.password_min - len(password)
        if missing > 0:
            text = ngettext(
                "Il y manque %(missing)s caractère pour atteindre %(least)s.",
                "Il y manque %(missing)s caractères pour atteindre %(least)s.",
                missing,
            )
            values = {"missing": missing, "least": limits.password_min}
            raise ValidationError(text % values, code="too_short")
        if len(password) > limits.password_max:
            text = _("Il dépasse %(most)s caractères. Raccourcissez-le.")
            raise ValidationError(text % {"most": limits.password_max}, code="too_long")


class CommonPasswordValidator:
    """Refuses the passwords that a thief tries first, and what the keyboard dictates."""

    def validate(self, password: str, user: Any = None) -> None:
        if is_common(password):
            raise ValidationError(
                _(
                    "C’est un mot de passe très répandu, ou sa variante : "
                    "il serait essayé en premier. Assemblez plutôt plusieurs mots sans lien."
                ),
                code="common",
            )
        if is_monotonous(password):
            raise ValidationError(
                _(
                    "Il répète les mêmes signes ou suit l’ordre du clavier : il se devine vite. "
                    "Assemblez plutôt plusieurs mots sans lien."
                ),
                code="monotonous",
            )


class ContextValidator:
    """Refuses what rests on the address, a name of the family, a school, or the portal's name.

    The word is not repeated: a child's name is not told to somebody who has yet to confirm it.
    """

    def validate(self, password: str, user: Any = None) -> None:
        words = (*getattr(user, "words", ()), *_address_words(getattr(user, "email", "")))
        if rests_on(password, (*words, *OWN_WORDS)):
            raise ValidationError(
                _(
                    "Il repose sur votre adresse, un nom de la famille, l’école ou le nom du "
                    "portail : quelqu’un qui vous connaît y penserait. Ajoutez des mots sans lien."
                ),
                code="context",
            )


def is_common(password: str) -> bool:
    """In the block-list as it is, reversed, or once its ornaments are taken off."""
    text = password.casefold()
    forms = {text, text[::-1]}
    forms |= {re.sub(r"^[\W\d_]+|[\W\d_]+$", "", form) for form in tuple(forms)}
    forms |= {form.translate(_LOOKS_LIKE) for form in tuple(forms)}
    forms |= {_squeeze(form) for form in tuple(forms)}
    return any(form in _blocked() for form in forms if len(form) >= _SHORTEST_RUN)


def is_monotonous(password: str) -> bool:
    """Few signs, one chunk repeated, or little more than runs of the keyboard or the alphabet."""
    text = password.casefold()
    if len(set(text)) < _FEWEST_SIGNS:
        return True
    period = (text + text).find(text, 1)
    if period < min(len(text), settings.PREAU_LIMITS.password_min):
        return True
    return len(_without_runs(text)) < _FEWEST_SIGNS


def rests_on(password: str, words: tuple[str, ...]) -> bool:
    """True when little remains of the password once the guessable words are taken away."""
    keys = sorted(_guessable(words), key=len, reverse=True)
    text = password.casefold()
    return any(_left(_squeeze(form), keys) < _REST for form in (text, text.translate(_LOOKS_LIKE)))


def _left(text: str, keys: list[str]) -> int:
    rest = text
    for key in keys:
        rest = rest.replace(key, "")
    return _REST if rest == text else len(rest.strip("0123456789"))


def _guessable(words: tuple[str, ...]) -> set[str]:
    """Each word as one key of three signs or more, and its parts of four or more."""
    parts = {part for word in words for part in fold_search(word).split() if len(part) >= 4}
    whole = {_squeeze(word.casefold()) for word in words}
    return parts | {key for key in whole if len(key) >= 3}


def _address_words(email: str) -> tuple[str, ...]:
    local, _at, domain = email.partition("@")
    return (local, *re.split(r"[^\w]+|_|\d+", local), domain.partition(".")[0])


def _squeeze(text: str) -> str:
    return re.sub(r"[\W_]+", "", fold_search(text))


def _without_runs(text: str) -> str:
    rest, start = "", 0
    while start < len(text):
        length = _run_length(text[start:])
        rest += "" if length >= _SHORTEST_RUN else text[start]
        start += length if length >= _SHORTEST_RUN else 1
    return rest


def _run_length(text: str) -> int:
    length = 1
    while length < len(text) and any(text[: length + 1] in run for run in _both_ways()):
        length += 1
    return length


@lru_cache(maxsize=1)
def _both_ways() -> tuple[str, ...]:
    return (*_RUNS, *(run[::-1] for run in _RUNS))


@lru_cache(maxsize=1)
def _blocked() -> frozenset[str]:
    listed = password_validation.CommonPasswordValidator().passwords
    return frozenset(listed) | frozenset(_FRENCH.read_text("utf-8").split())
