"""Forms of the account. A refusal of the domain lands on the field it names."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from preau.core.errors import Refused

# Generous: what is longer is refused by the domain, which says why.
_LONGEST = 1000


def add_refusal(form: forms.Form, refusal: Refused) -> None:
    """Show a refusal on the fields it names, else above the form."""
    names = [name for name in refusal.fields if name in form.fields]
    for name in names:
        form.add_error(name, refusal.message)
    if not names:
        form.add_error(None, refusal.message)


def address_field(help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=_("Courriel"),
        max_length=_LONGEST,
        help_text=help_text,
        error_messages={"required": _("Inscrivez votre courriel.")},
    )


def password_field(label: Any, required: Any, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=_LONGEST,
        strip=False,
        help_text=help_text,
        error_messages={"required": required},
    )


class AskCodeForm(forms.Form):
    address = address_field(_("Celui que vous avez donné à l’école."))


class AddAddressForm(forms.Form):
    address = address_field(_("L’adresse que tient l’école d’un autre de vos enfants."))


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Code de vérification"),
        max_length=_LONGEST,
        help_text=_("Les 6 chiffres du courriel."),
        error_messages={"required": _("Inscrivez les 6 chiffres du courriel.")},
    )


class SignInForm(forms.Form):
    address = address_field()
    password = password_field(_("Mot de passe"), _("Inscrivez votre mot de passe."))


class IdentityForm(forms.Form):
    current = password_field(_("Mot de passe"), _("Inscrivez votre mot de passe."))


class NewPasswordForm(forms.Form):
    password = password_field(_("Nouveau mot de passe"), _("Inscrivez un mot de passe."))
    confirmation = password_field(_("Confirmation"), _("Inscrivez-le une seconde fois."))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, second = cleaned.get("password"), cleaned.get("confirmation")
        if first and second and first != second:
            self.add_error("confirmation", _("Les deux mots de passe diffèrent."))
        return cleaned


class ChangePasswordForm(NewPasswordForm):
    current = password_field(_("Mot de passe actuel"), _("Inscrivez votre mot de passe actuel."))
    field_order = ["current", "password", "confirmation"]
