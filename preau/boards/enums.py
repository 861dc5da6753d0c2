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

    TILE_MESSAGES = "tile.messages", _("Messages de l’école")
    TILE_AGENDA = "tile.agenda", _("Agenda")
    TILE_HOMEWORK = "tile.homework", _("Devoirs et leçons")
    TILE_ATTENDANCE = "tile.attendance", _("Absences et retards")
    TILE_RESULTS = "tile.results", _("Résultats")
    TILE_FINANCES = "tile.finances", _("Finances")
    TILE_TRANSPORT = "tile.transport", _("Transport scolaire")
    TILE_FILE = "tile.file", _("Dossier")
    TILE_CONTACT = "tile.contact", _("Nous joindre")
    SHOW_TEACHERS = "rule.show_teachers", _("Afficher les matières et les enseignants")
    SHOW_AVERAGES = "rule.show_averages", _("Afficher les moyennes de groupe")
    AVERAGES_ON_PAPER = "rule.averages_on_paper", _("Inscrire les moyennes de groupe au bulletin")
    SHOW_PAYMENTS = "rule.show_payments", _("Montrer les paiements reçus depuis l’état de compte")
    PREFERRED_NAME = "rule.preferred_name", _("Accepter le prénom usuel à la confirmation")
    SHOW_ROOMS = "rule.show_rooms", _("Afficher les locaux à l’horaire")
    REPLIES = "rule.replies", _("Recevoir les réponses des parents aux messages")
    CLOSURE_SHIFTS = "rule.closure_shifts", _("Reporter le jour du cycle après une fermeture")
    SHARE_TICKS = "rule.share_ticks", _("Voir les devoirs que la famille coche")
    SHOW_OTHER_REASON = "rule.show_other_reason", _("Montrer à l’autre parent le motif transmis")


# Tiles are shown unless turned off; what discloses more is hidden unless turned on (Loi 25).
DEFAULTS = {
    SwitchKey.TILE_MESSAGES: True,
    SwitchKey.TILE_AGENDA: True,
    SwitchKey.TILE_HOMEWORK: True,
    SwitchKey.TILE_ATTENDANCE: True,
    SwitchKey.TILE_RESULTS: True,
    SwitchKey.TILE_FINANCES: True,
    SwitchKey.TILE_TRANSPORT: True,
    SwitchKey.TILE_FILE: True,
    SwitchKey.TILE_CONTACT: True,
    SwitchKey.SHOW_TEACHERS: False,
    SwitchKey.SHOW_AVERAGES: False,
    SwitchKey.AVERAGES_ON_PAPER: False,
    SwitchKey.SHOW_PAYMENTS: False,
    SwitchKey.PREFERRED_NAME: False,
    SwitchKey.SHOW_ROOMS: False,
    SwitchKey.REPLIES: True,
    SwitchKey.CLOSURE_SHIFTS: False,
    SwitchKey.SHARE_TICKS: False,
    SwitchKey.SHOW_OTHER_REASON: False,
}


class DayKind(models.TextChoices):
    """What a date is for a school. Only CLASS days have a day of the cycle."""

    CLASS = "class", _("Jour de classe")
    PEDAGOGICAL = "pedagogical", _("Journée pédagogique")
    BREAK = "break", _("Congé")
    HOLIDAY = "holiday", _("Jour férié")
    CLOSURE = "closure", _("Fermeture")


class TeachingOrder(models.TextChoices):
    """Ordre d'enseignement, from the level: PK and KG, 01 to 06, 07 to 11."""

    PRESCHOOL = "preschool", _("Préscolaire")
    PRIMARY = "primary", _("Primaire")
    SECONDARY = "secondary", _("Secondaire")
