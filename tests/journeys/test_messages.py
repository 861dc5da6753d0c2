"""Messages of the school: read, confirmed, answered, kept, found again."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.files import PDF
from tests.journeys.office import Office, Town
from tests.journeys.site import Site
from tests.journeys.steps import downloaded, follow, heading, press, tab_to, text_of

Enter = Callable[..., Page]

TITLE = "Sortie à la forêt, le vendredi"
BODY = "<p>Départ à 8 h 30. Prévoir des bottes et une collation.</p>"
NAMED = ("Maëlle", "Théo", "Hugo")
FILE = "Trajet d’été à vélo.pdf"


def test_a_message_about_siblings_is_read_confirmed_answered_and_kept(
    enter: Enter, office: Office, town: Town, site: Site
):
    siblings = [town.children[name] for name in NAMED]
    message = office.publish(
        students=siblings,
        title=TITLE,
        body=BODY,
        file=FILE,
        needs_confirmation=True,
        allows_replies=True,
    )
    page = enter()
    todo = page.locator("main .todo-item").filter(has_text=TITLE)
    expect(todo).to_have_count(1)
    assert "Maëlle, Théo et Hugo" in text_of(todo)
    todo.get_by_role("link").click()

    heading(page, TITLE)
    assert page.locator("article .about").all_inner_texts() == list(NAMED)
    assert downloaded(page, FILE) == PDF
    expect(page.get_by_role("button", name="Archiver")).to_have_count(0)
    press(page, "J’ai lu ce message")
    assert "Vous avez confirmé votre lecture le" in text_of(page)
    page.goto("/")
    expect(page.locator("main .todo-item").filter(has_text=TITLE)).to_have_count(0)

    page.goto(f"/messages/{message}/")
    page.get_by_label("Hugo").check()
    press(page, "Envoyer la réponse")
    assert "Écrivez votre réponse" in text_of(page)
    assert page.get_by_label("Hugo").is_checked()
    page.get_by_label("Votre réponse").fill("Il aura ses bottes <b>neuves</b>.")
    press(page, "Envoyer la réponse")
    assert "Il aura ses bottes <b>neuves</b>." in text_of(page.locator("#echanges"))
    office.answer(message=message, text="Parfait, à vendredi.")
    page.goto("/messages/")
    assert "Réponse reçue" in text_of(page)
    follow(page, TITLE)
    assert "Parfait, à vendredi." in text_of(page.locator("#echanges"))

    press(page, "Archiver")
    page.goto("/messages/")
    assert TITLE not in text_of(page)
    page.goto("/messages/?vue=archives")
    assert TITLE in text_of(page)
    acts = [act for act in site.acts(town.parent) if act.startswith("message.")]
    for act in ("message.opened", "message.confirmed", "message.replied"):
        assert act in acts


def test_messages_of_two_bodies_are_found_without_accents_and_by_child(
    enter: Enter, office: Office, town: Town
):
    for student, title in (
        (town.children["Maëlle"], "Fête de Noël"),
        (town.children["Hugo"], "Vérification des casiers"),
        (town.children["Béatrice"], "Winter concert"),
    ):
        office.publish(students=[student], title=title, body="<p>Détails à venir.</p>")
    page = enter()
    follow(page, "Messages de l’école")
    page.goto("/messages/")
    assert page.locator(".mail h2").count() == 3

    page.get_by_label("Chercher", exact=True).fill("noel fete")
    press(page, "Chercher")
    assert page.locator(".mail h2").all_inner_texts() == ["Fête de Noël"]
    assert page.get_by_label("Chercher", exact=True).input_value() == "noel fete"
    page.get_by_label("Chercher", exact=True).fill("rien de tel")
    press(page, "Chercher")
    assert "Aucun message ne correspond" in text_of(page)
    follow(page, "Effacer les filtres")
    follow(page, "Béatrice")
    assert page.locator(".mail h2").all_inner_texts() == ["Winter concert"]
    expect(page.locator(".switcher [aria-current=page]")).to_have_text("Béatrice")


def test_a_message_by_keyboard_alone(visit, office: Office, town: Town):
    """From the sign-in page to the confirmation, without a pointer."""
    office.publish(
        students=list(town.children.values())[:2], title=TITLE, body=BODY, needs_confirmation=True
    )
    page = visit()
    page.goto("/connexion/")
    tab_to(page, "input[name=address]")
    page.keyboard.type(town.parent)
    tab_to(page, "input[name=password]")
    page.keyboard.type(town.password)
    page.keyboard.press("Enter")
    heading(page, "Bonjour Claire.")
    tab_to(page, ".todo-item a")
    page.keyboard.press("Enter")
    heading(page, TITLE)
    tab_to(page, ".letter-confirm button")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Vous avez confirmé votre lecture le")).to_be_visible()
