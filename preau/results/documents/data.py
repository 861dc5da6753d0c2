"""A report card as the plain data that its template prints: words, dates and marks written out."""

from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from preau.core.documents import Document
from preau.core.documents.width import fits
from preau.core.telephone import phone
from preau.core.wording import date_day, date_long, number, percent, speaking
from preau.results.documents.context import (
    CompetencyMarks,
    Layout,
    Mark,
    PupilIdentity,
    ReportCard,
    SchoolHead,
    SubjectMarks,
    TermColumn,
    TermNotes,
)

SIGNATURE = "signature.png"


# Of `report_card.typ`, in points.
_SHEET, _COLUMN, _VERDICT, _MARGIN, _COMMENT = 515, 46, 63, 60, 490
# Comments of more lines than this may need a page of their own: their subject is not kept on one.
_LONG, _SIGNS_A_LINE = 25, 90
_LETTERS = {Layout.SECONDARY: 9, Layout.PRIMARY: 10, Layout.PRESCHOOL: 10}
TEMPLATE = Path(__file__).parent / "report_card.typ"


def document_of(card: ReportCard) -> Document:
    """The report card as a paper to make."""
    return Document(TEMPLATE, to_data(card), dated=card.issued_on, images=images_of(card))


def to_data(card: ReportCard) -> dict[str, Any]:
    """What `report_card.typ` reads, in the card's own language."""
    with speaking(card.language):
        terms = [_term(term) for term in card.terms]
        return {
            "language": card.language,
            "layout": card.layout.value,
            "title": title_of(card),
            "words": _words(card),
            "school": _school(card.school),
            "pupil": _pupil(card.pupil),
            "recipient": {
                "name": card.recipient.name,
                "lines": list(card.recipient.address_lines),
            },
            "year": card.year,
            "term": card.term_title,
            "issued": date_long(card.issued_on),
            "terms": terms,
            "tall_terms": _are_tall(terms, card),
            "shows_averages": card.shows_averages,
            "subjects": [_subject(subject, card) for subject in card.subjects],
            "others": [_notes(notes) for notes in card.other_competencies],
            "domains": [_notes(notes) for notes in card.domains],
            "absences": [
                {"title": line.title, "counts": list(line.counts)} for line in card.absences
            ],
            "general_comment": card.general_comment,
            "next_step": card.next_step,
        }


def images_of(card: ReportCard) -> dict[str, bytes]:
    """The pictures that the template asks for by name."""
    return {SIGNATURE: card.school.signature} if card.school.signature else {}


def title_of(card: ReportCard) -> str:
    """« Bulletin, 1re étape, Léa Tremblay », in the active language: what a window shows."""
    parts = [_("Bulletin"), card.term_title, card.pupil.full_name]
    return ", ".join(part for part in parts if part)


def mark_text(mark: Mark) -> str:
    """A mark as it is printed, in the active language; no mark is ""."""
    return mark if isinstance(mark, str) else number(mark)


def _marks(marks: tuple[Mark, ...]) -> list[str]:
    return [mark_text(mark) for mark in marks]


def _school(school: SchoolHead) -> dict[str, Any]:
    return {
        "board": school.board_name,
        "name": school.school_name,
        "lines": list(school.address_lines),
        "phone": phone(school.phone),
        "principal": school.principal_name,
        "principal_title": school.principal_title,
        "signature": SIGNATURE if school.signature else "",
        "signature_alt": _("Signature de %(name)s") % {"name": school.principal_name}
        if school.principal_name
        else _("Signature de la direction"),
    }


def _pupil(pupil: PupilIdentity) -> dict[str, str]:
    return {
        "name": pupil.full_name,
        "code": pupil.code_permanent,
        "fiche": pupil.fiche,
        "born": date_long(pupil.born_on) if pupil.born_on else "",
        "level": pupil.level,
        "group": pupil.group,
    }


def _term(term: TermColumn) -> dict[str, str]:
    dates = ""
    if term.starts_on and term.ends_on:
        dates = _("Du %(start)s au %(end)s") % {
            "start": date_day(term.starts_on),
            "end": date_day(term.ends_on),
        }
    return {
        "title": term.title,
        "dates": dates,
        "weight": percent(term.weight) if term.weight is not None else "",
    }


def _subject(subject: SubjectMarks, card: ReportCard) -> dict[str, Any]:
    comments = zip(card.terms, subject.comments, strict=False)
    said = [{"term": term.title, "text": text} for term, text in comments if text]
    verdict = {True: _("Réussi"), False: _("Non réussi"), None: ""}
    return {
        "title": subject.title,
        "tall": _is_tall(f"{subject.title} {subject.teacher}", card),
        "teacher": subject.teacher,
        "competencies": [_competency(competency, card) for competency in subject.competencies],
        "marks": _marks(subject.marks),
        "final": mark_text(subject.final),
        "averages": None if subject.averages is None else _marks(subject.averages),
        "final_average": mark_text(subject.final_average),
        "passed": verdict[subject.is_passed],
        "comments": said,
        "long": sum(_lines(one["text"]) for one in said) > _LONG,
        "tall_comments": not all(
            fits(f"{one['term']}  {one['text']}", points=_COMMENT, size=_LETTERS[card.layout])
            for one in said
        ),
    }


def _lines(text: str) -> int:
    return sum(1 + len(line) // _SIGNS_A_LINE for line in text.split("\n"))


def _competency(competency: CompetencyMarks, card: ReportCard) -> dict[str, Any]:
    return {
        "title": competency.title,
        "tall": _is_tall(competency.title, card),
        "weight": percent(competency.weight) if competency.weight is not None else "",
        "marks": _marks(competency.marks),
        "final": mark_text(competency.final),
    }


def _is_tall(text: str, card: ReportCard) -> bool:
    """Of `report_card.typ`: what its first column has, and what its letters need."""
    has_verdict = any(subject.is_passed is not None for subject in card.subjects)
    points = _SHEET - _COLUMN * (len(card.terms) + 1) - _VERDICT * has_verdict - _MARGIN
    # A subject is bold, which is wider.
    return not fits(text, points=points, size=_LETTERS[card.layout] * 1.1)


def _are_tall(terms: list[dict[str, str]], card: ReportCard) -> bool:
    """Whether a date, a title or a count may need two lines in the table of étapes."""
    room = _SHEET / (1 + 1.35 * max(len(terms), 1))
    size = _LETTERS[card.layout]
    names = [line.title for line in card.absences]
    texts = [text for term in terms for text in (term["dates"], f"{term['title']}  ")]
    texts += [count for line in card.absences for count in line.counts]
    return not (
        all(fits(text, points=room * 1.35 - 12, size=size) for text in texts)
        and all(fits(name, points=room - 12, size=size) for name in names)
    )


def _notes(notes: TermNotes) -> dict[str, Any]:
    return {"title": notes.title, "notes": list(notes.notes)}


def _words(card: ReportCard) -> dict[str, str]:
    """Every label of the three layouts, so that one catalogue translates page and paper."""
    pass_mark = percent(card.pass_mark) if card.pass_mark is not None else ""
    return {
        "report_card": _("Bulletin"),
        "school_year": _("Année scolaire"),
        "pupil": _("Élève"),
        "code": _("Code permanent"),
        "fiche": _("Numéro de fiche"),
        "born": _("Date de naissance"),
        "level": _("Niveau"),
        "group": _("Groupe"),
        "recipient": _("Destinataire"),
        "issued": _("Date du bulletin"),
        "phone": _("Téléphone"),
        "terms": _("Étapes de l’année"),
        "term": _("Étape"),
        "dates": _("Dates"),
        "weight": _("Part de l’année"),
        "absences": _("Absences"),
        "results": _("Résultats"),
        "results_note": _("Les résultats sont en pourcentage."),
        "pass_mark": _("Seuil de réussite\u00a0: %(mark)s.") % {"mark": pass_mark}
        if pass_mark
        else "",
        "subject": _("Matière et compétences"),
        "final": _("Résultat final"),
        "year_result": _("Réussite"),
        "average": _("Moyenne du groupe"),
        "comments": _("Commentaires"),
        "others": _("Autres compétences"),
        "competency": _("Compétence"),
        "domains": _("Observations par domaine"),
        "domain": _("Domaine"),
        "observations": _("Observations"),
        "no_results": _("Aucun résultat n’est inscrit pour cette étape."),
        "no_observations": _("Aucune observation n’est inscrite pour cette étape."),
        "general_comment": _("Commentaire général"),
        "next_step": _("Décision de fin d’année"),
        "direction": _("Direction de l’école"),
        "page": _("Page %(page)s de %(pages)s"),
    }
