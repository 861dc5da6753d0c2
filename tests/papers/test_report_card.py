"""The report card on paper: its three forms, read by eyes and by a screen reader."""

import dataclasses
from decimal import Decimal

import pytest

from preau.core.documents import DocumentFailed, render
from preau.results.documents.context import (
    AbsenceCount,
    Recipient,
    ReportCard,
    SubjectMarks,
    TermNotes,
)
from preau.results.documents.data import document_of, to_data
from tests.papers.pdf import Tags, in_the_foot_of, pages_of, text_of, words_of
from tests.papers.samples import HEAD, TERMS, preschool, primary, report_card, signature

SIGNED = dataclasses.replace(HEAD, signature=signature())
FORMS = {"preschool": preschool, "primary": primary, "secondary": report_card}


def printed(card: ReportCard) -> bytes:
    return render(document_of(card))


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_is_read_out_in_its_language_with_tables_that_name_their_columns(form, language) -> None:
    tags = Tags(printed(FORMS[form](school=SIGNED, language=language)))
    assert tags.language == f"{language}-CA"
    assert tags.shows_title
    assert tags.is_marked
    assert tags.claims_ua
    assert tags.title.startswith("Bulletin, Étape 2" if language == "fr" else "Report card, Ét")
    assert tags.count["H1"] == 1
    assert tags.count["H2"] >= 2
    assert tags.count["Table"] >= 2
    assert tags.count["TH"] >= 4
    assert len(tags.scopes) == tags.count["TH"]
    assert set(tags.scopes) == {"/Column", "/Row"}
    words = {"fr": "Signature de Marie-Ève", "en": "Signature of Marie-Ève"}
    assert [one[:22] for one in tags.alternatives] == [words[language]]


@pytest.mark.parametrize("form", FORMS)
def test_each_row_is_named_by_its_first_cell(form) -> None:
    """Of those under one column: a comment spans all of them, and a line's empty end some."""
    rows = Tags(printed(FORMS[form]())).rows
    heads = [row for row in rows if row[0] == "TH/Column"]
    comments = [row for row in rows if row == ["TD/Headers"]]
    others = [row for row in rows if row not in heads and row not in comments]
    assert {cell for row in heads for cell in row} == {"TH/Column"}
    assert len(comments) == len(FORMS[form]().subjects)
    assert len(others) >= 5
    assert {row[0] for row in others} == {"TH/Row"}
    assert {cell for row in others for cell in row[1:]} <= {"TD", "TD/Headers"}
    assert {row[1] for row in others} == {"TD"}


def test_a_secondary_pupil_of_fifteen_subjects_has_two_pages() -> None:
    content = printed(report_card(school=SIGNED))
    assert Tags(content).pages == 2
    said = words_of(content)
    for expected in (
        "Centre de services scolaire du Fleuve-aux-Oies",
        "Éléonore Tremblay-Lefrançois",
        "TREE63091402",
        "14 septembre 2013",
        "2e secondaire",
        "Du 28 août au 13 novembre",
        "Seuil de réussite : 60 %.",
        "Français, langue d’enseignement",
        "Moyenne du groupe",
        "Jours d’absence",
        "Marie-Ève Lafrenière-Beaulieu",
        "Page 2 de 2",
    ):
        assert expected in said, expected


def test_a_mark_is_printed_as_the_file_gives_it() -> None:
    subject = SubjectMarks("Musique", (Decimal("72.50"), "A-", ""), final=Decimal(100))
    card = report_card(count=0, subjects=(subject,), absences=())
    assert "Musique 72,5 A- 100" in words_of(printed(card))
    english = dataclasses.replace(card, language="en")
    assert "Musique 72.5 A- 100" in words_of(printed(english))


def test_a_preschool_pupil_has_observations_and_no_percentage() -> None:
    said = words_of(printed(preschool()))
    assert "Observations par domaine" in said
    assert "Attend son tour, propose des jeux" in said
    assert "%" not in said
    assert "Résultats" not in said


def test_averages_are_printed_only_where_they_are_given() -> None:
    assert "Moyenne" in words_of(printed(report_card(count=1)))
    subject = dataclasses.replace(report_card(count=1).subjects[0], averages=None)
    said = words_of(printed(report_card(subjects=(subject,))))
    assert "Moyenne" not in said
    assert "74,5" not in said


def test_the_recipient_alone_is_named() -> None:
    """A20: nothing of the other parent is in the context, so nothing of them is on the paper."""
    claire = Recipient("Claire Tremblay", ("9, rue du Port",))
    said = words_of(printed(report_card(recipient=claire)))
    assert "Claire Tremblay 9, rue du Port" in said
    assert "Lefrançois 128" not in said
    without = words_of(printed(report_card(recipient=Recipient("Claire Tremblay"))))
    assert "rue" not in without.split("Destinataire")[1].split("Résultats")[0]


@pytest.mark.parametrize("form", FORMS)
def test_a_report_card_of_nothing_says_so(form) -> None:
    empty = FORMS[form](
        subjects=(), domains=(), other_competencies=(), absences=(), general_comment=""
    )
    assert "n’est inscrit" in words_of(printed(empty))
    bare = dataclasses.replace(empty, terms=())
    assert Tags(printed(bare)).pages == 1


def test_twenty_five_subjects_flow_under_a_header_that_comes_again() -> None:
    content = printed(report_card(count=25))
    assert Tags(content).pages >= 3
    assert text_of(content).count("Matière et compétences") == Tags(content).pages


def test_a_long_name_stays_on_the_sheet_and_loses_nothing() -> None:
    long = "Marie-Anne-Charlotte-Éléonore-Geneviève de la Broquerie-Tremblay-Lefrançois-Beauchemin"
    card = report_card(count=2)
    pupil = dataclasses.replace(card.pupil, full_name=long)
    subjects = (dataclasses.replace(card.subjects[0], title=f"{long} {long}", teacher=long),)
    content = printed(dataclasses.replace(card, pupil=pupil, subjects=subjects))
    assert Tags(content).title.endswith(long)
    said = words_of(content).replace("- ", "-")
    assert said.count(long) >= 5


def test_comments_and_notes_of_each_term_are_all_there() -> None:
    texts = tuple(f"Commentaire {number} de l’étape" for number in range(1, 4))
    subject = dataclasses.replace(report_card(count=1).subjects[0], comments=texts)
    card = report_card(
        subjects=(subject,),
        other_competencies=(TermNotes("Coopérer", tuple(f"Note {n}" for n in range(3))),),
        absences=(AbsenceCount("Périodes d’absence", ("3",)),),
        general_comment="Une belle année.",
        next_step="Passe en 3e secondaire.",
    )
    said = words_of(printed(card))
    for text in (*texts, "Note 0", "Note 2", "Une belle année.", "Passe en 3e secondaire."):
        assert text in said


def test_a_subject_stays_on_one_page_unless_it_is_longer() -> None:
    card = primary(school=SIGNED)
    pages = pages_of(printed(card))
    for subject in card.subjects:
        [page] = [page for page in pages if subject.title in page]
        after = page.split(subject.title, 1)[1]
        assert "Moyenne du groupe" in after
        assert "Étape 2" in after


def test_a_comment_longer_than_a_page_is_all_there() -> None:
    words = [f"terme{number}" for number in range(3000)]
    long = dataclasses.replace(report_card(count=1).subjects[0], comments=(" ".join(words),))
    content = printed(report_card(subjects=(*report_card(count=9).subjects, long)))
    said = words_of(content).split()
    assert [word for word in said if word.startswith("terme")] == words
    assert len(in_the_foot_of(content)) == 2 * Tags(content).pages


def test_a_comment_of_many_short_lines_runs_over_nothing_and_off_no_page() -> None:
    lines = [f"ligne{number}" for number in range(150)]
    long = dataclasses.replace(report_card(count=1).subjects[0], comments=("\n".join(lines),))
    content = printed(report_card(subjects=(*report_card(count=9).subjects, long)))
    assert [word for word in words_of(content).split() if word.startswith("ligne")] == lines
    assert len(in_the_foot_of(content)) == 2 * Tags(content).pages
    short = dataclasses.replace(long, comments=("un\ndeux",))
    said = text_of(printed(report_card(subjects=(short, report_card(count=2).subjects[1]))))
    assert said.index("un\n") < said.index("deux") < said.index("Mathématique")


def test_a_verdict_stays_on_the_line_of_its_subject() -> None:
    for language, words in (("fr", "Non réussi"), ("en", "Not passed")):
        subject = dataclasses.replace(report_card(count=1).subjects[0], is_passed=False)
        assert words in text_of(printed(report_card(subjects=(subject,), language=language)))


def test_passing_is_told_in_words_where_the_file_says_it() -> None:
    subjects = tuple(
        dataclasses.replace(subject, is_passed=passed)
        for subject, passed in zip(report_card(count=3).subjects, (True, False, None), strict=True)
    )
    said = words_of(printed(report_card(subjects=subjects)))
    assert "Réussite" in said
    assert "Réussi " in said
    assert "Non réussi" in said


def test_a_signature_that_is_no_picture_is_told() -> None:
    broken = dataclasses.replace(HEAD, signature=b"<svg/>")
    with pytest.raises(DocumentFailed, match="neither PNG nor JPEG"):
        printed(report_card(school=broken))


def test_data_has_one_value_a_term() -> None:
    data = to_data(report_card())
    assert all(len(subject["marks"]) == len(TERMS) for subject in data["subjects"])
    assert data["terms"][0] == {
        "title": "Étape 1",
        "dates": "Du 28 août au 13 novembre",
        "weight": "20\u00a0%",
    }
