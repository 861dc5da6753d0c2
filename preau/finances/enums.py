"""What money is about: which account, which kind of entry, where a declared payment stands."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class AccountKind(models.TextChoices):
    """The two accounts of a school, which never mix."""

    FEES = "fees", _("Frais scolaires")
    DAYCARE = "daycare", _("Service de garde")


class EntryKind(models.TextChoices):
    """`RETURNED`: a payment that the bank took back; its fee is an entry of its own."""

    CHARGE = "charge", _("Frais")
    PAYMENT = "payment", _("Paiement")
    CREDIT = "credit", _("Crédit")
    ADJUSTMENT = "adjustment", _("Ajustement")
    RETURNED = "returned", _("Paiement retourné")
    NSF_FEE = "nsf_fee", _("Frais d’effet retourné")
    LATE_FEE = "late_fee", _("Frais de retard")


# What is owed is above zero, what is paid or credited below; an adjustment goes either way.
OWED = (EntryKind.CHARGE, EntryKind.RETURNED, EntryKind.NSF_FEE, EntryKind.LATE_FEE)
PAID = (EntryKind.PAYMENT, EntryKind.CREDIT)


class FeeKind(models.TextChoices):
    """Fees whose amount is a dated tariff."""

    NSF = EntryKind.NSF_FEE.value, _("Frais d’effet retourné")
    LATE = EntryKind.LATE_FEE.value, _("Frais de retard")


class DeclarationState(models.TextChoices):
    """What a parent says it paid: to check, found in the payment file, or taken back."""

    DECLARED = "declared", _("Déclaré, à vérifier")
    SETTLED = "settled", _("Paiement reçu")
    WITHDRAWN = "withdrawn", _("Retiré")


class SlipKind(models.TextChoices):
    RL24 = "rl24", _("Relevé 24")
    RECEIPT = "receipt", _("Reçu pour l’impôt")


class SlipState(models.TextChoices):
    """Copies are kept and marked, as Revenu Québec asks: « Modifié » (A), « Annulé » (D)."""

    ORIGINAL = "original", _("Original")
    AMENDED = "amended", _("Modifié")
    CANCELLED = "cancelled", _("Annulé")


class Delivery(models.TextChoices):
    """How a slip reached its payer, settled on the day of its deposit."""

    ELECTRONIC = "electronic", _("En ligne")
    POST = "post", _("Par la poste")
