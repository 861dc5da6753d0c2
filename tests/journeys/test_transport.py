"""Transport: a bus is late, an hour moves, and the other household's stop stays its own."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.config.commands import run
from tests.journeys.office import Office, Town
from tests.journeys.site import Site
from tests.journeys.steps import heading, path_of, press, text_of

Enter = Callable[..., Page]
PHONE = {"width": 390, "height": 844}
BODY = "998001"


def test_a_late_bus_is_seen_on_the_phone_until_its_end(
    enter: Enter, office: Office, town: Town, site: Site
):
    maelle = town.children["Maëlle"]
    office.ride(student=maelle)
    already = len(site.mails(town.parent))
    notice = office.be_late(student=maelle)
    page = enter(viewport=PHONE)
    line = page.locator(".todo-item").filter(has_text="Transport en retard")
    assert "Retard d’environ 20 min · Maëlle" in text_of(line)
    tile = page.locator("article.child").filter(has_text="Maëlle").locator(".tile.alert")
    assert "Retard d’environ 20 min ce matin" in text_of(tile.filter(has_text="Transport"))
    line.get_by_role("link").click()
    heading(page, "Transport scolaire")
    assert "Circuit 118 en retard d’environ 20 min" in text_of(page)
    assert "Rue barrée." in text_of(page)
    told = site.next_mail(town.parent, after=already)
    assert told.subject == "Un retard est annoncé pour le transport de Maëlle"
    for secret in ("118", "rables", "7 h 42", "barrée"):
        assert secret not in told.subject + told.text

    office.end_late(student=maelle, notice=notice)
    page.reload()
    assert "en retard" not in text_of(page)
    page.goto("/")
    expect(page.locator(".todo-item").filter(has_text="Transport en retard")).to_have_count(0)


def bus(site: Site, *words: str) -> str:
    """`preau bus`, as the person who takes the driver's call types it."""
    done = run("bus", *words, PREAU_MODE="demo", PREAU_DATA=str(site.data))
    assert done.returncode == 0, done.stderr
    return done.stdout.replace("\xa0", " ")


def test_a_delay_typed_at_the_desk_is_seen_until_its_hour_has_passed(
    enter: Enter, office: Office, town: Town, site: Site
):
    maelle = town.children["Maëlle"]
    office.ride(student=maelle)
    page = enter(viewport=PHONE)
    todo = page.locator(".todo-item").filter(has_text="Transport en retard")
    tile = page.locator("article.child").filter(has_text="Maëlle").locator(".tile")
    tile = tile.filter(has_text="Transport scolaire")
    expect(todo).to_have_count(0)
    assert "Retard" not in text_of(tile)

    already = len(site.mails(town.parent))
    words = ("--board", BODY, "delay", "118", "--minutes", "25", "--direction", "morning")
    said = bus(site, *words, "--until", "23:59", "--cause", "traffic", "--note", "Rue barrée.")
    assert "publié jusqu’à" in said
    assert "circuit 118" in bus(site, "--board", BODY)
    page.reload()
    assert "Retard d’environ 25 min ce matin (avis jusqu’à 23 h 59)" in text_of(tile)
    assert "Retard d’environ 25 min · Maëlle" in text_of(todo)
    told = site.next_mail(town.parent, after=already)
    for secret in ("118", "rables", "7 h 42", "25", "barrée"):
        assert secret not in told.subject + told.text
    todo.get_by_role("link").click()
    heading(page, "Transport scolaire")
    assert "Circuit 118 en retard d’environ 25 min" in text_of(page)
    assert "raison : circulation. Rue barrée." in text_of(page)

    office.let_end(student=maelle)
    page.reload()
    assert "en retard" not in text_of(page)
    assert "Circuit 118 · 7 h 42" in text_of(page)
    page.goto("/")
    expect(todo).to_have_count(0)
    assert "Retard" not in text_of(tile)
    assert "circuit 118" not in bus(site, "--board", BODY)


def test_a_change_stays_until_it_is_seen_by_each_parent(enter: Enter, office: Office, town: Town):
    maelle = town.children["Maëlle"]
    office.ride(student=maelle)
    office.move_hour(student=maelle)
    page = enter()
    page.get_by_role("link", name="Voir le changement").first.click()
    heading(page, "Transport scolaire")
    assert "Matin : l’heure passe de 7 h 42 à 7 h 48" in text_of(page)
    press(page, "J’ai vu")
    assert "C’est noté" in text_of(page)
    assert "Ce qui a changé" in text_of(page)
    page.goto("/")
    assert "Le transport a changé" not in text_of(page)
    other = enter(town.other)
    assert "Le transport a changé" in text_of(other)


def test_each_household_reads_its_own_stop(enter: Enter, office: Office, town: Town):
    maelle = town.children["Maëlle"]
    office.ride(student=maelle, household=town.parent)
    office.ride(student=maelle, way="evening", household=town.other, on="204", by="des Chênes")
    page = enter()
    page.goto(f"/enfants/{maelle}/transport/")
    assert "Circuit 118" in text_of(page)
    assert "Autre adresse" in text_of(page)
    assert "Chênes" not in page.content()
    page.get_by_role("link", name="Semaine suivante").click()
    assert "Chênes" not in page.content()
    other = enter(town.other)
    other.goto(path_of(page))
    assert "des Chênes" in text_of(other)
    assert "rables" not in other.content()
