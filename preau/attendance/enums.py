"""Words of attendance: what happened, in which state it is, and who hears of it."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class EventKind(models.TextChoices):
    """What the school recorded. PRESENT asks for nothing and is listed nowhere."""

    ABSENCE = "absence", _("Absence")
    LATE = "late", _("Retard")
    EARLY_LEAVE = "early_leave", _("Départ hâtif")
    SUSPENSION = "suspension", _("Suspension")
    AUTHORIZED = "authorized", _("Activité autorisée")
    PRESENT = "present", _("Présence")


# What a parent is asked to justify; nothing is ever asked about the others.
TO_JUSTIFY_KINDS = (EventKind.ABSENCE, EventKind.LATE, EventKind.EARLY_LEAVE)


class DayPart(models.TextChoices):
    """How much of the day; PERIODS goes with their numbers."""

    DAY = "day", _("journée complète")
    AM = "am", _("avant-midi")
    PM = "pm", _("après-midi")
    PERIODS = "periods", _("périodes")


class EventState(models.TextChoices):
    """RECORDED asks for nothing; DECLARED: a family had said so beforehand."""

    DECLARED = "declared", _("Déclaration reçue")
    RECORDED = "recorded", _("Rien à motiver")
    TO_JUSTIFY = "to_justify", _("À motiver")
    SUBMITTED = "submitted", _("Motif soumis")
    ACCEPTED = "accepted", _("Motif accepté")
    REFUSED = "refused", _("Motif refusé")


class ActState(models.TextChoices):
    """Of a family's act. REPLACED: a later valid act of either parent stands in its place."""

    SUBMITTED = "submitted", _("Transmis")
    WITHDRAWN = "withdrawn", _("Retiré")
    REPLACED = "replaced", _("Remplacé")
    ACCEPTED = "accepted", _("Accepté")
    REFUSED = "refused", _("Refusé")


class DeclarationKind(models.TextChoices):
    FULL_DAY = "full_day", _("Une journée complète")
    LATE_ARRIVAL = "late_arrival", _("Une arrivée tardive")
    EARLY_LEAVE = "early_leave", _("Un départ hâtif")
    LEAVE_AND_RETURN = "leave_and_return", _("Une sortie avec retour")
    SEVERAL_DAYS = "several_days", _("Plusieurs jours")


class Recipient(models.TextChoices):
    """Whom one declaration reaches."""

    SECRETARIAT = "secretariat", _("Secrétariat")
    HOMEROOM = "homeroom", _("Titulaire")
    DAYCARE = "daycare", _("Service de garde")
    TRANSPORT = "transport", _("Transport scolaire")


class NoticeState(models.TextChoices):
    """CALL: nobody wrote an address for this service; the parent tells it."""

    QUEUED = "queued", _("Courriel en route")
    SENT = "sent", _("Prévenu par courriel")
    FAILED = "failed", _("Courriel refusé")
    READ = "read", _("Lu")
    CALL = "call", _("À prévenir vous-même")


class TraceAct(models.TextChoices):
    """What was done to an event, a reason or a declaration, by nouns: a late is no absence."""

    RECORDED = "recorded", _("Constat de l’école")
    CORRECTED = "corrected", _("Correction de l’école")
    SUBMITTED = "submitted", _("Motif transmis")
    REPLACED = "replaced", _("Motif remplacé")
    WITHDRAWN = "withdrawn", _("Motif retiré")
    DECIDED = "decided", _("Décision de l’école")
    DECLARED = "declared", _("Déclaration transmise")
    UNSAID = "unsaid", _("Déclaration retirée")
