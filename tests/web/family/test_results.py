"""The pages of results: what they show, what they cost, what a parent does there."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from preau.core.models import JournalEntry
from preau.results.models import (
    CardFile,
    CardNote,
    CardReceipt,
    CompetencyResult,
    PaceChoice,
    SubjectResult,
    Visit,
)
from tests.factories import as_owner, make_switch
from tests.homework.giving import enrol
from tests.results.cards import make_average, make_card, make_course, make_terms, make_work, publish

pytestmark = pytest.mark.django_db
RESULTS, CARD, ARCHIVES = 16, 13, 10


@pytest.fixture
def leo(child_at, school):
    return child_at(school)


def text(client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_the_number_of_statements_is_that_of_one_row(client, leo, statements) -> None:
    terms, groups = make_terms(leo.board), []
    counts = []
    for rank, term in enumerate(terms):
        publish(leo.school, term)
        groups.append(make_course(leo.school, f"Matière {rank}"))
        enrol(leo, groups[-1])
        card = make_card(leo, term, *groups)
        make_average(groups[-1], term, size=20)
        make_work(leo, groups[-1], f"Travail {rank}")
        addresses = (
            *(f"/enfants/{leo.id}/resultats/", f"/bulletins/{card.id}/", "/resultats/archives/"),
        )
        for address in addresses:
            text(client, address)
        counts.append([len(statements(lambda a=a: text(client, a))) for a in addresses])
    assert counts[0] == counts[2]
    assert all(n <= most for n, most in zip(counts[0], (RESULTS, CARD, ARCHIVES), strict=True)), (
        counts
    )


def test_what_is_new_since_the_last_visit(client, leo) -> None:
    group = make_course(leo.school)
    enrol(leo, group)
    make_work(leo, group, "Vieille dictée", published_at=timezone.now() - timedelta(days=9))
    text(client, f"/enfants/{leo.id}/resultats/")
    with as_owner():
        Visit.objects.update(seen_at=timezone.now() - timedelta(days=2))
        group_works = make_work(leo, group, "Nouvelle dictée")
    page = text(client, f"/enfants/{leo.id}/resultats/")
    assert "depuis votre dernière visite" in page
    assert page.index("Nouvelle dictée") < page.index("Nouveau</span>")
    assert group_works.published_at < timezone.now()
    with as_owner():
        visit = Visit.objects.get()
    assert visit.before_at is not None
    assert "depuis votre dernière visite" in text(client, f"/enfants/{leo.id}/resultats/")


@pytest.mark.parametrize(
    ("pace", "shown"), [("live", True), ("weekly", False), ("report_card", False)]
)
def test_a_parent_chooses_when_travaux_show(client, leo, pace: str, shown: bool) -> None:
    group, term = make_course(leo.school), make_terms(leo.board)[0]
    enrol(leo, group)
    make_work(leo, group, "Dictée du jour", term=term)
    response = client.post(f"/enfants/{leo.id}/resultats/travaux/", {"pace": pace})
    assert response.status_code == 302
    assert ("Dictée du jour" in text(client, f"/enfants/{leo.id}/resultats/")) is shown
    with as_owner():
        assert PaceChoice.objects.get().pace == pace
        assert JournalEntry.objects.filter(act="results.choice_changed").exists()
    if pace == "report_card":
        publish(leo.school, term)
        make_card(leo, term, group)
        assert "Dictée du jour" in text(client, f"/enfants/{leo.id}/resultats/")


def test_a_pace_that_is_none_of_ours_changes_nothing(client, leo) -> None:
    client.post(f"/enfants/{leo.id}/resultats/travaux/", {"pace": "hourly"})
    with as_owner():
        assert not PaceChoice.objects.exists()


def test_a_card_is_acknowledged_once_and_timed(client, leo) -> None:
    term = make_terms(leo.board)[0]
    publish(leo.school, term)
    card = make_card(leo, term, make_course(leo.school))
    assert "Bulletin à lire" in text(client, "/")
    assert "pris-connaissance" in text(client, f"/bulletins/{card.id}/")
    session = client.session
    session["identity_proved_at"] = int(timezone.now().timestamp())
    session.save()
    response = client.post(f"/bulletins/{card.id}/pris-connaissance/")
    assert response.status_code == 302
    with as_owner():
        receipt = CardReceipt.objects.get()
        first = receipt.acknowledged_at
        assert JournalEntry.objects.filter(act="results.report_card_acknowledged").count() == 1
    client.post(f"/bulletins/{card.id}/pris-connaissance/")
    with as_owner():
        assert CardReceipt.objects.get().acknowledged_at == first
        assert JournalEntry.objects.filter(act="results.report_card_acknowledged").count() == 1
    assert "Bulletin à lire" not in text(client, "/")


def test_once_its_year_is_over_a_card_says_what_was_done_and_asks_for_nothing(client, leo) -> None:
    terms = make_terms(leo.board, years_ago=1)
    cards = []
    for term in terms[:2]:
        publish(leo.school, term, timezone.now() - timedelta(days=200))
        cards.append(make_card(leo, term, make_course(leo.school)))
    read, unread = cards
    with as_owner():
        CardReceipt.objects.create(
            board=leo.board,
            card=read,
            account_id=client.session["_auth_user_id"],
            acknowledged_at=datetime(2025, 11, 22, 20, 5, tzinfo=UTC),
        )
    page = text(client, f"/bulletins/{read.id}/")
    assert "Vous avez pris connaissance de ce bulletin le 22 novembre 2025" in page
    assert "pris-connaissance" not in page
    page = text(client, f"/bulletins/{unread.id}/")
    assert "pris-connaissance" not in page
    assert "connaissance de ce bulletin" not in page
    asked = text(client, f"/bulletins/{unread.id}/pris-connaissance/")
    assert "Cette année scolaire est terminée" in asked
    assert "<button" not in asked.split("<main")[1].split("</main")[0]
    client.post(f"/bulletins/{unread.id}/pris-connaissance/")
    with as_owner():
        assert not CardReceipt.objects.filter(card=unread, acknowledged_at__isnull=False).exists()
        assert not JournalEntry.objects.filter(act="results.report_card_acknowledged").exists()
    assert "22 novembre 2025" in text(client, "/resultats/archives/")
    assert "Bulletin à lire" not in text(client, "/")


@pytest.mark.parametrize(
    ("name", "title"), [("Éloïse", "d’Éloïse"), ("Samuel", "de Samuel"), ("Hélène", "d’Hélène")]
)
def test_titles_elide(client, leo, name: str, title: str) -> None:
    with as_owner():
        type(leo).objects.filter(pk=leo.pk).update(given_name=name)
    assert f"Résultats {title}" in text(client, f"/enfants/{leo.id}/resultats/")


def test_acknowledging_asks_who_acts(client, leo) -> None:
    term = make_terms(leo.board)[0]
    publish(leo.school, term)
    card = make_card(leo, term, make_course(leo.school))
    session = client.session
    session["identity_proved_at"] = 0
    session.save()
    response = client.post(f"/bulletins/{card.id}/pris-connaissance/")
    assert response.status_code == 200
    assert "proof_password" in response.content.decode()
    with as_owner():
        assert not CardReceipt.objects.filter(acknowledged_at__isnull=False).exists()


def test_a_school_that_shows_no_results_says_so(client, leo) -> None:
    make_switch(leo.board, "tile.results", False, leo.school)
    page = text(client, f"/enfants/{leo.id}/resultats/")
    assert "n’affiche pas les résultats" in page


def test_the_year_at_a_glance_is_a_chart_and_its_table(client, leo) -> None:
    groups = [make_course(leo.school, f"Matière {rank}") for rank in range(3)]
    for term in make_terms(leo.board)[:2]:
        publish(leo.school, term)
        make_card(leo, term, *groups)
    page = text(client, f"/enfants/{leo.id}/resultats/?vue=annee")
    assert page.count("chart-dot") == 6
    assert "<caption" in page
    assert page.count("73,51\u00a0%") >= 6


def test_a_whole_card_is_a_page_in_each_layout(client, leo) -> None:
    term = make_terms(leo.board)[0]
    publish(leo.school, term)
    for level in ("04", "09", "KG"):
        with as_owner():
            for model in (CompetencyResult, SubjectResult, CardNote, CardReceipt, CardFile):
                model.objects.all().delete()
            leo.report_cards.all().delete()
        card = make_card(
            leo, term, make_course(leo.school), level=level, absence_days="1.5", lates=2
        )
        with as_owner():
            titles = {"other_competency": "Organiser", "general": "", "next_step": ""}
            for kind, title in titles.items():
                CardNote.objects.create(
                    board=leo.board, card=card, kind=kind, title=title, text=f"Texte {kind}"
                )
        page = text(client, f"/bulletins/{card.id}/")
        for said in ("Organiser", "Texte general", "Texte next_step", "1,5"):
            assert said in page
        assert client.get(f"/bulletins/{card.id}/pdf/").status_code == 200
