"""A report card filled from what is held: the same for the page and for the paper.

What goes by étape is lined up on the étapes of the year up to the card's own; an étape in which a
subject has no line is an empty mark.
"""

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import TypeVar

from django.utils.translation import gettext as _

from preau.boards.models import School
from preau.core.wording import number, speaking
from preau.core.zone import local_day
from preau.people.levels import level_name
from preau.people.queries import own_records
from preau.results.documents.context import (
    AbsenceCount,
    CompetencyMarks,
    Layout,
    Mark,
    PupilIdentity,
    Recipient,
    ReportCard,
    SchoolHead,
    SubjectMarks,
    TermColumn,
    TermNotes,
)
from preau.results.enums import NoteKind
from preau.results.operations.reading import CardPage
from preau.results.queries.cards import CardRow, ComponentRow, SubjectRow, archived_guardian

Value = TypeVar("Value")


def filled(page: CardPage, *, language: str, signature: bytes | None = None) -> ReportCard:
    """The card for the parent whose scope is open, in a language. Three statements at most."""
    with speaking(language):
        return _filled(page, language, signature)


def _filled(page: CardPage, language: str, signature: bytes | None) -> ReportCard:
    card = page.card
    layout = _layout(card)
    lines = _by_course(page)
    is_preschool = layout is Layout.PRESCHOOL
    return ReportCard(
        language=language,
        layout=layout,
        school=_school(card, language, signature),
        pupil=PupilIdentity(
            full_name=card.full_name,
            code_permanent=card.code_permanent,
            fiche=card.fiche,
            born_on=card.birth_on,
            level=level_name(card.level_code),
            group=card.group_code,
        ),
        recipient=_recipient(card),
        year=card.year_title,
        term_title=card.term_title,
        issued_on=local_day(card.published_at),
        terms=tuple(
            TermColumn(c.term_title, c.starts_on, c.last_day, c.weight) for c in page.cards
        ),
        subjects=() if is_preschool else tuple(_subject(rows) for rows in lines),
        other_competencies=_notes(page),
        domains=tuple(d for rows in lines for d in _domains(rows)) if is_preschool else (),
        absences=_absences(page.cards),
        pass_mark=card.pass_mark,
        general_comment=_text(card, NoteKind.GENERAL),
        next_step=_text(card, NoteKind.NEXT_STEP),
    )


def _layout(card: CardRow) -> Layout:
    if card.is_preschool:
        return Layout.PRESCHOOL
    return Layout.PRIMARY if card.level_code <= "06" else Layout.SECONDARY


def _school(card: CardRow, language: str, signature: bytes | None) -> SchoolHead:
    school = School.objects.select_related("board").get(id=card.school_id)
    place = " ".join(part for part in (school.city, school.postal_code) if part)
    board = school.board
    return SchoolHead(
        board_name=board.name_en if language == "en" and board.name_en else board.name,
        school_name=school.name,
        address_lines=tuple(line for line in (school.street, place) if line),
        phone=school.phone,
        principal_name=school.principal_name,
        principal_title=school.principal_title,
        signature=signature,
    )


def _recipient(card: CardRow) -> Recipient:
    """The parent who asks, and nobody else: the database shows no other parent's row."""
    if not card.is_here:
        name, address = archived_guardian(card.student_id)
        return Recipient(name, (address,) if address else ())
    record = next(iter(own_records(card.student_id)), None)
    if record is None:
        return Recipient("")
    return Recipient(record.name, (record.address,) if record.address else ())


Line = Sequence[SubjectRow | None]


def _by_course(page: CardPage) -> list[Line]:
    """Of each subject, its line in each étape, in the order of the card's own."""
    places = {card.id: place for place, card in enumerate(page.cards)}
    rows = sorted(page.subjects, key=lambda row: row.card_id != page.card.id)
    found: dict[int, list[SubjectRow | None]] = {}
    for row in rows:
        found.setdefault(row.course_id, [None] * len(places))[places[row.card_id]] = row
    return list(found.values())


def _latest(line: Line) -> SubjectRow:
    return next(row for row in reversed(line) if row is not None)


def _each(line: Line, read: Callable[[SubjectRow], Value], nothing: Value) -> tuple[Value, ...]:
    return tuple(nothing if row is None else read(row) for row in line)


def _subject(line: Line) -> SubjectMarks:
    last = line[-1]
    averages: tuple[Mark, ...] = _each(line, lambda row: row.average, "")
    comments = _each(line, lambda row: row.comment, "")
    return SubjectMarks(
        title=_latest(line).title,
        marks=_each(line, lambda row: row.mark, ""),
        final=last.final if last else "",
        teacher=_latest(line).teacher,
        competencies=tuple(_competency(line, one) for one in _components(line)),
        averages=averages if any(average != "" for average in averages) else None,
        final_average=last.final_average if last else "",
        is_passed=last.is_passed if last else None,
        comments=comments if any(comments) else (),
    )


def _components(line: Line) -> list[ComponentRow]:
    every = {c.competency_id: c for row in line if row for c in row.components}
    return list(every.values())


def _of(row: SubjectRow, competency_id: int) -> ComponentRow | None:
    return next((c for c in row.components if c.competency_id == competency_id), None)


def _competency(line: Line, one: ComponentRow) -> CompetencyMarks:
    def mark(row: SubjectRow) -> Mark:
        found = _of(row, one.competency_id)
        return found.mark if found else ""

    last = _of(line[-1], one.competency_id) if line[-1] else None
    return CompetencyMarks(
        title=one.title,
        marks=_each(line, mark, ""),
        final=last.final if last else "",
        weight=one.weight,
    )


def _domains(line: Line) -> list[TermNotes]:
    """Préscolaire: observations in words, or the school's letters where it gave no words."""

    def said(row: SubjectRow, one: ComponentRow) -> str:
        found = _of(row, one.competency_id)
        return (found.observation or str(found.mark)) if found else ""

    rows = [
        TermNotes(one.title, _each(line, lambda row, one=one: said(row, one), ""))  # type: ignore[misc]
        for one in _components(line)
    ]
    comments = _each(line, lambda row: row.comment, "")
    if not rows or any(comments):
        rows.append(TermNotes(_latest(line).title, comments))
    return [row for row in rows if any(row.notes)]


def _notes(page: CardPage) -> tuple[TermNotes, ...]:
    """« Autres compétences », by title."""
    titles = dict.fromkeys(
        note.title
        for card in page.cards
        for note in card.notes
        if note.kind is NoteKind.OTHER_COMPETENCY
    )
    return tuple(
        TermNotes(
            title, tuple(_text(card, NoteKind.OTHER_COMPETENCY, title) for card in page.cards)
        )
        for title in titles
    )


def _text(card: CardRow, kind: NoteKind, title: str = "") -> str:
    found = (n.text for n in card.notes if n.kind is kind and (not title or n.title == title))
    return next(found, "")


def _absences(cards: Sequence[CardRow]) -> tuple[AbsenceCount, ...]:
    def counted(title: str, values: Sequence[Decimal | int | None]) -> AbsenceCount:
        said = ("" if v is None else number(Decimal(v)) for v in values)
        return AbsenceCount(title, tuple(said))

    lines = (
        counted(_("Jours d’absence"), [card.absence_days for card in cards]),
        counted(_("Retards"), [card.lates for card in cards]),
    )
    return tuple(line for line in lines if any(line.counts))
