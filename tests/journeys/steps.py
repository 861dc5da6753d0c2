"""What a parent does, in the words of the pages. Each step ends on the page it leads to."""

import re
from urllib.parse import urlsplit

from playwright.sync_api import Locator, Page, expect

from tests.journeys.office import Office
from tests.journeys.site import Child, Mail, Person, Site

SHOWS_FOCUS = """(selector) => {
  const node = document.activeElement, style = getComputedStyle(node);
  if (node === document.body) return false;
  if (style.outlineStyle === 'none' && style.boxShadow === 'none')
    throw new Error(`no focus is shown on ${node.outerHTML}`);
  return node.matches(selector);
}"""
PASSWORD = "quatre mots sans lien"


def text_of(place: Page | Locator) -> str:
    """As read: no-break spaces are spaces."""
    found = place.locator("main") if isinstance(place, Page) else place
    return re.sub(r"[\s\u00a0]+", " ", found.inner_text())


def path_of(page: Page) -> str:
    return urlsplit(page.url).path


def heading(page: Page, name: str | re.Pattern[str]) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(name)


def press(page: Page, name: str) -> None:
    """Send a form of the page; the answer is there when this ends."""
    with page.expect_navigation():
        page.locator("main").get_by_role("button", name=name, exact=True).first.click()


def follow(page: Page, name: str | re.Pattern[str]) -> None:
    with page.expect_navigation():
        page.get_by_role("link", name=name, exact=isinstance(name, str)).first.click()


def downloaded(page: Page, name: str) -> bytes:
    """A file of the page, kept under the name that it has there, accents included."""
    with page.expect_download() as started:
        page.get_by_role("link", name=name).click()
    assert started.value.suggested_filename == name
    return started.value.path().read_bytes()


def tab_to(page: Page, selector: str) -> None:
    """By keyboard; each stop on the way shows where it is."""
    for _ in range(120):
        page.keyboard.press("Tab")
        if page.evaluate(SHOWS_FOCUS, selector):
            return
    raise AssertionError(f"the keyboard does not reach {selector}")


def ask_for_a_code(page: Page, site: Site, address: str, *, start: str = "/compte/creer/") -> Mail:
    """To the page of the code; returns the mail that was sent meanwhile."""
    already = len(site.mails(address))
    if path_of(page) != start:
        page.goto(start)
    page.get_by_label("Courriel").fill(address)
    press(page, "Obtenir un code de vérification")
    heading(page, "Regardez vos courriels")
    return site.next_mail(address, after=already)


def type_the_code(page: Page, code: str) -> None:
    page.get_by_label("Code de vérification").fill(code)
    press(page, "Vérifier le code")


def choose_a_password(page: Page, password: str = PASSWORD) -> None:
    heading(page, "Choisissez un mot de passe")
    page.get_by_label("Nouveau mot de passe", exact=True).fill(password)
    page.get_by_label("Confirmation", exact=True).fill(password)
    press(page, "Enregistrer")


def open_an_account(page: Page, site: Site, address: str, password: str = PASSWORD) -> None:
    """From the sign-in page to the first page of somebody signed in."""
    page.goto("/connexion/")
    follow(page, "Créez votre compte")
    mail = ask_for_a_code(page, site, address)
    type_the_code(page, mail.code)
    choose_a_password(page, password)
    page.wait_for_url(lambda url: urlsplit(url).path in {"/", "/enfants/ajouter/"})


def choose_the_body(page: Page, name: str) -> None:
    page.locator("input[role=combobox]").fill(name)
    page.keyboard.press("Enter")
    expect(page.locator("[role=listbox]")).to_be_hidden()


def fill_the_child(page: Page, child: Child, *, number: str | None = None) -> None:
    page.get_by_label("Nom de famille de l’enfant").fill(child.family_name)
    page.get_by_label("Prénom de l’enfant").fill(child.given_name)
    page.get_by_label("Numéro de fiche ou code permanent").fill(number or child.fiche)


def confirm(page: Page, child: Child, *, number: str | None = None) -> None:
    """From the page of confirmation to the notice that the child is confirmed."""
    choose_the_body(page, child.board)
    fill_the_child(page, child, number=number)
    press(page, "Enregistrer")
    expect(page.get_by_text(f"{child.full_name} est confirmé à votre compte")).to_be_visible()


def sign_in(page: Page, person: Person, password: str | None = None) -> None:
    """To the page that was asked for, else home."""
    if path_of(page) != "/connexion/":
        page.goto("/connexion/")
    page.get_by_label("Courriel").fill(person.email)
    page.get_by_label("Mot de passe", exact=True).fill(password or person.password or PASSWORD)
    press(page, "Se connecter")
    page.wait_for_url(lambda url: urlsplit(url).path != "/connexion/")
    read_in(page, "fr-CA")


def read_in(page: Page, locale: str) -> None:
    """The account remembers the language that it was last read in."""
    if page.locator("html").get_attribute("lang") != locale:
        page.locator("header button[name=language]").click()
        page.wait_for_selector(f"html[lang={locale}]")


def go_away(page: Page, office: Office) -> None:
    """Longer than the minutes during which a parent may act without saying who they are."""
    cookies = {one["name"]: one["value"] for one in page.context.cookies()}
    (session,) = (value for name, value in cookies.items() if "session" in name)
    office.age(session=session, minutes=11)


def sign_out(page: Page) -> None:
    page.locator("details.menu summary").click()
    page.get_by_role("button", name="Se déconnecter").click()
    heading(page, "Votre session est fermée")


def children_at_home(page: Page) -> list[str]:
    return page.locator("article.child h2").all_inner_texts()


def open_the_file(page: Page, given_name: str) -> None:
    page.locator("article.child").get_by_role("link", name=given_name, exact=True).click()
    heading(page, re.compile(f"^{given_name}"))


def waits_at_the_door(page: Page) -> None:
    """Nothing of the family shows: this is the sign-in page."""
    page.wait_for_url("**/connexion/**")
    heading(page, "Se connecter")
