"""Every page and state, as everybody may meet it: no violation, nothing cut, light on the wire."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.files import PDF
from tests.journeys.conftest import Visit
from tests.journeys.office import Office, Town
from tests.journeys.site import Person, Site
from tests.journeys.steps import PASSWORD, go_away, read_in, sign_in

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RICH = """<p>Départ à 8 h 30, de la <b>grande porte</b>.</p><ul><li>Des bottes</li></ul>
<p>Le <a href="https://exemple.ca/un/chemin/tres/long/jusqu/a/la/foret/des/trois/saults">trajet</a></p>
<table><tr><th>Jour</th></tr><tr><td>Vendredi</td></tr></table>"""
PHONE, DESKTOP = {"width": 320, "height": 700}, {"width": 1280, "height": 900}

# The dark scheme changes colours and nothing else.
SCHEMES = {"light": RULES, "dark": {"type": "rule", "values": ["color-contrast"]}}
VIOLATIONS = """runOnly => axe.run({resultTypes: ['violations'], runOnly}).then(({violations}) =>
  violations.map((one) => [one.id, one.nodes[0].html]))"""

# What sticks out of the page, though the page itself may not scroll.
CUT = """() => [...document.querySelectorAll('body *')].filter((node) => {
  const box = node.getBoundingClientRect();
  if (!box.width || node.closest('.unseen, .skip, svg')) return false;
  return box.right > innerWidth + 1 || box.left < -1;
}).map((node) => node.outerHTML.slice(0, 160))"""

Look = Callable[[Page, str], None]


@pytest.fixture
def look(locale: str) -> Iterator[Look]:
    """In light and dark, on the smallest phone and on a desk; all that is wrong is told at once."""
    problems: list[tuple[str, object]] = []

    def look_(page: Page, state: str) -> None:
        problems.extend((state, one) for one in _problems(page, locale))

    yield look_
    assert problems == []


def _problems(page: Page, locale: str) -> Iterator[object]:
    page.evaluate(Axe().axe_script)
    if page.locator("html").get_attribute("lang") != locale:
        yield f"not in {locale}"
    for size in (PHONE, DESKTOP):
        page.set_viewport_size(size)
        if page.evaluate("document.documentElement.scrollWidth") > size["width"]:
            yield size["width"], "the page scrolls sideways"
        yield from ((size["width"], "cut", node) for node in page.evaluate(CUT))
        for scheme, run_only in SCHEMES.items():
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            for one in page.evaluate(VIOLATIONS, run_only):
                yield size["width"], scheme, one


def send(page: Page, **values: str) -> None:
    """Fill the page's form by the names of its fields, in whatever language, and send it."""
    form = page.locator("main form.form:not([role=search])").first
    for name, value in values.items():
        field = form.locator(f"[name={name}]")
        if field.evaluate("node => node.tagName") == "SELECT":
            form.locator("input[role=combobox]").fill(value)
        else:
            field.fill(value)
    with page.expect_navigation():
        form.locator("button[type=submit]").first.click()


@pytest.fixture(params=["fr-CA", "en-CA"])
def locale(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def page(visit: Visit, locale: str) -> Page:
    return visit(locale=locale)


def signed_in(page: Page, person: Person, locale: str) -> None:
    page.goto("/connexion/")
    send(page, address=person.email, password=person.password or PASSWORD)
    read_in(page, locale)


def test_the_door(page: Page, look: Look, locale: str, site: Site):
    page.goto("/connexion/")
    look(page, "sign-in")
    send(page)
    look(page, "sign-in, nothing typed")
    send(page, address="personne@courriel.example", password="un mauvais mot de passe")
    look(page, "sign-in refused")
    for path in ("/connexion/aide/", "/aide/", "/deconnexion/terminee/", "/nulle-part/"):
        page.goto(path)
        look(page, path)
    page.goto("/connexion/?inactivite=1")
    look(page, "sign-in after idleness")
    page.context.clear_cookies()
    page.locator("main form.form button[type=submit]").first.click()
    page.wait_for_load_state()
    assert page.title().startswith(("Le formulaire", "The form")), page.title()
    look(page, "a form without its cookie")


def test_the_account_in_the_making(page: Page, look: Look, locale: str, site: Site):
    parent = site.family(lambda one: len(one.children) == 1)
    for path in ("/compte/mot-de-passe-oublie/", "/compte/creer/"):
        page.goto(path)
        look(page, path)
        send(page, address="sans arobase")
        look(page, f"{path} refused")
    send(page, address=parent.email)
    mail = site.next_mail(parent.email, after=0)
    look(page, "code")
    send(page, code="12")
    look(page, "code malformed")
    wrong = "000000" if mail.code != "000 000" else "111111"
    for _ in range(5):
        send(page, code=wrong)
    look(page, "code spent")
    page.goto(f"{mail.path[:-5]}AAAA/")
    look(page, "a link that opens nothing")
    other = site.family(lambda one: len(one.children) == 1)
    page.goto("/compte/creer/")
    send(page, address=other.email)
    send(page, code=site.next_mail(other.email, after=0).code)
    look(page, "password")
    send(page, password="court", confirmation="autre")
    look(page, "password refused")
    send(page, password=PASSWORD, confirmation=PASSWORD)

    (child,) = other.children
    look(page, "confirm")
    page.locator("input[role=combobox]").fill("sco")
    look(page, "list of bodies open")
    page.keyboard.press("Escape")
    page.goto("/enfants/ajouter/?organisme=zzz")
    look(page, "no such body")
    page.goto("/enfants/ajouter/")
    send(page)
    look(page, "confirm, nothing typed")
    typed = {
        "body": child.board,
        "family_name": "Autre",
        "given_name": child.given_name,
        "number": child.fiche,
    }
    for _ in range(5):
        send(page, **typed)
    look(page, "refused")
    send(page, **typed)
    look(page, "waiting")


def test_home_and_the_child(page: Page, look: Look, locale: str, site: Site):
    parent = site.family(lambda one: len(one.children) == 1)
    page.goto("/compte/creer/")
    send(page, address=parent.email)
    send(page, code=site.next_mail(parent.email, after=0).code)
    send(page, password=PASSWORD, confirmation=PASSWORD)
    (child,) = parent.children
    send(
        page,
        body=child.board,
        family_name=child.family_name,
        given_name=child.given_name,
        number=child.fiche,
    )
    look(page, "confirmed")
    page.goto("/")
    look(page, "home with one child")
    page.locator("article.child h2 a").click()
    page.goto(f"{page.url.replace('dossier/', 'pas-mon-enfant/')}")
    look(page, "disown")
    send(page)
    look(page, "home without a child")
    page.goto("/nous-joindre/")
    look(page, "no school to reach")


def test_a_family_of_three(page: Page, look: Look, locale: str, site: Site):
    signed_in(page, site.people["sylvie.damours"], locale)
    look(page, "home with three children")
    page.locator("details.menu summary").click()
    look(page, "the account's menu")
    page.locator("article.child h2 a").first.click()
    page.wait_for_load_state()
    look(page, "file")
    page.locator("#code-permanent button").click()
    page.wait_for_load_state()
    look(page, "file with the code permanent")
    for path in (
        "/nous-joindre/",
        "/enfants/ajouter/",
        "/enfants/manquant/",
        "/compte/",
        "/compte/mot-de-passe/",
        "/compte/adresses/ajouter/",
        "/compte/confirmer/?suite=/compte/",
    ):
        page.goto(path)
        look(page, path)
    page.goto("/compte/mot-de-passe/")
    send(page, current="faux", password="court", confirmation="autre")
    look(page, "change of password refused")
    page.goto("/enfants/manquant/")
    send(page)
    look(page, "missing child, no body chosen")
    page.evaluate("document.getElementById('session-fin').showModal()")
    look(page, "idle warning")


def test_a_school_that_hides_its_teachers(page: Page, look: Look, locale: str, site: Site):
    signed_in(page, site.people["nadia.benali"], locale)
    look(page, "home with a child to confirm")
    page.locator("article.child h2 a").first.click()
    page.wait_for_load_state()
    assert re.search("n’affiche pas les matières|does not show", page.content())
    look(page, "file without teachers")


def test_the_demonstrations_own_pages(page: Page, look: Look, site: Site):
    parent = site.family(lambda one: len(one.children) == 1)
    page.goto("/compte/creer/")
    send(page, address=parent.email)
    site.next_mail(parent.email, after=0)
    for path in ("/demo/", "/demo/courriels/?a=personne@courriel.example", "/demo/courriels/"):
        page.goto(path)
        look(page, path)
    page.locator("main li a").first.click()
    page.wait_for_load_state()
    look(page, "a mail")
    page.get_by_role("link", name=re.compile("HTML")).click()
    page.wait_for_url("**/html/")
    assert parent.email in page.content()


# ---- every day ----------------------------------------------------------------------------------


def test_messages(page: Page, look: Look, locale: str, office: Office, town: Town):
    signed_in(page, town.person(), locale)
    for path in ("/messages/", "/messages/?vue=archives", "/messages/?q=rien"):
        page.goto(path)
        look(page, f"{path}, no message")
    siblings = list(town.children.values())[:3]
    message = office.publish(
        students=siblings,
        title="Sortie à la forêt de l’anticonstitutionnellement longue dénomination",
        body=RICH,
        file="Trajet d’été à vélo, avec un nom qui ne finit pas de finir.pdf",
        needs_confirmation=True,
        allows_replies=True,
        is_pinned=True,
    )
    for category in ("urgent", "closure", "monthly"):
        office.publish(students=siblings, title=category, body=RICH, category=category)
    for path in ("/", "/messages/", "/messages/?categorie=urgent&nonlus=1"):
        page.goto(path)
        look(page, f"{path}, with messages")
    page.goto(f"/messages/{message}/")
    look(page, "message")
    send(page)
    look(page, "reply, nothing typed")
    page.locator("input[name=student_id]").first.check()
    send(page, text="Merci.")
    office.answer(message=message, text="Parfait, à vendredi.")
    page.locator(".letter-confirm button").click()
    page.wait_for_load_state()
    look(page, "message confirmed, with an exchange")


def test_agenda(page: Page, look: Look, locale: str, office: Office, town: Town):
    maelle = town.children["Maëlle"]
    signed_in(page, town.person(), locale)
    office.announce(student=maelle, title="Rencontre de parents à la bibliothèque", on=1)
    office.give(student=maelle, title="Mots de la dictée", due=1, kind="evaluation")
    for view in ("jour", "semaine", "mois"):
        for path in ("/agenda/", f"/enfants/{maelle}/agenda/"):
            page.goto(f"{path}?vue={view}&date={town.day(1).isoformat()}")
            look(page, f"{path}, {view}")
    for on in (town.day(9), town.day(10), town.day(400)):
        page.goto(f"/agenda/?date={on.isoformat()}")
        look(page, f"/agenda/ on {on}")
    page.goto("/agenda/abonnements/")
    look(page, "no feed")
    send(page)
    look(page, "an address, shown once")
    page.goto("/agenda/abonnements/")
    look(page, "feeds")


def test_homework(page: Page, look: Look, locale: str, office: Office, town: Town):
    maelle = town.children["Maëlle"]
    signed_in(page, town.person(), locale)
    page.goto(f"/enfants/{maelle}/devoirs/")
    look(page, "no homework")
    office.give(student=maelle, title="Mots de la dictée", due=1, text=RICH, file="Été n° 3.pdf")
    office.give(student=maelle, title="Lecture", due=2, kind="lesson")
    office.give(student=maelle, title="Fractions", due=3, kind="evaluation")
    office.give(student=maelle, title="Devoir passé", due=-2)
    office.give(student=maelle, title="Lecture", due=4, kind="lesson")
    page.reload()
    page.locator(".due-tick button").first.click()
    page.locator("details.fold summary").click()
    look(page, "homework by day, past unfolded")
    page.goto(f"/enfants/{maelle}/devoirs/?par=matiere")
    look(page, "homework by subject")


def test_transport(page: Page, look: Look, locale: str, office: Office, town: Town):
    theo, hugo, maelle = (town.children[name] for name in ("Théo", "Hugo", "Maëlle"))
    signed_in(page, town.person(), locale)
    page.goto(f"/enfants/{theo}/transport/")
    look(page, "no transport yet")
    office.walk(student=hugo)
    page.goto(f"/enfants/{hugo}/transport/")
    look(page, "a child who walks")
    office.ride(student=theo, is_confirmed=False)
    office.ride(student=theo, way="midday_home", on="T7", vehicle="taxi")
    office.ride(student=theo, way="evening", household=town.other, on="204", by="des Chênes")
    office.ride(student=maelle, on="131")
    office.move_hour(student=theo)
    office.be_late(student=theo)
    office.be_late(student=maelle, minutes=None)
    for child in (theo, maelle):
        page.goto(f"/enfants/{child}/transport/")
        look(page, "late, cancelled, changed, provisional, elsewhere")
    page.goto("/")
    look(page, "a home page with a late bus")
    office.ride(student=hugo, on="M7", vehicle="minibus", adult_awaited=True, weekdays=[1, 6])
    office.ride(student=hugo, way="evening", on="", by="", vehicle="public", leaves_at=None)
    for week in (town.today, town.day(7)):
        page.goto(f"/enfants/{hugo}/transport/?semaine={week.isoformat()}")
        look(page, "a minibus, a Saturday, a pass")


def test_absences(page: Page, look: Look, locale: str, office: Office, town: Town):
    signed_in(page, town.person(), locale)
    maelle, hugo = town.children["Maëlle"], town.children["Hugo"]
    for path in (f"/enfants/{maelle}/absences/", "/absences/motiver/"):
        page.goto(path)
        look(page, f"{path}, no absence")
    event, refused = office.record_absence(student=maelle), office.record_absence(student=hugo)
    for back, kind in ((3, "late"), (4, "early_leave"), (5, "suspension"), (6, "authorized")):
        office.record_absence(student=maelle, back=back, kind=kind)
    for view in ("liste", "periodes", "mois", "bilan"):
        page.goto(f"/enfants/{maelle}/absences/?vue={view}")
        look(page, f"absences, {view}")
    page.goto("/")
    look(page, "home with absences to justify")
    page.goto("/absences/motiver/")
    look(page, "justify")
    send(page)
    look(page, "justify, no motive")
    go_away(page, office)
    _justify(page, "Été, fièvre.pdf")
    look(page, "justify, who are you")
    _justify(page, proof_password=town.password)
    page.wait_for_url("**/")
    look(page, "home, justified")
    office.decide(event=refused, accept=False, note="Le billet ne porte pas de date.")
    for path in (f"/absences/{event}/", f"/absences/{refused}/", "/absences/motiver/"):
        page.goto(path)
        look(page, f"{path}, answered")
    page.goto(f"/absences/{event}/")
    reason = page.locator("a[href^='/absences/motifs/']").first.get_attribute("href")
    for path in (reason, f"{reason}retirer/"):
        page.goto(path)
        look(page, path)


def _justify(page: Page, file: str = "", **typed: str) -> None:
    for one in page.locator("select[name^=motive_]:visible").all():
        one.select_option(index=2)
    if file:
        paper = {"name": file, "mimeType": "application/pdf", "buffer": PDF}
        page.locator("input[type=file]").set_input_files(paper)
    send(page, text="De la fièvre.", **typed)


def test_declarations(page: Page, look: Look, locale: str, office: Office, town: Town):
    signed_in(page, town.person(), locale)
    page.goto("/absences/declarer/")
    look(page, "declare")
    for slug in ("journee", "arrivee-tardive", "depart-hatif", "sortie-et-retour"):
        page.goto(f"/absences/declarer/{slug}/")
        look(page, slug)
    page.goto("/absences/declarer/plusieurs-jours/")
    send(page)
    look(page, "several days, nothing typed")
    page.locator("input[name=children]").first.check()
    for one in page.locator("select[name^=motive_]:visible").all():
        one.select_option(index=1)
    days = {"starts_on": town.day(3).isoformat(), "ends_on": town.day(5).isoformat()}
    send(page, **days)
    look(page, "declared")
    page.locator("a[href^='/absences/declarations/']").first.click()
    page.wait_for_load_state()
    look(page, "declaration")
    page.goto(f"{page.url}retirer/")
    look(page, "withdraw a declaration")


def test_finances(page: Page, look: Look, locale: str, office: Office, town: Town):
    signed_in(page, town.person(), locale)
    maelle = town.children["Maëlle"]
    page.goto(f"/enfants/{maelle}/finances/")
    look(page, "finances, no account")
    payer = office.open_account(student=maelle, email=town.parent)
    page.goto(f"/enfants/{maelle}/finances/")
    look(page, "finances, no statement")
    fees = office.open_account(student=maelle, email=town.parent, kind="fees")
    office.charge(payer=payer, cents=12_345_67, back=70)
    office.charge(payer=payer, cents=4250, back=40, label="Contribution à la bibliothèque " * 4)
    office.charge(payer=fees, cents=1800, back=40)
    office.generate(payer=payer, back=30, due=10)
    office.generate(payer=fees, back=30)
    office.receive(payer=fees, cents=1800)
    page.goto("/")
    look(page, "home, a statement late")
    for path in (
        f"/enfants/{maelle}/finances/",
        f"/finances/comptes/{payer}/",
        f"/finances/comptes/{payer}/releves/",
        f"/finances/comptes/{payer}/paiement/",
    ):
        page.goto(path)
        look(page, path)
    send(page)
    look(page, "declare, nothing typed")
    send(page, paid_on=town.today.isoformat(), bank_reference="B 1234", cents="42,50")
    look(page, "declared")
    page.locator("a[href*='/retirer/']").first.click()
    look(page, "retract")
    office.void_last(payer=payer)
    page.goto(f"/finances/comptes/{payer}/")
    look(page, "account, void")
    page.locator("a[href^='/finances/etats/']").first.click()
    look(page, "statement, void")
    page.goto(f"/finances/comptes/{fees}/")
    page.locator("a[href^='/finances/etats/']").first.click()
    look(page, "statement")
    page.goto(f"/finances/comptes/{fees}/releves/")
    send(page)
    office.deposit_slip(payer=fees)
    office.deposit_slip(payer=fees, state="amended")
    page.reload()
    look(page, "slips")


def test_schools_that_show_nothing(page: Page, look: Look, locale: str, office: Office, town: Town):
    maelle = town.children["Maëlle"]
    for tile in ("messages", "agenda", "homework", "attendance", "transport"):
        office.switch_off(student=maelle, key=f"tile.{tile}")
    signed_in(page, town.person(), locale)
    child = f"/enfants/{maelle}"
    for path in (
        "/",
        "/messages/",
        f"{child}/agenda/",
        f"{child}/devoirs/",
        f"{child}/absences/",
        "/absences/declarer/",
    ):
        page.goto(path)
        look(page, f"{path}, not shown")


# ---- weight -----------------------------------------------------------------------------------

TILES = 9
SHIFTS = """() => { window.shifted = 0; new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) window.shifted += entry.value;
}).observe({type: 'layout-shift', buffered: true}); }"""


def weights_of(page: Page) -> dict[str, int]:
    """Encoded bytes of each answer to come, heads included, with nothing kept from before."""
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.setCacheDisabled", {"cacheDisabled": True})
    urls: dict[str, str] = {}
    weights: dict[str, int] = {}

    def answered(event: dict[str, Any]) -> None:
        urls[event["requestId"]] = event["response"]["url"]

    def finished(event: dict[str, Any]) -> None:
        weights[urls[event["requestId"]]] = event["encodedDataLength"]

    session.on("Network.responseReceived", answered)
    session.on("Network.loadingFinished", finished)
    return weights


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["320", "1280"])
def test_home_is_light_and_does_not_move(visit: Visit, site: Site, size: dict[str, int]):
    page = visit(viewport=size)
    sign_in(page, site.people["sylvie.damours"])
    page.goto("about:blank", wait_until="networkidle")
    page.add_init_script(f"({SHIFTS})()")
    weights = weights_of(page)
    page.goto("/", wait_until="networkidle")
    page.mouse.wheel(0, 5000)
    page.wait_for_load_state("networkidle")
    assert page.locator("article.child").first.locator(".tile").count() == TILES
    kinds = {url.rpartition(".")[2] for url in weights}
    assert {"css", "js"} < kinds, "the page, its styles, its scripts, its pictures"
    assert any(url.endswith("/photo/") for url in weights)
    assert sum(weights.values()) <= 60_000, weights
    assert page.evaluate("window.shifted") < 0.01
