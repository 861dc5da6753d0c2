"""The gallery in a browser: no accessibility violation, no overflow, usable components."""

from pathlib import Path

import brotli
import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.staticfiles import finders

from preau.web.ui.filters import FILTERS
from preau.web.ui.views import FAILURES, PAGES

PATHS = ["", *(f"{name}/" for name in PAGES), "courriel/", *(f"erreur-{s}/" for s in FAILURES)]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PHONE = {"width": 320, "height": 700}
DESKTOP = {"width": 1280, "height": 900}


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["320", "1280"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_violation_and_no_overflow(open_page, scheme, viewport):
    page = open_page("/_ui/", viewport=viewport, color_scheme=scheme, locale="fr-CA")
    for path in PATHS:
        page.goto(f"http://preau.test/_ui/{path}")
        options = {"resultTypes": ["violations"], "runOnly": RULES}
        violations = Axe().run(page, options=options).response["violations"]
        assert [(v["id"], v["nodes"][0]["html"]) for v in violations] == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"], path


WRITE = """([text, width]) => {
  const line = document.createElement("p");
  line.style.inlineSize = width;
  line.innerHTML = text;
  document.querySelector("main").append(line);
  return line.querySelector(".piece, .phone, a").getClientRects().length;
}"""


def test_a_telephone_never_breaks_at_its_hyphen(open_page):
    page = open_page("/_ui/accueil/", viewport={"width": 390, "height": 844})
    number = FILTERS["phone"]("450 555-0199")
    for text in (number, '<a href="tel:+14505550199">450-555-0199</a>'):
        assert page.evaluate(WRITE, [f"Composez le {text}", "8ch"]) == 1
    bare = number.replace("phone", "piece")
    assert page.evaluate(WRITE, [f"Composez le {bare}", "8ch"]) > 1


def test_everything_works_without_script(open_page):
    page = open_page("/_ui/enfant/", java_script_enabled=False)
    assert page.locator("select[data-combobox]").is_visible()
    assert page.get_by_role("search").is_visible()
    assert page.locator("[data-show-password]").is_hidden()
    page.locator("details.menu summary").click()
    assert page.get_by_role("button", name="Se déconnecter").is_visible()


def test_the_home_page_is_light_on_the_wire(open_page):
    seen = []
    page = open_page("/_ui/")
    page.on("response", lambda response: seen.append(response.body()))
    page.goto("http://preau.test/_ui/accueil/")
    page.wait_for_load_state("networkidle")
    assert len(seen) > 5
    assert sum(len(brotli.compress(body)) for body in seen) <= 30_000


def test_styles_stay_small():
    names = ["base", "layout", "forms", "components", "family"]
    sizes = [Path(finders.find(f"ui/{name}.css")).stat().st_size for name in names]
    assert sum(sizes) <= 29_000


def test_the_summary_leads_into_the_field(open_page):
    page = open_page("/_ui/enfant/")
    assert page.evaluate("document.activeElement.matches('[data-error-summary]')")
    page.get_by_role("link", name="Prénoms de l’enfant").click()
    assert page.evaluate("document.activeElement.id") == "wrong_given_names"


def test_a_password_can_be_shown_and_is_hidden_when_sent(open_page):
    page = open_page("/_ui/enfant/")
    field = page.locator("#wrong_password")
    button = page.locator("[data-show-password]")
    button.click()
    assert field.get_attribute("type") == "text"
    assert button.get_attribute("aria-pressed") == "true"
    assert "Masquer" in button.inner_text()
    page.evaluate("document.querySelector('main form').dispatchEvent(new Event('submit'))")
    assert field.get_attribute("type") == "password"


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("coeur vallees", "689000"),
        ("MONTRÉAL", "762000"),
        ("Commission scolaire Marie-Victorin", "864000"),
        ("victorin marie", "864000"),
    ],
)
def test_a_body_is_found_as_people_write_it(open_page, typed, value):
    page = open_page("/_ui/enfant/")
    page.get_by_role("combobox").fill(typed)
    page.keyboard.press("Enter")
    assert page.locator("select[data-combobox]").input_value() == value


def test_the_list_is_worked_by_keyboard(open_page):
    page = open_page("/_ui/enfant/")
    combo = page.get_by_role("combobox")
    combo.focus()
    page.keyboard.press("ArrowDown")
    assert combo.get_attribute("aria-expanded") == "true"
    page.keyboard.press("ArrowDown")
    active = combo.get_attribute("aria-activedescendant")
    assert page.locator(f"#{active}").get_attribute("aria-selected") == "true"
    page.keyboard.press("Escape")
    assert combo.get_attribute("aria-expanded") == "false"
    combo.fill("centre de services")
    page.keyboard.press("Tab")
    assert page.locator("select[data-combobox]").input_value() == "", "several match: no choice"
    combo.fill("zzz")
    assert "Aucun résultat" in page.locator(".combo-list").inner_text()


def test_a_code_may_be_sent_again_after_the_wait(open_page):
    page = open_page("/_ui/code/", clock=True)
    button = page.locator("[data-resend]")
    assert button.is_disabled()
    assert "42\u00a0s" in button.inner_text()
    page.clock.run_for(43_000)
    assert button.is_enabled()
    assert button.inner_text() == "Renvoyer le code"
