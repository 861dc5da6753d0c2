"""The home page: every child, its tiles, what awaits, in few statements."""

from datetime import timedelta

import pytest
from django.utils import timezone

from preau.boards.models import Switch
from preau.core.models import JournalEntry
from preau.people.models import GuardianLink, Incident
from tests.factories import as_owner, make_board, make_link, make_school, make_student, make_switch
from tests.web.family.conftest import ADDRESS

pytestmark = pytest.mark.django_db
STATEMENTS = 5


def page(client) -> str:
    response = client.get("/")
    assert response.status_code == 200
    return response.content.decode()


def test_children_of_two_bodies_stand_on_one_page(client, child_at, school) -> None:
    far = make_school(
        make_board("884000", name="Commission scolaire Riverside", short_name="CS Riverside"),
        name="Willowbank Elementary",
    )
    child_at(school, given="Maëlle", family="Tremblay-Ngô", level="04")
    child_at(far, given="Léo", family="Ngô", level="08")
    html = page(client)
    for text in (
        "Maëlle",
        "4e année",
        "École des Deux-Rives",
        "Léo",
        "2e secondaire",
        "Willowbank",
        "450\u00a0555-0100",
        "Bonjour Claire.",
    ):
        assert text in html


@pytest.mark.parametrize("number", [1, 3, 6])
def test_the_home_page_costs_the_same_for_one_child_and_for_six(
    client, child_at, school, statements, number
) -> None:
    for index in range(number):
        child_at(school, given=f"Enfant{'abcdef'[index]}")
    page(client)
    assert len(statements(lambda: page(client))) <= STATEMENTS


def test_a_tile_turned_off_is_named_and_not_shown(client, child_at, school) -> None:
    child = child_at(school)
    make_switch(school.board, "tile.contact", False, school)
    html = page(client)
    assert "n’affiche pas\u00a0: Nous joindre" in html
    assert f"#ecole-{school.id}" not in html
    assert f"/enfants/{child.id}/dossier/" in html


@pytest.mark.parametrize(
    ("of_body", "of_school", "shown"),
    [
        (True, True, True),
        (True, False, False),
        (False, True, False),
        (None, None, True),
    ],
)
def test_a_tile_shows_when_both_body_and_school_say_so(
    client, child_at, school, of_body, of_school, shown
) -> None:
    child_at(school)
    if of_body is not None:
        make_switch(school.board, "tile.contact", of_body)
        make_switch(school.board, "tile.contact", of_school, school)
    assert (f"#ecole-{school.id}" in page(client)) is shown


def test_a_tile_dated_later_says_from_when(client, child_at, school) -> None:
    child_at(school)
    with as_owner():
        Switch.objects.create(
            board=school.board,
            school=school,
            key="tile.contact",
            is_on=True,
            visible_from=timezone.now() + timedelta(days=400),
        )
    html = page(client)
    assert "Nous joindre\u00a0: à compter du" in html
    assert f"#ecole-{school.id}" not in html


def test_children_still_to_confirm_wait_without_names(client, child_at, school) -> None:
    child_at(school)
    make_link(make_student(school, given="Barnabé", family="Secret"), ADDRESS)
    html = page(client)
    assert "1 enfant à confirmer" in html
    assert "Barnabé" not in html


def test_without_a_child_the_parent_is_led_to_confirm_one(client, school) -> None:
    make_link(make_student(school), ADDRESS)
    response = client.get("/")
    assert (response.status_code, response.url) == (302, "/enfants/ajouter/")


def test_an_answer_of_the_school_waits_until_read(client, child_at, school, account) -> None:
    child_at(school)
    with as_owner():
        incident = Incident.objects.create(
            board=school.board,
            account=account,
            kind="missing_child",
            state="answered",
            answer="L’adresse est corrigée.",
            answered_at=timezone.now(),
        )
    assert f"demande {incident.id}" in page(client)
    assert "adresse est corrigée" in client.get(f"/reponses/{incident.id}/").content.decode()
    client.post(f"/reponses/{incident.id}/")
    assert f"demande {incident.id}" not in page(client)


def test_a_request_sent_is_said_until_its_answer_and_is_nothing_to_do(
    client, child_at, school, account, statements
) -> None:
    child_at(school)
    before = len(statements(lambda: page(client)))
    with as_owner():
        incident = Incident.objects.create(
            board=school.board, account=account, kind="missing_child", note="Zoé manque"
        )
        Incident.objects.create(board=school.board, kind="guessing")
    assert len(statements(lambda: page(client))) <= before
    said = f"Votre demande numéro {incident.id} est transmise à l’école; réponse attendue."
    html = page(client)
    assert f"{said} CSS Marie-Victorin" in html
    assert html.count("réponse attendue") == 1
    assert "Rien ne vous attend" in html
    assert 'class="waiting"' not in html
    with as_owner():
        Incident.objects.filter(id=incident.id).update(state="answered", answered_at=timezone.now())
    html = page(client)
    assert said not in html
    assert f"demande {incident.id}" in html


def test_a19_an_address_taken_off_the_file_closes_it_in_the_very_next_request(
    client, child_at, school
) -> None:
    child = child_at(school, given="Maëlle")
    assert "Maëlle" in page(client)
    with as_owner():
        GuardianLink.objects.filter(student=child).update(email="")
    assert "Maëlle" not in page(client)
    assert client.get(f"/enfants/{child.id}/dossier/").status_code == 404


def test_a_stale_roster_is_a_warning(client, child_at, school) -> None:
    child_at(school)
    with as_owner():
        type(school.board).objects.update(roster_at=timezone.now() - timedelta(days=8))
    assert "ces renseignements datent du" in page(client)


def test_seeing_is_journalled_in_one_entry(client, child_at, school, account) -> None:
    children = [child_at(school, given=name) for name in ("Ian", "Zoé")]
    page(client)
    with as_owner():
        entry = JournalEntry.objects.get(act="home.seen")
    assert entry.student_ids == [c.id for c in children]
    assert entry.account_id == account.id


def test_a31_a_name_from_a_file_is_text(client, child_at, school) -> None:
    child_at(school, given="<script>alert(1)</script>", family='O\'Neil "x"')
    assert "<script>alert" not in page(client)


def test_the_header_names_the_parent_as_the_file_does(client, child_at, school) -> None:
    child_at(school)
    for _ in range(2):
        assert '<span class="menu-name">Claire Tremblay</span>' in page(client)
    assert "Claire Tremblay" in client.get("/nous-joindre/").content.decode()


def test_a_page_that_does_not_exist_names_the_parent_too(client, child_at, school) -> None:
    child_at(school)
    page(client)
    response = client.get("/nulle-part/")
    assert response.status_code == 404
    assert "Claire Tremblay" in response.content.decode()
