"""Nobody at the computer: a server whose sessions last a minute, of which pages count half."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import PROXY
from tests.journeys.site import Site, running_beside
from tests.journeys.steps import choose_the_body, heading, sign_in, text_of, waits_at_the_door

NOTE = "Ma fille change d’école en janvier."
# Warned three seconds after the page was opened, over at thirty.
WARNED, OVER = 10_000, 45_000
HURRY = {"PREAU_LIMIT_IDLE_MINUTES": "1", "PREAU_LIMIT_IDLE_WARNING_SECONDS": "27"}


@pytest.fixture(scope="module")
def hurried(site: Site) -> Iterator[Site]:
    with running_beside(site, **PROXY, **HURRY) as beside:
        yield beside


def warned(page: Page) -> None:
    expect(page.get_by_role("dialog")).to_contain_text("Êtes-vous encore là?", timeout=WARNED)


def is_covered(page: Page) -> None:
    expect(page.get_by_role("dialog")).to_contain_text("Votre session est fermée", timeout=OVER)
    expect(page.locator("main")).to_be_hidden()
    assert page.title() == "Votre session est fermée"


def test_an_idle_session_warns_is_extended_closes_and_gives_back_what_was_typed(
    visit, hurried: Site
):
    nadia = hurried.people["nadia.benali"]
    page = visit(hurried)
    sign_in(page, nadia)
    page.goto("/enfants/manquant/")
    note = page.get_by_label("Précision pour l’école")
    note.fill(NOTE)
    other = page.context.new_page()
    other.goto("/nous-joindre/")
    heading(other, "Nous joindre")

    warned(page)
    warned(other)
    page.get_by_role("button", name="Garder ma session ouverte").click()
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(other.get_by_role("dialog")).to_be_hidden()
    assert note.input_value() == NOTE
    warned(page)

    other.wait_for_url("**/connexion/**", timeout=OVER)
    waits_at_the_door(other)
    assert "sans activité" in text_of(other)
    is_covered(page)
    assert NOTE not in page.locator("body").inner_text()
    page.get_by_role("button", name="J’ai rouvert ma session").click()
    expect(page.get_by_text("Ce n’est pas encore votre session")).to_be_visible()

    sign_in(other, hurried.people["patrick.obrien"])
    page.get_by_role("button", name="J’ai rouvert ma session").click()
    expect(page.get_by_text("Ce n’est pas encore votre session")).to_be_visible()
    is_covered(page)
    other.locator("details.menu summary").click()
    other.get_by_role("button", name="Se déconnecter").click()
    heading(other, "Votre session est fermée")

    other.goto("/connexion/")
    sign_in(other, nadia)
    expect(page.get_by_role("dialog")).to_be_hidden()
    assert note.input_value() == NOTE
    choose_the_body(page, "Marie-Victorin")
    page.get_by_role("button", name="Envoyer la demande").click()
    expect(page.get_by_text("Votre demande est transmise")).to_be_visible()
