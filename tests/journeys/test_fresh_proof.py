"""A child at the open computer: a server that asks again who acts after a minute."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import PROXY
from tests.journeys.site import Child, Person, Site, running_beside
from tests.journeys.steps import (
    PASSWORD,
    confirm,
    follow,
    open_an_account,
    open_the_file,
    press,
    sign_in,
    text_of,
)

NOTE = "Nous avons déménagé; l’école garde notre ancienne adresse."
HURRY = {"PREAU_LIMIT_FRESH_PROOF_MINUTES": "1"}
A_MINUTE = 62_000
ACT = "Ce n’est pas mon enfant"


@pytest.fixture(scope="module")
def hurried(site: Site) -> Iterator[Site]:
    with running_beside(site, **PROXY, **HURRY) as beside:
        yield beside


def of_two_children(person: Person) -> bool:
    return len(person.children) == 2


def test_an_act_asks_again_who_acts_and_nothing_typed_is_lost(visit, site: Site, hurried: Site):
    parent = site.family(of_two_children)
    page, plain = visit(hurried), visit(hurried, java_script_enabled=False)
    open_an_account(page, hurried, parent.email)
    for child in parent.children:
        page.goto("/enfants/ajouter/")
        confirm(page, child)
    sign_in(plain, Person(parent.email, PASSWORD, parent.children))
    for one, child in zip((page, plain), parent.children, strict=True):
        _write_the_note(one, child)
    page.wait_for_timeout(A_MINUTE)

    _is_asked(page)
    already = len(hurried.mails(parent.email))
    press(page, "Recevoir plutôt un code par courriel")
    assert _note(page) == NOTE
    expect(page.locator("[data-error-summary]")).to_have_count(0)
    mail = hurried.next_mail(parent.email, after=already)
    page.get_by_label("Code de vérification").fill(mail.code)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "Ce dossier ne vous est plus ouvert" in text_of(page)

    _is_asked(plain)
    _give(plain, "un mot de passe deviné")
    assert "Ce n’est pas votre mot de passe actuel" in text_of(plain)
    assert _note(plain) == NOTE
    _give(plain, PASSWORD)
    assert "Ce dossier ne vous est plus ouvert" in text_of(plain)
    acts = [act for act in hurried.acts(parent.email) if "identity" in act or "disowned" in act]
    assert acts == [
        "account.identity_code_sent",
        "account.identity_proved",
        "child.disowned",
        "account.identity_refused",
        "account.identity_proved",
        "child.disowned",
    ]


def _write_the_note(page: Page, child: Child) -> None:
    page.goto("/")
    open_the_file(page, child.given_name)
    follow(page, ACT)
    page.get_by_label("Précision pour l’école").fill(NOTE)


def _is_asked(page: Page) -> None:
    """Sent in good faith after a minute: the form is back, whole, with one more field."""
    press(page, ACT)
    assert "Plus de 1 minute a passé" in text_of(page)
    assert _note(page) == NOTE


def _note(page: Page) -> str:
    return page.get_by_label("Précision pour l’école").input_value()


def _give(page: Page, password: str) -> None:
    page.get_by_label("Votre mot de passe", exact=True).fill(password)
    press(page, ACT)
