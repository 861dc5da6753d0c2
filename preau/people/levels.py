"""School levels in words. Codes are OneRoster grades: PK, KG, 01–06 primary, 07–11 secondary."""

from preau.core.wording import gettext as _

LEVELS = ("PK", "KG", *(f"{number:02}" for number in range(1, 12)))


def level_name(code: str) -> str:
    """« 4e année », « 2e secondaire », « maternelle 5 ans »; an unknown code as it is."""
    if code == "PK":
        return _("Maternelle 4 ans")
    if code == "KG":
        return _("Maternelle 5 ans")
    if not code.isascii() or not code.isdigit():
        return code
    number = int(code)
    if 1 <= number <= 6:
        return _PRIMARY[number - 1]()
    if 7 <= number <= 11:
        return _SECONDARY[number - 7]()
    return code


_PRIMARY = (
    lambda: _("1re année"),
    lambda: _("2e année"),
    lambda: _("3e année"),
    lambda: _("4e année"),
    lambda: _("5e année"),
    lambda: _("6e année"),
)
_SECONDARY = (
    lambda: _("1re secondaire"),
    lambda: _("2e secondaire"),
    lambda: _("3e secondaire"),
    lambda: _("4e secondaire"),
    lambda: _("5e secondaire"),
)
