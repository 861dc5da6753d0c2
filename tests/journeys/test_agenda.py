"""The agenda walked through by keyboard, and followed by a calendar application."""

import urllib.error
import urllib.request
from collections.abc import Callable
from http import HTTPStatus

from icalendar import Calendar
from playwright.sync_api import Page, expect

from tests.journeys.office import Office, Town
from tests.journeys.site import Site
from tests.journeys.steps import follow, heading, path_of, press, tab_to, text_of

Enter = Callable[..., Page]

MEETING = "Rencontre de parents à la bibliothèque"


def test_a_day_a_week_and_a_month_by_keyboard_alone(enter: Enter, office: Office, town: Town):
    office.announce(student=town.children["Maëlle"], title=MEETING, on=1)
    office.give(student=town.children["Hugo"], title="Exposé oral", due=1, kind="evaluation")
    page = enter()
    page.goto("/agenda/")
    heading(page, "Agenda")
    expect(page.locator("nav.views [aria-current=page]")).to_have_text("Jour")
    assert page.locator(".agenda-name").all_inner_texts() == list(town.children)
    _go(page, ".agenda-pager a[rel=next]")
    for shown in (MEETING, "Exposé oral", "Maëlle", "Hugo"):
        assert shown in text_of(page)
    _go(page, "nav.views a[href*='vue=semaine']")
    assert "Semaine du" in text_of(page)
    _go(page, "nav.views a[href*='vue=mois']")
    expect(page.locator("nav.views [aria-current=page]")).to_have_text("Mois")
    table = page.locator("table.agenda-month")
    _go(page, f"table.agenda-month a[href$='{town.day(1).isoformat()}']")
    assert table.count() == 0
    assert MEETING in text_of(page)

    page.goto(f"/agenda/?vue=jour&date={town.day(9).isoformat()}")
    assert "Journée pédagogique" in text_of(page)
    assert "ervice de garde" in text_of(page)
    hugo = town.children["Hugo"]
    _go(page, f".switcher a[href*='/{hugo}/']")
    assert path_of(page) == f"/enfants/{hugo}/agenda/"
    assert f"date={town.day(9).isoformat()}" in page.url
    follow(page, "Jour suivant")
    assert "Fête du Saut" in text_of(page)
    assert "Prochain jour de classe" in text_of(page)


def _go(page: Page, selector: str) -> None:
    page.evaluate("document.activeElement.blur()")
    tab_to(page, selector)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_a_calendar_application_reads_the_agenda_until_its_address_is_revoked(
    enter: Enter, office: Office, town: Town, site: Site
):
    office.announce(student=town.children["Maëlle"], title=MEETING, on=1)
    office.announce(student=town.children["Béatrice"], title="Winter concert", on=2)
    office.give(student=town.children["Hugo"], title="Exposé oral", due=3, kind="evaluation")
    office.record_absence(student=town.children["Maëlle"])
    page = enter()
    page.goto("/agenda/")
    follow(page, "Voir l’agenda dans le calendrier de mon téléphone")
    assert "Aucun abonnement pour l’instant" in text_of(page)
    address = _subscribe(page, "toute la famille")
    shown = page.get_by_role("link", name="Ajouter à mon calendrier").get_attribute("href")
    assert shown == address.replace("http:", "webcal:")

    told = _titles(address)
    for part in (f"Maëlle et Théo · {MEETING}", "Béatrice · Winter concert", "Hugo"):
        assert any(part in title for title in told), told
    assert any("Exposé oral" in title for title in told)
    assert not any("bsence" in title for title in told)
    page.goto("/agenda/abonnements/")
    assert "dernière lecture le" in text_of(page)
    assert address not in page.content()
    own = _subscribe(page, "Béatrice")
    assert not any(MEETING in title for title in _titles(own))

    press(page, "Renouveler")
    renewed = page.locator(".agenda-address code").inner_text()
    gone, kept = (address, own) if _status(address) == HTTPStatus.NOT_FOUND else (own, address)
    assert _status(gone) == HTTPStatus.NOT_FOUND
    assert _status(kept) == _status(renewed) == HTTPStatus.OK
    for _ in range(2):
        press(page, "Révoquer")
        assert "L’abonnement est révoqué : son adresse ne donne plus rien." in text_of(page)
    for one in (address, own, renewed):
        assert _status(one) == HTTPStatus.NOT_FOUND
    assert "agenda.feed_revoked" in site.acts(town.parent)


def test_a_feed_is_empty_once_the_schools_end_the_link(visit, enter, office: Office, town: Town):
    office.announce(student=town.children["Maëlle"], title=MEETING, on=1)
    page = enter()
    page.goto("/agenda/abonnements/")
    address = _subscribe(page, "toute la famille")
    assert _titles(address)
    office.end_links(email=town.parent)
    assert _titles(address) == []


def _subscribe(page: Page, whose: str) -> str:
    page.get_by_label(whose, exact=True).check()
    press(page, "Créer l’adresse")
    address = page.locator(".agenda-address code").inner_text()
    assert address.endswith(".ics")
    return address


def _titles(address: str) -> list[str]:
    """What an application reads: no cookie, no password."""
    with urllib.request.urlopen(address, timeout=20) as answer:
        assert answer.headers["Content-Type"].startswith("text/calendar")
        calendar = Calendar.from_ical(answer.read())
    return [str(event["SUMMARY"]) for event in calendar.walk("VEVENT")]


def _status(address: str) -> int:
    try:
        with urllib.request.urlopen(address, timeout=20) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as refused:
        return refused.code
