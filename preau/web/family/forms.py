"""Forms of parents: plain forms; each error says what to do and is tied to its field."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from preau.boards.queries import BodyRow
from preau.core.text import fold_name
from preau.people.numbers import PupilNumber, parse_number


class ChildForm(forms.Form):
    """Which child: the body, both names, and a number. `number` cleans to a PupilNumber."""

    body = forms.ChoiceField(
        label=_("Centre de services ou commission scolaire"),
        error_messages={
            "required": _("Choisissez l’organisme scolaire de l’enfant."),
            "invalid_choice": _("Choisissez un organisme dans la liste."),
        },
    )
    family_name = forms.CharField(
        label=_("Nom de famille de l’enfant"),
        max_length=255,
        help_text=_("Tous les noms de famille du dossier, dans l’ordre."),
        error_messages={"required": _("Inscrivez le nom de famille de l’enfant.")},
    )
    given_name = forms.CharField(
        label=_("Prénom de l’enfant"),
        max_length=255,
        help_text=_("Le prénom complet, sans diminutif."),
        error_messages={"required": _("Inscrivez le prénom de l’enfant.")},
    )
    number = forms.CharField(
        label=_("Numéro de fiche ou code permanent"),
        max_length=40,
        help_text=_(
            "L’un ou l’autre; il figure sur le bulletin, l’horaire ou la carte d’identité."
        ),
        error_messages={"required": _("Inscrivez le numéro de fiche ou le code permanent.")},
    )

    def __init__(self, *args: Any, bodies: list[BodyRow], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.bodies = {body.code: body for body in bodies}
        choices = [("", gettext("Choisissez…")), *((b.code, b.name) for b in bodies)]
        self.fields["body"].choices = choices  # type: ignore[attr-defined]

    def clean_body(self) -> BodyRow:
        body = self.bodies[self.cleaned_data["body"]]
        if not body.is_subscribed:
            text = _(
                "%(body)s n’utilise pas encore Préau. Adressez-vous à l’école pour savoir "
                "où consulter le dossier de l’enfant."
            )
            raise forms.ValidationError(text, params={"body": body.name})
        return body

    def clean_number(self) -> PupilNumber:
        number = parse_number(self.cleaned_data["number"])
        if number is None:
            raise forms.ValidationError(
                _(
                    "Un numéro de fiche compte au plus 7 chiffres. Un code permanent compte "
                    "4 lettres suivies de 8 chiffres, ou de 6 s’il n’est pas complet."
                )
            )
        return number

    def clean_family_name(self) -> str:
        return _with_letters(self.cleaned_data["family_name"])

    def clean_given_name(self) -> str:
        return _with_letters(self.cleaned_data["given_name"])


def _with_letters(name: str) -> str:
    if not fold_name(name):
        raise forms.ValidationError(_("Inscrivez le nom en lettres."))
    return name


class NoteForm(forms.Form):
    """A short note to the school, never required."""

    note = forms.CharField(
        label=_("Précision pour l’école"),
        required=False,
        widget=forms.Textarea,
        help_text=_("N’écrivez ici ni code permanent ni renseignement de santé."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        most = settings.PREAU_LIMITS.note_characters
        self.fields["note"].validators.append(MaxLengthValidator(most))


class MissingChildForm(NoteForm):
    """To which body to say that a child is missing."""

    body = forms.ChoiceField(
        label=_("Centre de services ou commission scolaire de l’enfant"),
        error_messages={"required": _("Choisissez l’organisme scolaire de l’enfant.")},
    )
    field_order = ["body", "note"]

    def __init__(self, *args: Any, bodies: list[BodyRow], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        subscribed = [(b.code, b.name) for b in bodies if b.is_subscribed]
        self.fields["body"].choices = [("", gettext("Choisissez…")), *subscribed]  # type: ignore[attr-defined]


class ReplyForm(forms.Form):
    """An answer to a message: about which child, when it is about several, and a plain text."""

    student_id = forms.TypedChoiceField(
        label=_("Au sujet de"),
        coerce=int,
        error_messages={"required": _("Choisissez de quel enfant il s’agit.")},
    )
    text = forms.CharField(
        label=_("Votre réponse"),
        widget=forms.Textarea,
        help_text=_("Pour une absence ou un retard, passez par « Absences et retards »."),
        error_messages={"required": _("Écrivez votre réponse.")},
    )

    def __init__(self, *args: Any, children: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        about = self.fields["student_id"]
        about.choices = children  # type: ignore[attr-defined]
        if len(children) == 1:
            about.widget = forms.HiddenInput()
            about.initial = children[0][0]
        most = settings.PREAU_LIMITS.reply_characters
        self.fields["text"].validators.append(MaxLengthValidator(most))
