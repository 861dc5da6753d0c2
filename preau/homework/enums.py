"""Kinds of things that a pupil has to do."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class AssignmentKind(models.TextChoices):
    HOMEWORK = "homework", _("Devoir")
    LESSON = "lesson", _("Leçon")
    EVALUATION = "evaluation", _("Évaluation")
