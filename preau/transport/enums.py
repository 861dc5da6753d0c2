"""Directions, vehicles, and what a notice says of a circuit."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Direction(models.TextChoices):
    """The rides of a day, in their order. At midday a pupil goes home, then back to school."""

    MORNING = "morning", _("Matin")
    MIDDAY_HOME = "midday_home", _("Midi, vers la maison")
    MIDDAY_SCHOOL = "midday_school", _("Midi, vers l’école")
    EVENING = "evening", _("Soir")


class Vehicle(models.TextChoices):
    BUS = "bus", _("Autobus scolaire")
    MINIBUS = "minibus", _("Minibus")
    TAXI = "taxi", _("Berline ou taxi")
    ADAPTED = "adapted", _("Transport adapté")
    PUBLIC = "public", _("Transport public, avec laissez-passer")


class ChangeKind(models.TextChoices):
    ADDED = "added"
    CHANGED = "changed"
    ENDED = "ended"


class NoticeKind(models.TextChoices):
    DELAY = "delay", _("Retard")
    CANCEL = "cancel", _("Annulation")


class Cause(models.TextChoices):
    WEATHER = "weather", _("météo")
    TRAFFIC = "traffic", _("circulation")
    BREAKDOWN = "breakdown", _("bris mécanique")
    ROAD = "road", _("route fermée ou travaux")
    STAFF = "staff", _("absence d’une conductrice ou d’un conducteur")
    OTHER = "other", _("autre raison")
