"""Kinds of school bodies, teaching orders, and the switches a school or its body can set."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class BoardKind(models.TextChoices):
    FRENCH = "css", _("Centre de services scolaire")
    ENGLISH = "english", _("Commission scolaire anglophone")
    SPECIAL = "special", _("Commission scolaire à statut particulier")
    OTHER = "other", _("Autre organisme scolaire")


class SwitchKey(models.TextChoices):
    """Tiles (`tile.*`) and rules (`rule.*`). Both the body's and the school's must be on."""

    TILE_FILE = "tile.file", _("Dossier")
    TILE_CONTACT = "tile.contact", _("Nous joindre")
    SHOW_TEACHERS = "rule.show_teachers", _("Afficher les matières et les enseignants")
    SHOW_AVERAGES = "rule.show_averages", _("Afficher les moyennes de groupe")
    PREFERRED_NAME = "rule.preferred_name", _("Accepter le prénom usuel à la confirmation")


# Tiles are shown unless turned off; what discloses more is hidden unless turned on (Loi 25).
DEFAULTS = {
    SwitchKey.TILE_FILE: True,
    SwitchKey.TILE_CONTACT: True,
    SwitchKey.SHOW_TEACHERS: False,
    SwitchKey.SHOW_AVERAGES: False,
    SwitchKey.PREFERRED_NAME: False,
}
