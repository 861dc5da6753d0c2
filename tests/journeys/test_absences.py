"""Absences: justified for siblings by whoever proves to be the parent, declared, taken back."""

import re
from collections.abc import Callable
from datetime import date

from playwright.sync_api import Locator, Page, expect

from tests.files import JPEG, PDF
from tests.journeys.office import Office, Town
from tests.journeys.site import Site
from tests.journeys.steps import downloaded, follow, go_away, heading, press, text_of

Enter = Callable[..., Page]

PAPER = "Billet du médecin, été.pdf"
WHY = "Les deux avaient la même fièvre; voici le billet."
DAYCARE = "garde@saults.example"
REFUSAL = "Le billet ne porte pas de date."


def test_siblings_of_two_bodies_are_justified_with_one_paper_and_the_schools_answer(
    enter: Enter, office: Office, town: Town, site: Site
):
    maelle = office.record_absence(student=town.children["Maëlle"])
    beatrice = office.record_absence(student=town.children["Béatrice"])
    page = enter()
    todo = page.locator("main .todo-item").filter(has_text="Maëlle et Béatrice")
    todo.get_by_role("link", name=re.compile("^Motiver")).click()

    heading(page, "Motiver une absence ou un retard")
    assert all(box.is_checked() for box in page.locator("input[name=events]").all())
    for name in ("Maëlle", "Béatrice"):
        _motive(page, name).select_option(label="Rendez-vous médical")
    page.get_by_label("Précision").fill(WHY)
    page.get_by_label("Billet ou document").set_input_files(
        {"name": PAPER, "mimeType": "application/pdf", "buffer": PDF}
    )
    go_away(page, office)
    press(page, "Transmettre à l’école")

    assert "Plus de 10 minutes ont passé" in text_of(page)
    assert office.papers(event=maelle) == []
    _nothing_typed_is_lost(page)
    _prove(page, "un mot de passe deviné")
    assert "Ce n’est pas votre mot de passe actuel" in text_of(page)
    _nothing_typed_is_lost(page)
    assert office.state_of(event=maelle) == "to_justify"
    _prove(page, town.password)
    assert "Motif transmis à l’école." in text_of(page)
    for event in (maelle, beatrice):
        assert office.state_of(event=event) == "submitted"
        assert office.papers(event=event) == [PAPER]

    office.decide(event=maelle, accept=True)
    office.decide(event=beatrice, accept=False, note=REFUSAL)
    page.goto("/")
    refused = page.locator("main .todo-item").filter(has_text="Béatrice")
    expect(refused).to_have_count(1)
    assert "Maëlle" not in text_of(page.locator("main .todo"))
    refused.get_by_role("link").first.click()
    assert REFUSAL in text_of(page)
    assert WHY in text_of(page)
    page.goto("/")
    expect(page.locator("main .todo-item").filter(has_text="à motiver")).to_have_count(1)
    page.go_back()
    assert downloaded(page, PAPER) == PDF
    page.goto(f"/absences/{maelle}/")
    assert "Motif accepté" in text_of(page)
    assert REFUSAL not in text_of(page)
    assert "attendance.justified" in site.acts(town.parent)


def _motive(page: Page, child: str) -> Locator:
    """The field of the school of this child, who is named with the siblings who go there."""
    return page.get_by_label(re.compile(f"^Motif pour .*{child}"))


def _nothing_typed_is_lost(page: Page) -> None:
    assert all(box.is_checked() for box in page.locator("input[name=events]").all())
    for name in ("Maëlle", "Béatrice"):
        chosen = _motive(page, name).locator("option:checked")
        expect(chosen).to_have_text("Rendez-vous médical")
    assert page.get_by_label("Précision").input_value() == WHY
    assert PAPER in text_of(page.get_by_role("list", name="Fichiers déjà joints"))


def _prove(page: Page, password: str) -> None:
    page.get_by_label("Votre mot de passe", exact=True).fill(password)
    press(page, "Transmettre à l’école")


def test_a_motive_that_asks_for_a_paper_a_change_and_a_withdrawal(
    enter: Enter, office: Office, town: Town
):
    event = office.record_absence(student=town.children["Hugo"], kind="late")
    page = enter()
    page.goto("/absences/motiver/")
    press(page, "Transmettre à l’école")
    assert "Choisissez un motif" in text_of(page)
    page.get_by_label("Motif", exact=True).select_option(label="Rendez-vous médical")
    press(page, "Transmettre à l’école")
    expect(page.locator("[data-error-summary]")).to_be_visible()
    assert office.state_of(event=event) == "to_justify"
    page.get_by_label("Je remettrai le billet à l’école").check()
    press(page, "Transmettre à l’école")
    assert "Motif transmis à l’école." in text_of(page)

    page.goto(f"/absences/{event}/")
    assert "à remettre à l’école" in text_of(page)
    follow(page, "Modifier")
    page.get_by_label("Billet ou document").set_input_files(
        {"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": JPEG}
    )
    page.get_by_label("Je remettrai le billet à l’école").uncheck()
    press(page, "Transmettre à l’école")
    assert "il remplace le précédent" in text_of(page)
    assert office.papers(event=event) == ["photo.jpg"]
    page.goto(f"/absences/{event}/")
    assert "Remplacé" in text_of(page)
    follow(page, "Retirer")
    press(page, "Retirer le motif")
    assert "Motif retiré" in text_of(page)
    assert office.state_of(event=event) == "to_justify"


def test_three_days_ahead_for_two_siblings_reach_the_four_services_and_are_taken_back(
    enter: Enter, office: Office, town: Town, site: Site
):
    page = enter()
    page.goto(f"/enfants/{town.children['Maëlle']}/absences/")
    follow(page, "Déclarer une absence")
    page.get_by_role("link", name=re.compile("^Plusieurs jours")).click()
    heading(page, "Plusieurs jours")
    assert page.get_by_role("checkbox", name="Maëlle").is_checked()
    assert not _motive(page, "Hugo").is_visible()
    page.get_by_role("checkbox", name="Hugo").check()
    _days(page, town.day(5), town.day(3))
    press(page, "Déclarer à l’école")
    assert "Le dernier jour vient avant le premier" in text_of(page)
    _days(page, town.day(3), town.day(5))
    for name in ("Maëlle", "Hugo"):
        _motive(page, name).select_option(label="Maladie")
    page.get_by_label("Précision").fill("Opération prévue de longue date.")
    already = len(site.mails(DAYCARE))
    press(page, "Déclarer à l’école")
    assert "Absence déclarée. Voyez ci-dessous qui en est prévenu." in text_of(page)

    heading(page, "Plusieurs jours")
    expect(page.get_by_role("link", name="Hugo", exact=True)).to_have_count(1)
    address = page.url
    _four_services_are_told(page, site, office, after=already)

    already = len(site.mails(DAYCARE))
    follow(page, "Retirer cette déclaration")
    heading(page, "Maëlle sera finalement à l’école?")
    go_away(page, office)
    press(page, "Retirer la déclaration")
    page.get_by_label("Votre mot de passe", exact=True).fill(town.password)
    press(page, "Retirer la déclaration")
    assert "Déclaration retirée. L’école et ses services le savent." in text_of(page)
    site.next_mail(DAYCARE, after=already)
    page.goto(address)
    assert "Retiré" in text_of(page)
    assert "Qui est prévenu du retrait" in text_of(page)
    page.goto(f"/enfants/{town.children['Hugo']}/absences/")
    follow(page, re.compile("^Plusieurs jours"))
    assert "Transmis" in text_of(page)
    assert "Service de garde" not in _services(page)


def _days(page: Page, first: date, last: date) -> None:
    page.get_by_label("Premier jour d’absence").fill(first.isoformat())
    page.get_by_label("Dernier jour d’absence").fill(last.isoformat())


def _four_services_are_told(page: Page, site: Site, office: Office, *, after: int) -> None:
    """Three by mail, which says no motive; the fourth has a telephone alone."""
    services = _services(page)
    assert services.pop("Transport scolaire") == "À prévenir vous-même 819 555-0177"
    assert set(services) == {"Secrétariat", "Titulaire", "Service de garde"}
    assert set(services.values()) <= {"Courriel en route", "Prévenu par courriel"}
    told = site.next_mail(DAYCARE, after=after)
    assert "Maëlle T." in told.text
    assert "Opération" not in told.text
    assert "Maladie" not in told.text
    office.follow_notices()
    page.reload()
    assert _services(page)["Service de garde"] == "Prévenu par courriel"


def _services(page: Page) -> dict[str, str]:
    lines: list[Locator] = page.locator("ul.notices li").all()
    return {text_of(line.locator("b")): text_of(line.locator("span").first) for line in lines}
