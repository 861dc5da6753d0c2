"""Kinds of messages, of audiences and of writers."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Category(models.TextChoices):
    """MONTHLY is the monthly information of a pupil at risk (I-13.3, r. 8, s. 29.2)."""

    INFORMATION = "information", _("Information")
    URGENT = "urgent", _("Urgent")
    CLOSURE = "closure", _("Fermeture")
    MONTHLY = "monthly", _("Suivi mensuel")


class TargetKind(models.TextChoices):
    """What a message is addressed to. COURSE is every group of a subject."""

    BOARD = "board"
    SCHOOL = "school"
    LEVEL = "level"
    GROUP = "group"
    COURSE = "course"
    STUDENT = "student"


class AuthorKind(models.TextChoices):
    PARENT = "parent"
    STAFF = "staff"
