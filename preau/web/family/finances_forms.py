"""The form of « J'ai payé »: when, under which bank reference; an amount that counts nowhere."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from preau.finances.operations import Said

_AMOUNT = re.compile(r"([0-9]{1,6})(?:[.,]([0-9]{1,2}))?", re.ASCII)


class CentsField(forms.CharField):
    """Dollars, with a comma or a point, as whole cents."""

    def clean(self, value: Any) -> int | None:
        text = re.sub(r"[\s$]", "", super().clean(value))
        if not text:
            return None
        found = _AMOUNT.fullmatch(text)
        if not found:
            raise forms.ValidationError(_("Inscrivez un montant comme 42,50."))
        return int(found[1]) * 100 + int((found[2] or "0").ljust(2, "0"))


class PaymentForm(forms.Form):
    paid_on = forms.DateField(
        label=_("Date du paiement"),
        error_messages={
            "required": _("Inscrivez la date du paiement."),
            "invalid": _("Inscrivez une date comme 2026-11-19."),
        },
        widget=forms.DateInput(format="%Y-%m-%d"),
    )
    bank_reference = forms.CharField(
        label=_("Numéro de confirmation de la banque"),
        max_length=40,
        help_text=_("Il est sur le reçu du paiement, dans le site ou l’appli de votre banque."),
        error_messages={"required": _("Inscrivez le numéro de confirmation.")},
    )
    cents = CentsField(
        label=_("Montant payé"),
        required=False,
        help_text=_("Pour vous y retrouver. Il ne change pas le solde."),
    )

    def said(self) -> Said:
        data = self.cleaned_data
        return Said(data["paid_on"], data["bank_reference"], data["cents"])
