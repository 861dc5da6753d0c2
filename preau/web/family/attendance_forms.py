"""Forms of absences: the events or the days, a motive for each school, papers."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from preau.attendance.enums import DeclarationKind
from preau.attendance.operations import Plan, Why
from preau.attendance.queries import MotiveRow, PaperRow, ReasonRow
from preau.core.wording import join_names
from preau.people.queries import ChildRow
from preau.web.family.attendance import EventView
from preau.web.uploads import FilesField, UploadForm


@dataclass(frozen=True)
class SchoolMotives:
    """A school's own list, and the children whom an act may be about who go there."""

    school_id: int
    names: Sequence[str]
    motives: Sequence[MotiveRow]


def motives_by_school(
    children: Iterable[ChildRow], motives: Sequence[MotiveRow]
) -> list[SchoolMotives]:
    """The lists of the children's schools that published one."""
    names: dict[int, list[str]] = {}
    for child in children:
        names.setdefault(child.school_id or 0, []).append(child.first_name)
    lists = [
        SchoolMotives(school_id, pupils, [m for m in motives if m.school_id == school_id])
        for school_id, pupils in names.items()
    ]
    return [one for one in lists if one.motives]


class MotiveField(forms.ChoiceField):
    """One school's motives. Of several schools, only those that an act is about need one: the
    operation, which knows them, says so.
    """

    def __init__(self, *, alone: bool, **options: Any) -> None:
        super().__init__(**options)
        self.alone = alone

    def validate(self, value: Any) -> None:
        if value or self.alone:
            super().validate(value)


class WhyForm(UploadForm):
    """Why: a motive of each school's own list, a line of text, papers."""

    text = forms.CharField(
        label=_("Précision"),
        required=False,
        widget=forms.Textarea,
        help_text=_("Une phrase suffit. Rien de médical : le motif le dit déjà."),
    )
    papers = FilesField(
        label=_("Billet ou document"),
        required=False,
        help_text=_("Si l’école demande un billet. Une photo lisible convient."),
    )
    brings_paper = forms.BooleanField(label=_("Je remettrai le billet à l’école"), required=False)

    def __init__(self, *args: Any, lists: Sequence[SchoolMotives], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lists = lists
        most = settings.PREAU_LIMITS.reason_characters
        self.fields["text"].validators.append(MaxLengthValidator(most))
        for one in lists:
            self.fields[_motive_name(one.school_id)] = _motive_field(one, alone=len(lists) == 1)

    @property
    def motive_fields(self) -> dict[int, forms.BoundField]:
        """The field of each school that has a list."""
        return {one.school_id: self[_motive_name(one.school_id)] for one in self.lists}

    def require_motives(self, school_ids: Collection[int | None]) -> None:
        """Every school that the act is about asks for its motive, all at once."""
        for one in self.lists:
            name = _motive_name(one.school_id)
            is_missing = name not in self.errors and not self.cleaned_data.get(name)
            if one.school_id in school_ids and is_missing:
                self.add_error(name, gettext("Choisissez un motif."))

    def why(self) -> Why:
        data = self.cleaned_data
        chosen = {one.school_id: data.get(_motive_name(one.school_id)) for one in self.lists}
        return Why(
            motives={school: int(motive) for school, motive in chosen.items() if motive},
            text=data["text"].strip(),
            brings_paper=data["brings_paper"],
            picked_up_by=data.get("picked_up_by", "").strip(),
            files=data["papers"],
        )


def _motive_name(school_id: int) -> str:
    return f"motive_{school_id}"


def _motive_field(one: SchoolMotives, *, alone: bool) -> MotiveField:
    papers = ", ".join(motive.label for motive in one.motives if motive.needs_paper)
    label = gettext("Motif pour %(names)s") % {"names": join_names(one.names)}
    return MotiveField(
        alone=alone,
        label=gettext("Motif") if alone else label,
        choices=[("", gettext("Choisissez…")), *((m.id, m.label) for m in one.motives)],
        help_text=gettext("Un billet est demandé pour : %s.") % papers if papers else "",
        error_messages={"required": _("Choisissez un motif.")},
    )


class JustifyForm(WhyForm):
    """Which events, and why."""

    events = forms.MultipleChoiceField(
        label=_("Événements"),
        error_messages={"required": _("Choisissez au moins une absence ou un retard.")},
    )

    def __init__(self, *args: Any, views: Sequence[EventView], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["events"].choices = [(v.row.id, v.what) for v in views]  # type: ignore[attr-defined]
        self.schools = {str(view.row.id): view.row.school_id for view in views}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        self.require_motives({self.schools[event] for event in data.get("events", ())})
        return data


class ReasonForm(WhyForm):
    """Another reason in the place of one; its author keeps the papers that stay ticked."""

    kept_papers = forms.MultipleChoiceField(label=_("Documents déjà transmis"), required=False)

    def __init__(self, *args: Any, papers: Sequence[PaperRow], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kept_papers"].choices = [(p.id, p.name) for p in papers]  # type: ignore[attr-defined]


def first_values(reason: ReasonRow) -> dict[str, object]:
    """The form as its author left it; blank for whoever may not read it."""
    return {
        _motive_name(reason.school_id): reason.motive_id or "",
        "text": reason.text,
        "brings_paper": reason.brings_paper,
        "kept_papers": [paper.id for paper in reason.papers],
    }


# What each kind of declaration asks for besides children, day and motive.
ASKED = {
    DeclarationKind.FULL_DAY: (),
    DeclarationKind.SEVERAL_DAYS: ("ends_on",),
    DeclarationKind.LATE_ARRIVAL: ("return_at",),
    DeclarationKind.EARLY_LEAVE: ("leave_at", "picked_up_by"),
    DeclarationKind.LEAVE_AND_RETURN: ("leave_at", "return_at", "picked_up_by"),
}
_OF_KINDS = ("ends_on", "leave_at", "return_at", "picked_up_by")


class DeclareForm(WhyForm):
    """One kind of declaration: the fields that another kind asks for are not there at all."""

    children = forms.MultipleChoiceField(
        label=_("Pour qui"), error_messages={"required": _("Choisissez au moins un enfant.")}
    )
    starts_on = forms.DateField(
        label=_("Jour"),
        widget=forms.DateInput(format="%Y-%m-%d"),
        error_messages={
            "required": _("Inscrivez le jour."),
            "invalid": _("Inscrivez le jour ainsi : 2026-11-20."),
        },
    )
    ends_on = forms.DateField(
        label=_("Dernier jour d’absence"),
        widget=forms.DateInput(format="%Y-%m-%d"),
        error_messages={
            "required": _("Inscrivez le dernier jour."),
            "invalid": _("Inscrivez le jour ainsi : 2026-11-20."),
        },
    )
    leave_at = forms.TimeField(
        label=_("Heure du départ"),
        error_messages={
            "required": _("Inscrivez l’heure du départ."),
            "invalid": _("Inscrivez l’heure ainsi : 13:45."),
        },
    )
    return_at = forms.TimeField(
        label=_("Heure d’arrivée à l’école"),
        error_messages={
            "required": _("Inscrivez l’heure d’arrivée."),
            "invalid": _("Inscrivez l’heure ainsi : 10:15."),
        },
    )
    picked_up_by = forms.CharField(
        label=_("Qui vient chercher l’enfant"),
        max_length=120,
        help_text=_("Prénom, nom et lien avec l’enfant. Si personne ne vient, dites-le."),
        error_messages={"required": _("Dites à l’école avec qui l’enfant part.")},
    )

    def __init__(
        self,
        *args: Any,
        kind: DeclarationKind,
        candidates: Sequence[ChildRow],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        for name in _OF_KINDS:
            if name not in ASKED[kind]:
                del self.fields[name]
        if kind == DeclarationKind.SEVERAL_DAYS:
            self.fields["starts_on"].label = _("Premier jour d’absence")
        if kind == DeclarationKind.LEAVE_AND_RETURN:
            self.fields["return_at"].label = _("Heure du retour à l’école")
        self.fields["children"].choices = [(c.id, c.first_name) for c in candidates]  # type: ignore[attr-defined]
        self.schools = {str(child.id): child.school_id for child in candidates}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        first, last = data.get("starts_on"), data.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", gettext("Le dernier jour vient avant le premier."))
        self.require_motives({self.schools[child] for child in data.get("children", ())})
        return data

    @property
    def hour_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in ("leave_at", "return_at") if name in self.fields]

    def plan(self) -> Plan:
        data = self.cleaned_data
        return Plan(
            kind=self.kind,
            starts_on=data["starts_on"],
            ends_on=data.get("ends_on") or data["starts_on"],
            leave_at=data.get("leave_at"),
            return_at=data.get("return_at"),
        )
