"""Doors that close: a forgotten password, a way out, two families side by side."""

from concurrent.futures import ThreadPoolExecutor

from tests.journeys.site import Site
from tests.journeys.steps import (
    ask_for_a_code,
    choose_a_password,
    follow,
    heading,
    open_the_file,
    press,
    sign_in,
    sign_out,
    text_of,
    type_the_code,
    waits_at_the_door,
)

ANOTHER = "canot, érable et tuque bleue"


def test_a_forgotten_password_ends_the_session_left_elsewhere(visit, site: Site):
    isabelle = site.people["isabelle.bouchard"]
    elsewhere = visit()
    sign_in(elsewhere, isabelle)
    heading(elsewhere, "Bonjour Isabelle.")

    page = visit()
    page.goto("/connexion/")
    follow(page, "Mot de passe oublié")
    mail = ask_for_a_code(page, site, isabelle.email, start="/compte/mot-de-passe-oublie/")
    type_the_code(page, "000 000" if mail.code != "000 000" else "111 111")
    assert "Il reste 4 essais" in text_of(page)
    type_the_code(page, mail.code)
    already = len(site.mails(isabelle.email))
    choose_a_password(page, ANOTHER)
    heading(page, "Bonjour Isabelle.")
    assert "Vos autres sessions sont fermées" in text_of(page)

    elsewhere.reload()
    waits_at_the_door(elsewhere)
    elsewhere.get_by_label("Courriel").fill(isabelle.email)
    elsewhere.get_by_label("Mot de passe", exact=True).fill(isabelle.password)
    press(elsewhere, "Se connecter")
    assert "Le courriel ou le mot de passe ne convient pas" in text_of(elsewhere)
    sign_in(elsewhere, isabelle, ANOTHER)
    heading(elsewhere, "Bonjour Isabelle.")
    told = site.next_mail(isabelle.email, after=already)
    assert "mot de passe" in told.subject
    assert "account.password_changed" in site.acts(isabelle.email)


def test_a34_back_after_signing_out_shows_nothing(visit, site: Site):
    sylvie = site.people["sylvie.damours"]
    page = visit()
    sign_in(page, sylvie)
    open_the_file(page, "Éloïse")
    follow(page, "Nous joindre")
    sign_out(page)
    for _ in range(3):
        page.go_back()
        shown = page.content()
        assert sylvie.email not in shown
        assert not any(child.given_name in shown for child in sylvie.children)
    page.goto("/")
    waits_at_the_door(page)


def test_signing_out_of_one_tab_closes_the_others(visit, site: Site):
    sylvie = site.people["sylvie.damours"]
    page = visit()
    sign_in(page, sylvie)
    other = page.context.new_page()
    other.goto("/nous-joindre/")
    heading(other, "Nous joindre")
    sign_out(page)
    waits_at_the_door(other)


def test_a_page_asked_for_while_signed_out_comes_after_sign_in(visit, site: Site):
    page = visit()
    page.goto("/nous-joindre/?de=courriel#ecole-1")
    waits_at_the_door(page)
    sign_in(page, site.people["patrick.obrien"])
    page.wait_for_url("**/nous-joindre/?de=courriel*")
    heading(page, "Nous joindre")


def test_a35_one_familys_page_does_not_exist_for_the_other(visit, site: Site):
    pages = [visit(), visit()]
    for page, name in zip(pages, ("sylvie.damours", "catherine.lecuyer"), strict=True):
        sign_in(page, site.people[name])
    files = [page.locator("article.child h2 a").first.get_attribute("href") for page in pages]
    for page, theirs in zip(pages, reversed(files), strict=True):
        assert page.goto(theirs).status == 404
        heading(page, "Cette page n’existe pas, ou plus")


def test_a35_two_families_at_once_each_get_their_own_page(visit, site: Site):
    """Requests that cross in the server's threads, as one family's never do."""
    families = [site.people[name] for name in ("sylvie.damours", "catherine.lecuyer")]
    cookies = []
    for person in families:
        page = visit()
        sign_in(page, person)
        cookies.append({one["name"]: one["value"] for one in page.context.cookies()})
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda n: site.page("/", cookies[n % 2]), range(40)))
    for number, answer in enumerate(answers):
        mine, theirs = families[number % 2], families[1 - number % 2]
        assert all(child.given_name in answer for child in mine.children)
        assert not any(child.given_name in answer for child in theirs.children)
