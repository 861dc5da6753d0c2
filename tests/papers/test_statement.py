"""The statement of account on paper."""

import dataclasses

import pytest

from preau.core.documents import render
from preau.finances.documents.context import AccountTitle, Statement
from preau.finances.documents.data import document_of, to_data
from tests.papers.pdf import Tags, text_of, words_of
from tests.papers.samples import statement


def printed(given: Statement) -> bytes:
    return render(document_of(given))


@pytest.mark.parametrize("language", ["fr", "en"])
def test_is_read_out_in_its_language_with_tables_that_name_their_columns(language) -> None:
    tags = Tags(printed(statement(language=language)))
    titles = {
        "fr": "État de compte 1024, Service de garde",
        "en": "Statement of account 1024, Daycare",
    }
    assert (tags.language, tags.title) == (f"{language}-CA", titles[language])
    assert tags.shows_title
    assert tags.is_marked
    assert tags.claims_ua
    assert tags.count["H1"] == 1
    head, *entries = tags.rows
    assert head == ["TH/Column"] * 5
    assert entries == [["TH/Row", "TD", "TD", "TD", "TD"]] * 22
    assert len(tags.scopes) == tags.count["TH"] == 5 + 22


def test_a_usual_month_is_one_page_that_says_everything() -> None:
    given = statement()
    content = printed(given)
    assert Tags(content).pages == 1
    said = words_of(content)
    for expected in (
        "Service de garde Les Outardes",
        "Geneviève Tremblay-Lefrançois 128, rue Saint-Jean-Baptiste",
        "P-004512",
        "0004 5120 0731",
        "Du 1er octobre 2026 au 31 octobre 2026",
        "En date du 3 novembre 2026",
        "À payer au plus tard le 17 novembre 2026",
        "Solde à payer 829,20 $",
        "Paiement reçu, merci −85,48 $",
        "(facultatif)",
        "Solde précédent",
        "Plus de 30 jours 42,50 $",
        "Comment payer",
        "Page 1 de 1",
    ):
        assert expected in said, expected


def test_two_hundred_entries_flow_under_a_header_that_comes_again() -> None:
    content = printed(statement(entries=200))
    pages = Tags(content).pages
    assert pages >= 4
    assert text_of(content).count("Description") >= pages - 1
    assert words_of(content).count("$") >= 200


def test_no_entry_says_so() -> None:
    said = words_of(printed(statement(entries=0)))
    assert "Aucune écriture pour cette période." in said


def test_a_balance_in_favour_asks_for_nothing() -> None:
    given = statement(balance=-1250, ageing=None)
    said = words_of(printed(given))
    assert "Solde en votre faveur −12,50 $" in said
    assert "À payer" not in said


def test_nothing_owed_is_a_balance_of_zero_without_a_due_date() -> None:
    said = words_of(printed(statement(balance=0, ageing=None)))
    assert "Solde à payer 0,00 $" in said
    assert "À payer au plus tard" not in said


@pytest.mark.parametrize("mark", ["Annulé", "Remplace l’état n° 1011"])
def test_a_void_or_replaced_statement_says_so_first(mark) -> None:
    assert words_of(printed(statement(mark=mark))).startswith(mark)


def test_fees_are_another_account() -> None:
    said = words_of(printed(statement(account=AccountTitle.FEES)))
    assert "Frais scolaires" in said


def test_a_long_label_or_name_takes_the_lines_it_needs() -> None:
    long = "Sortie éducative au Musée de la civilisation, transport et goûter compris, " * 3
    entry = dataclasses.replace(statement().entries[0], label=long, child="Marie-Éléonore-Anne")
    content = printed(statement(entries=0) and dataclasses.replace(statement(), entries=(entry,)))
    assert long.strip() in words_of(content)
    assert to_data(dataclasses.replace(statement(), entries=(entry,)))["entries"][0]["tall"]


def test_a_row_given_its_height_never_holds_more_than_a_line() -> None:
    """The widest text that is said to fit is on one line: no letter is over another row."""
    label = "W" * 50
    while to_data(of_label(label))["entries"][0]["tall"]:
        label = label[:-1]
    assert len(label) > 10
    assert label in text_of(printed(of_label(label)))
    usual = "Surveillance du midi et bloc du matin, école"
    assert not to_data(of_label(usual))["entries"][0]["tall"]


def of_label(label: str) -> Statement:
    entry = dataclasses.replace(statement().entries[0], label=label)
    return dataclasses.replace(statement(), entries=(entry,))
