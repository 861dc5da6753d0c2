"""Words of the roster about people."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Relationship(models.TextChoices):
    MOTHER = "mother", _("Mère")
    FATHER = "father", _("Père")
    PARENT = "parent", _("Parent")
    GUARDIAN = "guardian", _("Tutrice ou tuteur")
    FOSTER = "foster", _("Famille d’accueil")
    GRANDPARENT = "grandparent", _("Grand-parent")
    RELATIVE = "relative", _("Proche")
    SELF = "self", _("Élève de 18 ans ou plus")
    OTHER = "other", _("Autre")


class Right(models.TextChoices):
    """What a recorded restriction can take from a guardian. EVERYTHING takes all."""

    EVERYTHING = "everything"
    FILE = "file"
    MESSAGES = "messages"
    AGENDA = "agenda"
    HOMEWORK = "homework"
    ATTENDANCE = "attendance"
    RESULTS = "results"
    FINANCES = "finances"
    TRANSPORT = "transport"


class GroupKind(models.TextChoices):
    HOMEROOM = "homeroom"
    SCHEDULED = "scheduled"


class NumberKind(models.TextChoices):
    FICHE = "fiche"
    CODE_PERMANENT = "code_permanent"


class IncidentState(models.TextChoices):
    OPEN = "open"
    ANSWERED = "answered"


class IncidentKind(models.TextChoices):
    NOT_MY_CHILD = "not_my_child"
    MISSING_CHILD = "missing_child"
    GUESSING = "guessing"
