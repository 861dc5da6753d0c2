"""The page « Devoirs et leçons »: order, fold, tick, file, and what a school does not show."""

from datetime import timedelta

import pytest
from django.utils import timezone

from preau.core.models import JournalEntry
from tests.factories import as_owner, make_switch
from tests.homework.giving import enrol, give, homework_of, make_group, ticks_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def leo(child_at, school):
    return child_at(school)


def text(client, student, query: str = "") -> str:
    response = client.get(f"/enfants/{student.id}/devoirs/{query}")
    assert response.status_code == 200
    return response.content.decode()


def test_tomorrow_comes_first_then_today_and_the_past_is_folded(client, leo) -> None:
    group = make_group(leo.school)
    enrol(leo, group)
    today = timezone.localdate()
    for title, days in (("Aujourd", 0), ("Demain", 1), ("Plus tard", 4), ("Hier", -1)):
        due_on = today + timedelta(days=days)
        give(group, f"Devoir {title}", given_on=today - timedelta(days=9), due_on=due_on)
    page = text(client, leo)
    places = [page.index(f"Devoir {t}") for t in ("Demain", "Aujourd", "Plus tard", "Hier")]
    assert places == sorted(places)
    assert page.index('<details class="sheet fold"') < places[-1]


def test_the_number_of_statements_is_that_of_one_line(client, leo, statements) -> None:
    group = make_group(leo.school)
    enrol(leo, group)
    today = timezone.localdate()
    counts = []
    for index in range(3):
        give(group, f"Devoir {index}", given_on=today, due_on=today + timedelta(days=index))
        text(client, leo)
        counts.append(len(statements(lambda: text(client, leo))))
    assert counts[0] == counts[2]


def test_a_tick_stays_and_comes_back_to_its_line(client, leo) -> None:
    file = homework_of(leo)
    address = f"/enfants/{leo.id}/devoirs/{file.assignment_id}/fait/"
    response = client.post(address, {"fait": "1", "par": "matiere"})
    assert response.url == f"/enfants/{leo.id}/devoirs/?par=matiere#devoir-{file.assignment_id}"
    assert ticks_of(leo) == 1
    client.post(address, {"fait": "0"})
    assert ticks_of(leo) == 0


def test_a_school_that_shows_no_homework_is_said_so_and_shows_none(client, leo) -> None:
    homework_of(leo)
    make_switch(leo.board, "tile.homework", False, leo.school)
    page = text(client, leo)
    assert "n’affiche pas les devoirs" in page
    assert "Page 12" not in page


def test_a25_a_file_comes_as_a_download_that_runs_nothing(client, leo) -> None:
    file = homework_of(leo)
    response = client.get(f"/devoirs/pieces/{file.id}/")
    assert response["Content-Disposition"].startswith("attachment")
    assert "%C3%A9t%C3%A9.pdf" in response["Content-Disposition"]
    assert "sandbox" in response["Content-Security-Policy"]
    with as_owner():
        assert JournalEntry.objects.filter(act="file.downloaded").count() == 1


def test_a31_what_a_teacher_writes_runs_nothing(client, leo) -> None:
    group = make_group(leo.school)
    enrol(leo, group)
    today = timezone.localdate()
    hostile = "<p>Lire</p><img src=x onerror=alert(1)><script>alert(2)</script>"
    give(group, "<b>Titre</b>", text=hostile, given_on=today, due_on=today)
    page = text(client, leo)
    assert "onerror" not in page
    assert "alert(2)" not in page
    assert "&lt;b&gt;Titre" in page


def test_a32_an_odd_order_is_the_usual_one(client, leo) -> None:
    assert 'aria-current="page">Par jour' in text(client, leo, "?par=%3Cscript%3E")
