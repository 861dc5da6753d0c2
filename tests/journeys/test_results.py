"""Results in a browser: read, opened as page and as paper, acknowledged; pages without a fault."""

import io
import zipfile

import pikepdf
import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Visit
from tests.journeys.site import Person
from tests.journeys.steps import follow, heading, press, read_in, sign_in, text_of
from tests.journeys.test_bars import _problems
from tests.papers.pdf import text_of as paper_text

PASSWORD = "marelle et ballon chasseur"
SYLVIE = Person("sylvie.damours@courriel.example", PASSWORD, ())
HELENE = Person("helene.paquette@courriel.example", PASSWORD, ())
GENEVIEVE = Person("genevieve.lafreniere@courriel.example", PASSWORD, ())


def results_of(page: Page, name: str) -> None:
    page.goto("/")
    block = page.locator("article.child").filter(has_text=name)
    with page.expect_navigation():
        block.get_by_role("link", name="Résultats").click()
    heading(page, "Résultats")


@pytest.mark.parametrize("scripts", [True, False], ids=["script", "no script"])
def test_results_are_read_and_the_bulletin_acknowledged(visit: Visit, scripts: bool) -> None:
    child = "Éloïse" if scripts else "Juliette"
    page = visit(java_script_enabled=scripts)
    sign_in(page, SYLVIE)
    todo = page.locator("main .todo-item").filter(has_text="Bulletin à lire").filter(has_text=child)
    expect(todo).to_have_count(1)
    results_of(page, child)
    assert "Étape 1" in text_of(page)
    follow(page, "L’année")
    expect(page.locator("svg.results-chart")).to_be_visible()
    expect(page.get_by_role("table")).to_be_visible()
    follow(page, "Par étape")
    with page.expect_navigation():
        page.get_by_role("link", name="Lire le bulletin").first.click()
    assert "Bulletin" in page.locator("h1").inner_text()
    with page.expect_download() as started:
        page.get_by_role("link", name="Version PDF").click()
    with pikepdf.open(io.BytesIO(started.value.path().read_bytes())) as paper:
        assert str(paper.Root.Lang).startswith("fr")
        assert paper.Root.MarkInfo.Marked
    follow(page, "J’ai pris connaissance")
    press(page, "J’ai pris connaissance du bulletin")
    assert "Vous avez pris connaissance de ce bulletin le" in text_of(page)
    page.goto("/")
    expect(todo).to_have_count(0)


def test_before_its_hour_a_term_says_when(visit: Visit) -> None:
    page = visit()
    sign_in(page, SYLVIE)
    results_of(page, "Samuel")
    assert "publication le" in text_of(page)
    assert "Aucun bulletin publié cette année" in text_of(page)


def test_report_cards_of_a_pupil_who_left(visit: Visit) -> None:
    page = visit()
    sign_in(page, HELENE)
    assert "Les bulletins restent lisibles ici" in text_of(page)
    follow(page, "Voir les bulletins")
    follow(page, "Bulletin, Étape 3")
    assert "Maxime" in text_of(page)
    page.goto("/resultats/archives/")
    with page.expect_download() as started:
        page.get_by_role("link", name="Tout télécharger").click()
    assert started.value.suggested_filename == "bulletins.zip"
    with zipfile.ZipFile(started.value.path()) as archive:
        names = archive.namelist()
        papers = [archive.read(name) for name in names]
    assert [name.split()[1:3] for name in names] == [["Étape", rank] for rank in "123"]
    for paper in papers:
        said = paper_text(paper)
        assert "Maxime Paquette" in said
        assert "Communiquer oralement" in said


@pytest.mark.parametrize("locale", ["fr-CA", "en-CA"])
def test_nothing_is_wrong_with_any_page_of_results(visit: Visit, locale: str) -> None:
    page = visit()
    sign_in(page, SYLVIE)
    read_in(page, locale)
    problems: list[tuple[str, object]] = []

    def look(state: str) -> None:
        problems.extend((state, one) for one in _problems(page, locale))

    for child in ("Éloïse", "Samuel"):
        address = _address_of(page, child)
        for view in ("etape", "matiere", "annee"):
            page.goto(f"{address}?vue={view}")
            page.locator("details.pace summary").click()
            look(f"{child} {view}")
    page.goto(_address_of(page, "Éloïse"))
    with page.expect_navigation():
        page.locator("main a[href^='/bulletins/']").first.click()
    look("this year's card")
    page.goto(f"{page.url}pris-connaissance/")
    look("acknowledge")
    page.goto("/resultats/archives/")
    look("archives")
    with page.expect_navigation():
        page.locator("main a[href^='/bulletins/']:not([href*=pdf])").last.click()
    look("last year's card")
    assert page.locator("main a[href$='/pris-connaissance/']").count() == 0
    page.goto(f"{page.url}pris-connaissance/")
    look("no longer asked about")
    read_in(page, "fr-CA")
    assert problems == []


@pytest.mark.parametrize("locale", ["fr-CA", "en-CA"])
def test_nothing_is_wrong_with_a_former_pupil_nor_a_kindergarten(visit: Visit, locale: str) -> None:
    problems: list[tuple[str, object]] = []
    page = visit()
    sign_in(page, HELENE)
    read_in(page, locale)
    for state, place in (("home", "/"), ("archive", "/resultats/archives/")):
        page.goto(place)
        problems += [(state, one) for one in _problems(page, locale)]
    with page.expect_navigation():
        page.locator("main a[href^='/bulletins/']").first.click()
    problems += [("former card", one) for one in _problems(page, locale)]
    assert page.locator("th.component").count() > 12
    read_in(page, "fr-CA")
    page = visit()
    sign_in(page, GENEVIEVE)
    read_in(page, locale)
    page.goto(_address_of(page, "Rose"))
    problems += [("kindergarten", one) for one in _problems(page, locale)]
    read_in(page, "fr-CA")
    assert problems == []


def _address_of(page: Page, name: str) -> str:
    page.goto("/")
    block = page.locator("article.child").filter(has_text=name)
    address = block.locator("a[href$='/resultats/']").first.get_attribute("href")
    assert address
    return address
