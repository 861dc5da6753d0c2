"""For how long a balance has been owed: what was paid or credited pays what is oldest first."""

from collections.abc import Iterable
from datetime import date

from preau.finances.documents.context import Ageing

# The last age, in days, of each part of the balance but the oldest.
_AGES = (30, 60, 90)


def ageing(amounts: Iterable[tuple[date, int]], *, on: date) -> Ageing:
    """The balance of dated amounts by its age on a day; nothing of it when it is not owed."""
    known = sorted(amounts)
    paid = -sum(cents for _, cents in known if cents < 0)
    parts = [0] * (len(_AGES) + 1)
    for day, cents in known:
        if cents <= 0:
            continue
        left = max(0, cents - paid)
        paid = max(0, paid - cents)
        parts[sum((on - day).days > age for age in _AGES)] += left
    return Ageing(*parts)
