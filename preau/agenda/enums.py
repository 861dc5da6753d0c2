"""Words of the agenda."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class EventKind(models.TextChoices):
    ACTIVITY = "activity", _("Activité")
    MEETING = "meeting", _("Rencontre")
    OUTING = "outing", _("Sortie")
    EVALUATION = "evaluation", _("Évaluation")
    OTHER = "other", _("Autre")
