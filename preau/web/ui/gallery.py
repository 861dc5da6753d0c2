"""Sample data for the gallery: the longest real names, every state of every component."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast

from django import forms

from preau.core.models import KeptUpload
from preau.core.zone import zone
from preau.web.ui.tiles import ShownTile
from preau.web.uploads import FilesField

LONG_NAME = "Marie-Ève Létourneau-Deschênes de la Bruère"
BODIES = [
    ("", ""),
    ("864000", "Centre de services scolaire Marie-Victorin"),
    ("865000", "Centre de services scolaire des Patriotes"),
    ("887000", "Riverside School Board"),
    ("762000", "Centre de services scolaire de Montréal"),
    ("689000", "Centre de services scolaire du Cœur-des-Vallées"),
]
OLD_NAMES = {"864000": "Commission scolaire Marie-Victorin"}
NOTES = {"689000": "Pas encore abonné à Préau"}


class SampleForm(forms.Form):
    given_names = forms.CharField(
        label="Prénoms de l’enfant", help_text="Tels qu’ils figurent au dossier, sans diminutif."
    )
    address = forms.EmailField(
        label="Courriel",
        error_messages={"invalid": "Inscrivez un courriel complet, comme claire@exemple.ca."},
    )
    password = forms.CharField(label="Nouveau mot de passe", help_text="Au moins 12 caractères.")
    code = forms.CharField(label="Code de vérification", help_text="Les 6 chiffres du courriel.")
    board = forms.ChoiceField(label="Organisme scolaire", choices=BODIES)
    reason = forms.ChoiceField(
        label="Motif", choices=[("", "Choisissez"), ("m", "Maladie"), ("r", "Rendez-vous médical")]
    )
    note = forms.CharField(label="Précision", required=False)
    trusted = forms.BooleanField(label="Cet ordinateur est le mien", required=False)
    papers = FilesField(label="Pièces jointes", required=False)
    language = forms.ChoiceField(
        label="Langue des courriels", choices=[("fr", "Français"), ("en", "English")]
    )

    def clean(self) -> dict[str, Any]:
        raise forms.ValidationError("Aucun élève ne correspond à l’ensemble de ces renseignements.")


def sample_forms() -> tuple[SampleForm, SampleForm]:
    """One as first shown, one sent with mistakes."""
    empty = SampleForm(auto_id="empty_%s", initial={"language": "fr", "given_names": LONG_NAME})
    wrong = SampleForm({"address": "claire@", "board": "864000"}, auto_id="wrong_%s")
    wrong.is_valid()
    return empty, wrong


def sample_files_form() -> SampleForm:
    """After a correction: two files are already there."""
    form = SampleForm(auto_id="kept_%s")
    samples = (("Billet du médecin, 3 novembre.pdf", 2_412_000), ("IMG_2291.jpg", 640_000))
    cast(FilesField, form.fields["papers"]).kept = [
        KeptUpload(name=name, size=size, token=name) for name, size in samples
    ]
    return form


@dataclass(frozen=True)
class SampleChild:
    hue: int
    first_name: str
    full_name: str
    line: str
    day: str
    day_line: str
    tiles: tuple[ShownTile, ...]


def sample_children() -> list[SampleChild]:
    elder = SampleChild(
        hue=1,
        first_name="Maëlle",
        full_name="Maëlle Létourneau-Ngô",
        line="4e année, groupe 402 · École des Deux-Rives",
        day="Jour 5",
        day_line="8 h 05 Français · 10 h 20 Éducation physique",
        tiles=(
            ShownTile("Messages", "mail", "Photo scolaire le 24 novembre", "2 nouveaux"),
            ShownTile("Agenda", "calendar-days", "Demain : journée pédagogique"),
            ShownTile("Devoirs et leçons", "notebook-pen", "2 pour lundi : dictée, table de 7"),
            ShownTile("Absences et retards", "user-check", "Aucune depuis le 2 octobre"),
            ShownTile("Résultats", "chart-line", "Étape 1 : français 84, math. 79", "Bulletin"),
            ShownTile("Finances", "wallet", "42,50 $", "", "Au 31 octobre", "stale"),
            ShownTile("Transport", "bus", "Circuit 118 · 7 h 42, des Érables"),
            ShownTile("Dossier", "folder-open", "Titulaire : Mme Gagnon"),
        ),
    )
    younger = SampleChild(
        hue=2,
        first_name="Marie-Ève",
        full_name=LONG_NAME,
        line="2e secondaire, groupe 23 · École secondaire Gérard-Filion de Longueuil",
        day="Jour 7",
        day_line="9 h 10 Mathématique, local B-214",
        tiles=(
            ShownTile("Messages", "mail", "Aucun nouveau message"),
            ShownTile("Agenda", "calendar-days", "Examen de science, jour 9"),
            ShownTile(
                "Absences et retards",
                "clock-alert",
                "18 novembre, périodes 1 et 2",
                "À motiver",
                "",
                "alert",
            ),
            ShownTile("Résultats", "chart-line", "Étape 1 : publication le 20 novembre"),
            ShownTile("Dossier", "folder-open", "8 matières, 7 enseignants"),
        ),
    )
    return [elder, younger]


@dataclass(frozen=True)
class SampleProof:
    is_needed: bool
    way: str = "password"
    address: str = "claire.ngo@exemple.ca"
    form: forms.Form = field(default_factory=forms.Form)


class SampleProofForm(forms.Form):
    proof_password = forms.CharField(label="Votre mot de passe")
    proof_code = forms.CharField(label="Code de vérification")


def sample_proofs() -> dict[str, SampleProof]:
    wrong = SampleProofForm({"proof_password": "x"}, auto_id="wrong_%s")
    wrong.add_error("proof_password", "Ce n’est pas votre mot de passe actuel.")
    return {
        "fresh": SampleProof(False),
        "password": SampleProof(True, form=wrong),
        "code": SampleProof(True, "code", form=SampleProofForm()),
    }


def sample_context() -> dict[str, Any]:
    empty, wrong = sample_forms()
    here = zone()
    return {
        "empty_form": empty,
        "wrong_form": wrong,
        "files_form": sample_files_form(),
        "proofs": sample_proofs(),
        "old_names": OLD_NAMES,
        "notes": NOTES,
        "children": sample_children(),
        "long_name": LONG_NAME,
        "moment": datetime(2026, 11, 19, 9, 12, tzinfo=here),
        "earlier": datetime(2026, 10, 2, 8, 5, tzinfo=here),
    }
