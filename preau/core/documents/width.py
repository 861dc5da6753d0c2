"""Whether a text surely stays on one line, told before the compiler sees it.

A row of known height is laid out once, where one that takes its height from its cells is laid out
twice. What may not fit keeps its own height: this errs on that side only.
"""

# The widest advance of each class in Libertinus Serif, in thousandths of an em.
_CLASSES = (
    (310, " \u00a0.,:;'’!|()·ijlïî"),
    (450, "cezsrtfJI-/éèêëç"),
    (470, "0123456789$#?"),
    (545, "abdghknopquvxyàâäôöûùüñ«»–+="),
    (735, "ABCDEFGHKLNOPQRSTUVXYZÀÂÇÈÉÊËÎÏÔÖÙÛÜÑ&%"),
    (840, "mwœæM"),
)
_ADVANCES = {sign: advance for advance, signs in _CLASSES for sign in signs}
_ANY = 1300


def fits(text: str, *, points: float, size: float) -> bool:
    """True when `text`, not bold, of `size` points is surely no wider than `points`."""
    if "\n" in text:
        return False
    return sum(_ADVANCES.get(sign, _ANY) for sign in text) * size <= points * 1000
