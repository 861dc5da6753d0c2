"""A parent's first evening: from the sign-in page to the child's file, whatever the browser."""

import re

from playwright.sync_api import Page, expect

from tests.journeys.site import Person, Site
from tests.journeys.steps import (
    PASSWORD,
    ask_for_a_code,
    children_at_home,
    choose_a_password,
    confirm,
    fill_the_child,
    follow,
    heading,
    open_an_account,
    open_the_file,
    path_of,
    press,
    sign_out,
    text_of,
    type_the_code,
)


def of_one_child(person: Person) -> bool:
    return len(person.children) == 1 and person.children[0].code_permanent is not None


def test_from_sign_up_to_a_home_of_three_children_in_two_bodies(visit, site: Site):
    claire = site.people["claire.tremblay"]
    leo, maelle, zoe = claire.children
    assert leo.board != zoe.board
    page = visit()
    open_an_account(page, site, claire.email)

    heading(page, "Confirmez votre enfant")
    told = text_of(page)
    assert "Il vous reste 2 enfants à confirmer : CSS Marie-Victorin" in told
    assert not any(child.given_name in told for child in claire.children), "no name is given away"
    confirm(page, leo)
    follow(page, "Répéter pour un autre enfant")
    assert page.get_by_label("Nom de famille de l’enfant").input_value() == leo.family_name
    confirm(page, maelle, number=maelle.code_permanent)
    follow(page, "Répéter pour un autre enfant")
    confirm(page, zoe)
    follow(page, "Aller à l’accueil")

    heading(page, "Bonjour Claire.")
    assert children_at_home(page) == ["Léo", "Maëlle", "Zoé"]
    waiting = page.locator("main .todo-item").count()
    told = text_of(page)
    assert f"À faire {waiting}" in told if waiting else "Rien ne vous attend" in told
    hues = {one.get_attribute("data-hue") for one in page.locator("article.child").all()}
    assert len(hues) == 3
    for avatar in page.locator("article.child .avatar").all():
        assert avatar.evaluate("node => node.naturalWidth > 0 || node.textContent.length === 2")
    sent = [mail.subject for mail in site.mails(claire.email)]
    assert [re.search("Léo|Maëlle|Zoé", subject)[0] for subject in sent[1:]] == [
        "Léo",
        "Maëlle",
        "Zoé",
    ]
    acts = site.acts(claire.email)
    assert acts.count("child.confirmed") == 3
    assert "home.seen" in acts


def test_the_file_answers_and_keeps_the_code_permanent_until_asked(visit, site: Site):
    sylvie = site.people["sylvie.damours"]
    samuel = sylvie.children[1]
    page = visit()
    page.goto("/connexion/")
    page.get_by_label("Courriel").fill(sylvie.email)
    page.get_by_label("Mot de passe", exact=True).fill(sylvie.password)
    press(page, "Se connecter")
    open_the_file(page, samuel.given_name)
    told = text_of(page)
    assert samuel.fiche in told
    assert samuel.code_permanent not in page.content()
    assert "marc-andre.levesque" not in page.content(), "nothing of the other parent"
    assert sylvie.email in told
    before = site.acts(sylvie.email).count("file.code_permanent_seen")
    press(page, "Afficher le code permanent")
    shown = text_of(page.locator("#code-permanent")).replace(" ", "")
    assert samuel.code_permanent in shown
    assert site.acts(sylvie.email).count("file.code_permanent_seen") == before + 1
    assert page.get_by_role("button", name="Afficher le code permanent").count() == 0

    follow(page, "Nous joindre")
    told = text_of(page)
    assert told.count("450 555-01") >= 6, "each school's telephone, and its body's"
    assert "Samuel" in told
    assert "Willowbank" in told
    place = page.locator("footer").get_by_role("link", name="Nous joindre").bounding_box()
    assert place["x"] < page.viewport_size["width"] / 2


def test_the_tab_closed_at_every_step_loses_nothing(visit, site: Site):
    parent = site.family(of_one_child)
    page = visit()
    mail = ask_for_a_code(page, site, parent.email)
    page.close()

    page = page.context.new_page()
    page.goto(mail.path)
    heading(page, "Regardez vos courriels")
    assert parent.email in text_of(page)
    elsewhere = visit()
    elsewhere.goto(mail.path)
    heading(elsewhere, "Regardez vos courriels")
    elsewhere.goto(f"{mail.path}mot-de-passe/")
    heading(elsewhere, "Regardez vos courriels")
    assert path_of(elsewhere) == mail.path, "the link alone opens no password page"

    type_the_code(page, mail.code)
    heading(page, "Choisissez un mot de passe")
    page.close()
    page = page.context.new_page()
    page.goto(mail.path)
    heading(page, "Choisissez un mot de passe")
    elsewhere.goto(mail.path)
    heading(elsewhere, "Ce lien n’ouvre plus rien")
    choose_a_password(page)
    heading(page, "Confirmez votre enfant")
    page.close()
    page = page.context.new_page()
    page.goto(mail.path)
    heading(page, "Ce lien n’ouvre plus rien")
    follow(page, "Recommencer")
    heading(page, "Confirmez votre enfant")


def test_the_code_typed_on_another_device_goes_on_there(visit, site: Site):
    parent = site.family(of_one_child)
    mail = ask_for_a_code(visit(), site, parent.email)
    phone = visit(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    phone.goto(mail.path)
    typed = mail.code.replace(" ", "-")
    type_the_code(phone, f" {typed} ")
    choose_a_password(phone)
    heading(phone, "Confirmez votre enfant")


def test_an_address_that_no_school_holds_reads_the_same_page_and_a_mail_that_explains(
    visit, site: Site
):
    unknown, known = site.people["lucie.fontaine"], site.family(of_one_child)
    pages = []
    for person in (unknown, known):
        page = visit()
        mail = ask_for_a_code(page, site, person.email)
        pages.append(text_of(page).replace(person.email, "…"))
        assert ("code" in mail.subject) == (person is known), mail.subject
    assert pages[0] == pages[1]


def test_without_javascript(visit, site: Site):
    mother = site.people["marie-eve.st-pierre"]
    alice, aline = mother.children
    page = visit(java_script_enabled=False)
    open_an_account(page, site, mother.email)
    for child in (alice, aline):
        page.get_by_label("Chercher un organisme scolaire").fill("commission marie victorin")
        press(page, "Chercher")
        choices = page.get_by_label("Centre de services ou commission scolaire", exact=True)
        assert choices.locator("option").count() == 2, "« Choisissez… » and the one that was found"
        choices.select_option(label=child.board)
        fill_the_child(page, child)
        press(page, "Enregistrer")
        expect(page.get_by_text(f"{child.full_name} est confirmé")).to_be_visible()
        if child is alice:
            follow(page, "Répéter pour un autre enfant")
    follow(page, "Aller à l’accueil")
    assert children_at_home(page) == ["Alice", "Aline"]
    open_the_file(page, "Alice")
    press(page, "Afficher le code permanent")
    assert alice.code_permanent in text_of(page.locator("#code-permanent")).replace(" ", "")
    follow(page, "Nous joindre")
    heading(page, "Nous joindre")
    page.get_by_role("button", name="English").click()
    heading(page, "Contact us")
    page.get_by_role("button", name="Français").click()
    sign_out(page)
    assert "account.signed_out" in site.acts(mother.email)


# ---- by keyboard alone ------------------------------------------------------------------------

SHOWN_FOCUS = """() => {
  const node = document.activeElement, style = getComputedStyle(node);
  const box = node.getBoundingClientRect();
  const drawn = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
  return {tag: node.tagName, drawn: drawn || node.tagName === 'BODY', html: node.outerHTML,
          inside: box.bottom > 0 && box.top < innerHeight && box.width > 0};
}"""


def tab_to(page: Page, wanted: str) -> None:
    """Tab until the focus is on what `wanted` selects; seen at each stop."""
    for _ in range(40):
        page.keyboard.press("Tab")
        focus = page.evaluate(SHOWN_FOCUS)
        assert focus["drawn"], f"no visible focus: {focus['html'][:200]}"
        assert focus["inside"] or focus["tag"] == "BODY", focus["html"][:200]
        if page.evaluate("wanted => document.activeElement.matches(wanted)", wanted):
            return
    raise AssertionError(f"{wanted} is not reached by Tab")


def write(page: Page, field: str, text: str) -> None:
    tab_to(page, f"[name={field}]")
    page.keyboard.press("Control+A")
    page.keyboard.type(text)


def test_by_keyboard_alone(visit, site: Site):
    parent = site.family(of_one_child)
    (child,) = parent.children
    page = visit()
    page.goto("/connexion/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.matches('.skip')")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "contenu"
    tab_to(page, "a[href='/compte/creer/']")
    page.keyboard.press("Enter")

    heading(page, "Créez votre compte")
    write(page, "address", parent.email)
    page.keyboard.press("Enter")
    heading(page, "Regardez vos courriels")
    write(page, "code", site.next_mail(parent.email, after=0).code)
    page.keyboard.press("Enter")
    heading(page, "Choisissez un mot de passe")
    write(page, "password", PASSWORD)
    write(page, "confirmation", PASSWORD)
    page.keyboard.press("Enter")

    heading(page, "Confirmez votre enfant")
    tab_to(page, "[role=combobox]")
    page.keyboard.type(child.board.split()[-1])
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    assert page.locator("input[role=combobox]").input_value() == child.board
    write(page, "family_name", child.family_name)
    write(page, "given_name", child.given_name)
    write(page, "number", child.fiche)
    page.keyboard.press("Enter")
    expect(page.get_by_text(f"{child.full_name} est confirmé")).to_be_visible()
    tab_to(page, "main a.button[href='/']")
    page.keyboard.press("Enter")

    heading(page, re.compile("^Bonjour"))
    tab_to(page, "article.child h2 a")
    page.keyboard.press("Enter")
    heading(page, re.compile(f"^{child.given_name}"))
    tab_to(page, "#code-permanent button")
    page.keyboard.press("Enter")
    expect(page.locator("#code-permanent button")).to_have_count(0)
    tab_to(page, "details.menu summary")
    page.keyboard.press("Enter")
    tab_to(page, "form[data-sign-out] button")
    page.keyboard.press("Enter")
    heading(page, "Votre session est fermée")
