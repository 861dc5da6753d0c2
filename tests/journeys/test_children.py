"""A child that is refused, that is a stranger's, that is missing."""

from playwright.sync_api import expect

from tests.journeys.site import Child, Person, Site
from tests.journeys.steps import (
    children_at_home,
    choose_the_body,
    confirm,
    fill_the_child,
    follow,
    heading,
    open_an_account,
    open_the_file,
    press,
    sign_in,
    text_of,
    type_the_code,
)


def of_one_child(person: Person) -> bool:
    return len(person.children) == 1


def test_a_wrong_child_five_times_then_a_wait(visit, site: Site):
    parent = site.family(of_one_child)
    (child,) = parent.children
    nearly = Child(child.board, child.given_name + "x", child.family_name, child.fiche, None)
    page = visit()
    open_an_account(page, site, parent.email)
    for _ in range(5):
        choose_the_body(page, nearly.board)
        fill_the_child(page, nearly)
        press(page, "Enregistrer")
        expect(page.get_by_role("alert")).to_contain_text("Nous n’avons pas pu confirmer")
        assert page.get_by_label("Prénom de l’enfant").input_value() == nearly.given_name
    told = text_of(page)
    for advice in ("accents", "tous les noms de famille", "dans l’ordre", "sans diminutif"):
        assert advice in told
    assert "adresse vérifiée sur ce compte" in told

    fill_the_child(page, child)
    press(page, "Enregistrer")
    expect(page.get_by_role("alert")).to_contain_text("Réessayez dans une heure")
    assert site.acts(parent.email).count("child.refused") == 5
    assert "child.confirmed" not in site.acts(parent.email)


def test_a_parent_barred_by_a_judgment_reads_the_same_refusal(visit, site: Site):
    stephane = site.people["stephane.gauthier"]
    thomas, rosalie = stephane.children
    page = visit()
    sign_in(page, stephane)
    assert children_at_home(page) == [thomas.given_name]
    follow(page, "Ajouter un enfant")
    choose_the_body(page, rosalie.board)
    fill_the_child(page, rosalie)
    press(page, "Enregistrer")
    expect(page.get_by_role("alert")).to_contain_text("Nous n’avons pas pu confirmer cet enfant")
    assert "jugement" not in text_of(page).lower()


def test_a43_the_child_of_a_stranger_leaves_at_once(visit, site: Site):
    martin = site.people["martin.cloutier"]
    noah, ines = martin.children
    page = visit()
    sign_in(page, martin)
    assert sorted(children_at_home(page)) == ["Inès", "Noah"]
    open_the_file(page, ines.given_name)
    file, old = page.url, page.context.new_page()
    old.goto(file)
    follow(page, "Ce n’est pas mon enfant")
    heading(page, f"{ines.full_name} n’est pas votre enfant?")
    follow(page, "Annuler")
    open_again = page.get_by_role("link", name="Ce n’est pas mon enfant")
    open_again.click()
    page.get_by_label("Précision pour l’école").fill("Je n’ai qu’un garçon.")
    press(page, "Ce n’est pas mon enfant")

    heading(page, "Bonjour Martin.")
    assert "L’école est avertie : incident" in text_of(page)
    assert children_at_home(page) == [noah.given_name]
    assert old.reload().status == 404
    assert ines.given_name not in old.content()
    assert "child.disowned" in site.acts(martin.email)
    kept = site.query("SELECT note FROM people_incident WHERE kind = 'not_my_child'")
    assert ("Je n’ai qu’un garçon.",) in kept
    written = [mail for mail in site.read("/demo/courriels.json") if "marie-victorin" in mail["to"]]
    assert written, "the school is told"
    assert not any("Inès" in mail["text"] or "garçon" in mail["text"] for mail in written)


def test_a_missing_child_is_found_by_another_address(visit, site: Site):
    josee = site.people["josee.vadeboncoeur"]
    olivier, camille = josee.children
    second = "j.vadeboncoeur@mail.example"
    page = visit()
    sign_in(page, josee)
    assert children_at_home(page) == [olivier.given_name]
    follow(page, "Il manque un enfant")
    assert josee.email in text_of(page)
    follow(page, "Vérifier une autre adresse")
    page.get_by_label("Courriel").fill(second)
    press(page, "Obtenir un code de vérification")
    heading(page, "Regardez vos courriels")
    type_the_code(page, site.next_mail(second, after=0).code)
    heading(page, "Mon compte")
    assert second in text_of(page)
    page.goto("/")
    assert "1 enfant à confirmer" in text_of(page)
    page.get_by_role("link", name="Confirmer : 1 enfant à confirmer").click()
    confirm(page, camille)
    follow(page, "Aller à l’accueil")
    assert children_at_home(page) == ["Olivier", "Camille"]


def test_the_school_is_asked_for_a_missing_child(visit, site: Site):
    patrick = site.people["patrick.obrien"]
    page = visit()
    sign_in(page, patrick)
    follow(page, "Il manque un enfant")
    choose_the_body(page, "Riverside")
    page.get_by_label("Précision pour l’école").fill("Ma plus jeune y est, fiche 1234567.")
    press(page, "Envoyer la demande")
    heading(page, "Bonjour Patrick.")
    assert "Votre demande est transmise à l’organisme scolaire : numéro" in text_of(page)
    assert "child.missing_reported" in site.acts(patrick.email)
    told = site.next_mail("portal@riverside.example", after=0)
    assert "Ma plus jeune y est" in told.text
    assert "1234567" not in told.text
