"""Homework: what is due tomorrow, ticked by the family, by day and by subject."""

import re
from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from tests.files import PDF
from tests.journeys.office import Office, Town
from tests.journeys.site import Site
from tests.journeys.steps import downloaded, heading, path_of, text_of

Enter = Callable[..., Page]

SHEET = "Feuille n° 3, été.pdf"


def test_homework_is_read_ticked_and_shared_with_the_other_parent(
    enter: Enter, office: Office, town: Town, site: Site
):
    maelle = town.children["Maëlle"]
    office.give(
        student=maelle,
        title="Mots de la dictée",
        due=1,
        text='<p>Étudier <b>dix</b> mots. <a href="https://exemple.ca/liste">La liste</a></p>',
        file=SHEET,
    )
    office.give(student=maelle, title="Lecture du soir", due=2, kind="lesson")
    office.give(student=maelle, title="Devoir de la semaine passée", due=-2)
    page = enter()
    page.locator("article.child").filter(has_text="Maëlle").get_by_role(
        "link", name="Devoirs et leçons"
    ).first.click()
    heading(page, "Devoirs et leçons")
    expect(page.locator(".due h2").first).to_have_text(re.compile("^Pour demain"))
    dictation = page.locator(".due-item").filter(has_text="Mots de la dictée")
    assert "https://exemple.ca/liste" in text_of(dictation)
    assert downloaded(page, SHEET) == PDF

    past = page.locator("details.fold")
    expect(past.get_by_text("Devoir de la semaine passée").first).to_be_hidden()
    past.locator("summary").click()
    expect(past.get_by_text("Devoir de la semaine passée").first).to_be_visible()
    assert "1 non coché" in text_of(past)

    _tick(page, "Mots de la dictée")
    assert _is_done(page, "Mots de la dictée")
    assert not _is_done(page, "Lecture du soir")
    page.get_by_role("link", name="Par matière").click()
    assert page.url.endswith("?par=matiere")
    assert _is_done(page, "Mots de la dictée")
    _tick(page, "Lecture du soir")
    assert page.url.partition("#")[0].endswith("?par=matiere")
    other = enter(town.other)
    other.goto(path_of(page))
    assert _is_done(other, "Lecture du soir")
    _tick(other, "Lecture du soir")
    page.reload()
    assert not _is_done(page, "Lecture du soir")

    office.give(student=maelle, title="Mots de la dictée", due=3, text="<p>Reporté.</p>")
    page.reload()
    assert "modifié le" in text_of(page.locator(".due-item").filter(has_text="Mots de la dictée"))
    assert site.acts(town.other).count("homework.ticked") == 1


def _line(page: Page, title: str) -> Locator:
    return page.locator(".due-item").filter(has_text=title).get_by_role("button")


def _tick(page: Page, title: str) -> None:
    with page.expect_navigation():
        _line(page, title).click()


def _is_done(page: Page, title: str) -> bool:
    return _line(page, title).get_attribute("aria-pressed") == "true"
