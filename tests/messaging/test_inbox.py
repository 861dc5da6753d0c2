"""The list of a parent's messages, its filters and its search."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from preau.boards.tiles import TileSubject, ask
from preau.core.actors import FamilyActor
from preau.core.scope import acting_as
from preau.messaging.enums import TargetKind
from preau.messaging.queries.audience import Target
from preau.messaging.tile import TILE
from tests.factories import make_board, make_school, make_student, make_switch
from tests.messaging.conftest import Family
from tests.messaging.writing import draft, publish, withdraw, write_to

pytestmark = pytest.mark.django_db


def titles(page: str) -> list[str]:
    return re.findall(r'<h2><a href="/messages/\d+/">([^<]+)</a>', page)


def test_one_message_to_three_siblings_is_one_row_that_names_them(family: Family) -> None:
    write_to(*family.children)
    page = family.get("/messages/")
    assert titles(page) == ["Photo scolaire"]
    assert re.findall(r'class="about" data-hue="\d">([^<]+)<', page) == ["Léo", "Maëlle", "Zoé"]


def test_the_list_runs_as_many_statements_for_three_rows_as_for_one(family: Family) -> None:
    write_to(family.leo)
    family.get("/messages/")
    with CaptureQueriesContext(connection) as one:
        family.get("/messages/")
    for number in range(2):
        write_to(*family.children, title=f"Autre {number}", files=[("a.txt", b"texte")])
    with CaptureQueriesContext(connection) as three:
        family.get("/messages/")
    assert len(one) == len(three)


def test_what_waits_then_pinned_then_the_latest(family: Family) -> None:
    now = timezone.now()
    pinned = write_to(family.leo, title="Épinglé, lu", at=now - timedelta(days=9), is_pinned=True)
    family.get(f"/messages/{pinned}/")
    read = write_to(family.leo, title="Lu", at=now - timedelta(hours=1))
    write_to(family.leo, title="Ancien", at=now - timedelta(hours=3))
    write_to(family.leo, title="Récent", at=now - timedelta(hours=2))
    write_to(family.leo, title="Épinglé", at=now - timedelta(hours=9), is_pinned=True)
    for category in ("urgent", "closure"):
        write_to(family.leo, title=category, at=now - timedelta(hours=5), category=category)
    family.get(f"/messages/{read}/")
    waiting = ["closure", "urgent", "Épinglé", "Récent", "Ancien"]
    assert titles(family.get("/messages/")) == [*waiting, "Épinglé, lu", "Lu"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=photographie+ecole", ["Été"]),
        ("q=ÉCOLE", ["Urgence", "Été"]),
        ("q=ete", ["Été"]),
        ("q=cole", []),
        ("q=gagnon", ["Urgence", "Été"]),
        ("q=%25", ["Urgence", "Été"]),
        ("q=_", []),
        ("categorie=urgent", ["Urgence"]),
        ("nonlus=1", ["Urgence", "Été"]),
    ],
)
def test_search_is_by_words_and_blind_to_accents(
    family: Family, query: str, found: list[str]
) -> None:
    at = timezone.now()
    body = "<p>Photographie à l’école</p>"
    write_to(family.leo, title="Été", body=body, at=at - timedelta(hours=2))
    write_to(family.children[1], title="Urgence", category="urgent", at=at - timedelta(hours=1))
    assert titles(family.get(f"/messages/?{query}")) == found


def test_by_child_a_message_still_names_the_siblings(family: Family) -> None:
    write_to(family.leo, title="Léo seul")
    write_to(family.leo, family.children[1], title="Les deux")
    zoe, leo = family.children[2], family.leo
    assert titles(family.get(f"/messages/?enfant={zoe.id}")) == []
    page = family.get(f"/messages/?enfant={leo.id}")
    assert set(titles(page)) == {"Léo seul", "Les deux"}
    assert 'class="about" data-hue="2">Maëlle<' in page


@pytest.mark.parametrize(
    "query",
    [
        "enfant=1'%20OR%201=1--",
        "enfant=99999999999999999999999",
        "enfant=-1",
        "enfant=٣",
        "enfant[]=1",
        "categorie=urgent'--",
        "categorie=__class__",
        "page=0",
        "page=-3",
        "page=1e3",
        "annee=1900",
        "annee=x",
        "vue=../../etc",
        "q=%00%00",
        "q='%20UNION%20SELECT%20password%20FROM%20accounts_account--",
        "tri=password",
        "q=" + "a" * 5000,
    ],
)
def test_a08_a04_what_a_query_string_says_is_an_allow_list(family: Family, query: str) -> None:
    write_to(family.leo, title="Léo seul")
    page = family.get(f"/messages/?{query}")
    assert titles(page) in (["Léo seul"], [])
    if not query.startswith("q="):
        assert titles(page) == ["Léo seul"]


def test_a08_the_child_of_another_family_filters_nothing(family: Family) -> None:
    stranger = make_student(family.school, given="Ian")
    write_to(stranger, title="Pour Ian")
    write_to(family.leo, title="Léo seul")
    page = family.get(f"/messages/?enfant={stranger.id}")
    assert titles(page) == ["Léo seul"]
    assert "Ian" not in page


def test_a32_what_was_searched_comes_back_as_text(family: Family) -> None:
    page = family.get("/messages/?q=%22%3E%3Cscript%3Ealert(1)%3C/script%3E")
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_a_window_that_closed_leaves_the_front_for_the_archives(family: Family) -> None:
    now = timezone.now()
    write_to(family.leo, title="Passé", at=now - timedelta(days=9), ends_at=now - timedelta(days=1))
    assert titles(family.get("/messages/")) == []
    assert titles(family.get("/messages/?vue=archives")) == ["Passé"]


def test_earlier_years_stay_readable(family: Family) -> None:
    now = timezone.now()
    for years in (1, 2):
        write_to(family.leo, title=f"Il y a {years} an", at=now - timedelta(days=366 * years))
    page = family.get("/messages/?vue=archives")
    assert titles(page) == ["Il y a 1 an", "Il y a 2 an"]
    first = re.findall(r"annee=(\d+)", page)[-1]
    assert titles(family.get(f"/messages/?vue=archives&annee={first}")) == ["Il y a 2 an"]
    assert titles(family.get("/messages/")) == []


def test_a_message_of_tomorrow_is_not_there_yet(family: Family) -> None:
    number = write_to(family.leo, starts_at=timezone.now() + timedelta(days=1))
    assert titles(family.get("/messages/")) == []
    assert family.clients["claire"].get(f"/messages/{number}/").status_code == 404


def test_a_message_taken_back_is_gone_from_every_corner(family: Family) -> None:
    number = write_to(family.leo, title="Erreur", needs_confirmation=True)
    assert "Erreur" in family.get("/")
    withdraw(number)
    for path in ("/", "/messages/", "/messages/?vue=archives", "/messages/?q=erreur"):
        assert "Erreur" not in family.get(path)
    assert family.clients["claire"].get(f"/messages/{number}/").status_code == 404


def test_pages_follow_each_other(family: Family, settings) -> None:
    settings.PREAU_LIMITS = replace(settings.PREAU_LIMITS, messages_per_page=2)
    now = timezone.now()
    for number in range(5):
        write_to(family.leo, title=f"N{number}", at=now - timedelta(hours=number + 1))
    assert titles(family.get("/messages/")) == ["N0", "N1"]
    page = family.get("/messages/?page=2")
    assert titles(page) == ["N2", "N3"]
    assert 'href="/messages/?page=3"' in page
    assert titles(family.get("/messages/?page=3")) == ["N4"]
    assert "Aucun message ne correspond" in family.get("/messages/?page=4")


def test_a_school_that_shows_no_messages_says_so_and_shows_none(family: Family) -> None:
    number = write_to(*family.children, title="Caché")
    make_switch(family.school.board, "tile.messages", False, family.school)
    page = family.get("/messages/")
    assert "École des Deux-Rives n’affiche pas les messages" in page
    assert "Léo, Maëlle et Zoé" in page
    for path in ("/messages/", "/"):
        assert "Caché" not in family.get(path)
    assert family.clients["claire"].get(f"/messages/{number}/").status_code == 404


def test_the_home_page_says_the_last_title_and_how_many_are_new(family: Family) -> None:
    write_to(*family.children, title="Photo", needs_confirmation=True)
    write_to(family.leo, title="Récent", at=timezone.now() - timedelta(minutes=9))
    page = family.get("/")
    assert "2 nouveaux" in page
    assert page.count("Lecture à confirmer") == 1
    assert "Léo, Maëlle et Zoé · Lecture à confirmer" in page


def test_that_there_is_no_message_has_its_date_too(family: Family) -> None:
    subjects = [TileSubject(family.leo.id, family.leo.board_id, family.leo.school_id)]
    at = timezone.now()
    with acting_as(FamilyActor(family.claire.id)):
        fact = ask([(TILE, subjects)], at)[TILE][family.leo.id]
    assert (fact.answer, fact.as_of) == ("Aucun message", at)


def test_the_first_words_keep_the_spaces_that_do_not_break(family: Family) -> None:
    write_to(family.leo, body="<p>Le parcours change : à 7 h 45.</p>\n<p>Merci.</p>")
    assert "Le parcours change : à 7 h 45. Merci." in family.get("/messages/")


def test_a_message_of_the_body_names_the_body(family: Family) -> None:
    publish(family.school.board, draft([Target(TargetKind.BOARD)], title="À tous"))
    far = make_school(make_board("884000", name="Riverside", short_name="Riverside"))
    make_student(far)
    publish(far.board, draft([Target(TargetKind.BOARD)], title="Elsewhere"))
    page = family.get("/messages/")
    assert titles(page) == ["À tous"]
    assert "CSS Marie-Victorin · Anne Gagnon" in page
