"""States of travaux, kinds of notes, and how often a parent wants to see travaux."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class WorkStatus(models.TextChoices):
    """What became of a travail for one pupil. Only GRADED has a result."""

    GRADED = "graded", _("Noté")
    HANDED_IN = "handed_in", _("Remis, pas encore noté")
    NOT_SUBMITTED = "not_submitted", _("Non remis")
    ABSENT = "absent", _("Absent")
    EXEMPT = "exempt", _("Exempté")


class NoteKind(models.TextChoices):
    """Texts of a report card that belong to no subject."""

    OTHER_COMPETENCY = "other_competency", _("Autre compétence")
    GENERAL = "general", _("Commentaire général")
    NEXT_STEP = "next_step", _("Décision de fin d’année")


class Pace(models.TextChoices):
    """When travaux show to one parent, of one child."""

    LIVE = "live", _("Dès que l’école les publie")
    WEEKLY = "weekly", _("Une fois par semaine")
    REPORT_CARD = "report_card", _("Au bulletin seulement")
