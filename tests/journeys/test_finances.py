"""Money: a balance followed through a new statement, a payment declared, a slip online."""

import re
from collections.abc import Callable
from io import BytesIO

import pikepdf
from playwright.sync_api import Page, expect

from tests.journeys.office import Office, Town
from tests.journeys.site import Site
from tests.journeys.steps import follow, heading, press, text_of

Enter = Callable[..., Page]


def _pdf(page: Page, name: str | re.Pattern[str]) -> bytes:
    with page.expect_download() as saved:
        page.get_by_role("link", name=name).first.click()
    return saved.value.path().read_bytes()


def _finances(page: Page, name: str) -> None:
    page.goto("/")
    page.locator("article.child").filter(has_text=name).get_by_role(
        "link", name="Finances"
    ).first.click()
    heading(page, "Finances")


def test_a_balance_changes_when_the_statement_is_made_and_not_before(
    enter: Enter, office: Office, town: Town, site: Site
):
    maelle = town.children["Maëlle"]
    payer = office.open_account(student=maelle, email=town.parent)
    office.charge(payer=payer, cents=4250, back=40)
    mails = len(site.mails(town.parent))
    office.generate(payer=payer, back=30)
    site.next_mail(town.parent, after=mails)
    page = enter()
    assert "42,50 $ au " in text_of(page.locator("article.child").filter(has_text="Maëlle"))
    expect(page.locator(".todo")).to_contain_text("État de compte à payer : service de garde")
    _finances(page, "Maëlle")
    sheet = page.locator("section.sheet")
    expect(sheet).to_contain_text("42,50")

    # The school is at work while the page is open.
    office.charge(payer=payer, cents=1000)
    office.receive(payer=payer, cents=4250)
    said = office.generate(payer=payer, back=0, is_dry=True)
    assert "Rien n’a été changé" in said
    page.reload()
    expect(page.locator(".balance")).to_contain_text("42,50")
    expect(sheet).to_contain_text("Ce solde ne change qu’au prochain état de compte")
    expect(sheet).to_contain_text("Payé depuis")
    page.goto("/")
    expect(page.locator("body")).not_to_contain_text("État de compte à payer")
    _finances(page, "Maëlle")

    # Before the command, while it runs and after it, the open page says of which day it is.
    mails = len(site.mails(town.parent))
    office.generate(payer=payer, back=0)
    expect(page.locator(".balance")).to_contain_text("42,50")
    expect(page.locator(".balance")).to_contain_text("En date du ")
    expect(sheet).to_contain_text("Ce solde ne change qu’au prochain état de compte")
    page.reload()
    expect(page.locator(".balance")).to_contain_text("10,00")
    assert "42,50" not in text_of(page.locator(".balance"))
    told = site.next_mail(town.parent, after=mails)
    assert told.subject == "Un nouvel état de compte du service de garde est arrivé"
    assert f"/finances/comptes/{payer}/" in told.text
    assert "10,00" not in told.text
    _read_statement(page)
    other = enter(town.other)
    assert other.goto(page.url).status == 404


def _read_statement(page: Page) -> None:
    follow(page, re.compile("^Voir l’état de compte"))
    heading(page, "État de compte nº 2")
    expect(page.locator("main")).to_contain_text("Service de garde, 5 jours")
    with pikepdf.open(BytesIO(_pdf(page, re.compile("Télécharger le PDF")))) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang).startswith("fr")


def test_a_payment_is_declared_then_found_in_the_banks_file(
    enter: Enter, office: Office, town: Town
):
    payer = office.open_account(student=town.children["Théo"], email=town.parent, shows=False)
    office.charge(payer=payer, cents=2000, back=5)
    office.generate(payer=payer)
    page = enter()
    follow(page, re.compile("^Payer"))
    heading(page, "Service de garde")
    follow(page, "J’ai payé")
    page.get_by_label("Date du paiement").fill(town.today.isoformat())
    press(page, "Déclarer ce paiement")
    expect(page.locator(".summary")).to_contain_text("Inscrivez le numéro de confirmation")
    assert page.get_by_label("Date du paiement").input_value() == town.today.isoformat()
    page.get_by_label("Numéro de confirmation").fill("B 1234")
    press(page, "Déclarer ce paiement")
    expect(page.locator("main")).to_contain_text("Déclaré, à vérifier")
    expect(page.locator(".balance")).to_contain_text("20,00")
    page.goto("/")
    expect(page.locator("body")).not_to_contain_text("État de compte à payer")
    page.go_back()
    office.receive(payer=payer, cents=2000)
    page.reload()
    expect(page.locator("main")).not_to_contain_text("Déclaré, à vérifier")
    expect(page.locator(".badge.good")).to_have_text("Paiement reçu")
    expect(page.locator(".balance")).to_contain_text("20,00")


def test_a_slip_comes_online_once_the_payer_consents(enter: Enter, office: Office, town: Town):
    payer = office.open_account(student=town.children["Maëlle"], email=town.parent)
    page = enter()
    page.goto(f"/finances/comptes/{payer}/releves/")
    expect(page.locator("main")).to_contain_text("viennent par la poste")
    press(page, "J’y consens")
    expect(page.locator("main")).to_contain_text("Vous y consentez depuis")
    office.deposit_slip(payer=payer)
    page.reload()
    assert _pdf(page, re.compile("Relevé 24")).startswith(b"%PDF")
    office.deposit_slip(payer=payer, state="cancelled")
    page.reload()
    expect(page.locator("main")).to_contain_text("Annulé")
    press(page, "Retirer mon consentement")
    expect(page.locator("main")).to_contain_text("J’y consens")
