"""« Agenda »: days, weeks and months of one child and of the family; the tile; what is hidden."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from preau.agenda.tile import TILE
from preau.boards.tiles import TileSubject, ask
from preau.core.actors import FamilyActor
from preau.core.models import JournalEntry
from preau.core.scope import acting_as
from preau.people.models import GuardianLink, LinkRestriction
from preau.web.family.agenda import window_of
from tests.agenda.rows import (
    MONDAY,
    enrol,
    make_bells,
    make_day,
    make_entry,
    make_event,
    make_group,
    make_teacher,
)
from tests.factories import as_owner, make_board, make_school, make_switch
from tests.homework.giving import give
from tests.messaging.writing import write_to

pytestmark = pytest.mark.django_db
TORONTO = ZoneInfo("America/Toronto")
NBSP = "\u00a0"


def at(hour: int, minute: int = 0, day: date = MONDAY) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=TORONTO)


@pytest.fixture(autouse=True)
def _monday_at_seven(time_machine) -> None:
    time_machine.move_to(at(7), tick=False)


@pytest.fixture
def week(school):
    """Monday to Friday: three class days, a journée pédagogique, and a class day."""
    for step, kind in enumerate(("class", "class", "class", "pedagogical", "class")):
        day = MONDAY + timedelta(days=step)
        cycle = step + 1 if kind == "class" else None
        care = True if kind == "pedagogical" else None
        make_day(school, day, kind, cycle_day=cycle, has_daycare=care)
    make_bells(school)


def timetable(child, title: str = "Français", cycle_day: int = 1, period: int = 1, **fields):
    group = make_group(child.school, title, room="A-101")
    enrol(child, group)
    make_entry(group, cycle_day, period, **fields)
    return group


def page(client, address: str = "/agenda/") -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_a_day_lists_its_periods_with_their_hours(client, child_at, school, week) -> None:
    child = child_at(school)
    timetable(child)
    timetable(child, "Mathématique", period=2)
    html = page(client, f"/enfants/{child.id}/agenda/")
    assert "Jour 1" in html
    assert html.index(f"8{NBSP}h{NBSP}05") < html.index("Français") < html.index("Mathématique")


@pytest.mark.parametrize("shown", [True, False])
def test_rooms_and_teachers_show_only_where_the_school_says_so(
    client, child_at, school, week, shown
) -> None:
    child = child_at(school)
    make_teacher(timetable(child))
    if shown:
        make_switch(school.board, "rule.show_rooms", True, school)
        make_switch(school.board, "rule.show_teachers", True, school)
    for view in ("jour", "semaine"):
        html = page(client, f"/enfants/{child.id}/agenda/?vue={view}")
        assert "Français" in html
        assert ("A-101" in html) is shown
        assert ("Anne Gagnon" in html) is shown
        assert "anne.gagnon@" not in html


def test_an_exam_day_has_its_own_bells(client, child_at, school, week) -> None:
    child = child_at(school)
    timetable(child, period=2)
    make_bells(school, 1, on=MONDAY)
    html = page(client, f"/enfants/{child.id}/agenda/")
    assert "Période 2" not in html
    assert f"9{NBSP}h{NBSP}05" not in html


def test_a_timetable_holds_for_its_dates_only(client, child_at, school, week) -> None:
    child = child_at(school)
    timetable(child, "Ancien", ends_on=MONDAY)
    timetable(child, "À venir", starts_on=MONDAY + timedelta(days=1))
    timetable(child, "Actuel", starts_on=MONDAY)
    html = page(client, f"/enfants/{child.id}/agenda/")
    assert "Actuel" in html
    assert "Ancien" not in html
    assert "À venir" not in html


def test_the_week_is_a_table_of_hours_by_days(client, child_at, school, week) -> None:
    child = child_at(school)
    timetable(child)
    html = page(client, f"/enfants/{child.id}/agenda/?vue=semaine")
    assert html.count('scope="col"') == 6
    assert '<th scope="row"' in html
    assert "<caption" in html
    assert "Service de garde ouvert" in html


def test_the_month_marks_days_and_lists_what_is_notable(client, child_at, school, week) -> None:
    child_at(school)
    make_event(school.board, "Concert", school=school, starts_at=at(18, 30), ends_at=at(20))
    html = page(client, "/agenda/?vue=mois")
    assert "Novembre 2026" in html or "novembre 2026" in html
    assert ">J1<" in html
    assert "Journée pédagogique" in html
    assert f"18{NBSP}h{NBSP}30 à 20{NBSP}h" in html


def test_the_month_leaves_what_is_due_every_day_to_its_grid(client, child_at, school, week) -> None:
    group = timetable(child_at(school))
    give(group, "Page 12", due_on=MONDAY)
    give(group, "Dictée", kind="evaluation", due_on=MONDAY + timedelta(days=1))
    html = page(client, "/agenda/?vue=mois")
    assert '<i class="homework">' in html
    assert "Page 12" not in html
    assert "Dictée" in html


def test_the_family_is_together_and_each_child_named(client, child_at, school, week) -> None:
    leo, zoe = child_at(school, given="Léo"), child_at(school, given="Zoé")
    timetable(leo, "Français")
    timetable(zoe, "Musique")
    html = page(client)
    assert "Léo et Zoé" in html
    assert "Français" in html
    assert "Musique" in html
    assert "Toute la famille" in html


def test_a_closure_is_told_with_its_note(client, child_at, school) -> None:
    child = child_at(school)
    make_day(school, MONDAY, "closure", note="Bris d’aqueduc")
    make_day(school, MONDAY + timedelta(days=1), cycle_day=4)
    html = page(client, f"/enfants/{child.id}/agenda/")
    assert "École fermée" in html
    assert "Bris d’aqueduc" in html
    assert "Prochain jour de classe" in html
    home = page(client, "/")
    assert "École fermée aujourd’hui" in home
    assert "Fermeture" in home


@pytest.mark.parametrize(
    "query",
    [
        "",
        "?vue=x",
        "?date=hier",
        "?date=9999-12-31",
        "?date=0001-01-01",
        "?vue=mois&date=2026-13-45",
    ],
)
def test_a_bad_address_is_today(client, child_at, school, week, query) -> None:
    child_at(school)
    html = page(client, f"/agenda/{query}")
    assert "23 novembre" in html or "novembre 2026" in html


def test_windows_go_on_without_hole() -> None:
    for view in ("jour", "semaine", "mois"):
        for step in range(0, 700, 11):
            on = MONDAY - timedelta(days=350) + timedelta(days=step)
            window = window_of(view, on.isoformat(), MONDAY)
            assert window.first <= on <= window.last
            after = window_of(view, window.following.isoformat(), MONDAY)
            before = window_of(view, window.previous.isoformat(), MONDAY)
            assert after.first <= window.last + timedelta(days=1)
            assert before.last >= window.first - timedelta(days=1)
            if view == "mois":
                assert len(window.dates) % 7 == 0


def test_without_a_calendar_the_page_says_what_to_expect(client, child_at, school) -> None:
    child = child_at(school)
    assert "n’a pas encore été transmis" in page(client, f"/enfants/{child.id}/agenda/")
    assert "n’a pas encore été transmis" in page(client, "/")


def test_a_school_that_shows_no_agenda_says_so_and_gives_no_data(
    client, child_at, school, week
) -> None:
    child = child_at(school)
    timetable(child)
    make_switch(school.board, "tile.agenda", False, school)
    for address in ("/agenda/", f"/enfants/{child.id}/agenda/"):
        html = page(client, address)
        assert "n’affiche pas l’agenda" in html
        assert "Français" not in html
        assert "Jour 1" not in html


def test_a14_nothing_of_another_school_or_group(client, child_at, school, week) -> None:
    child = child_at(school)
    far = make_school(make_board("884000", name="Riverside", short_name="Riverside"))
    make_day(far, MONDAY + timedelta(days=1), "holiday", note="Far away")
    make_event(far.board, "Far away")
    other = make_group(school, "Groupe voisin")
    make_entry(other, 1, 1)
    make_event(school.board, "Groupe voisin", school=school, group=other)
    for view in ("jour", "semaine", "mois"):
        html = page(client, f"/enfants/{child.id}/agenda/?vue={view}")
        assert "Far away" not in html
        assert "Groupe voisin" not in html


def test_a20_a_judgment_on_the_agenda_leaves_the_rest(client, child_at, school, week) -> None:
    child, sibling = child_at(school, given="Léo"), child_at(school, given="Zoé")
    timetable(child)
    link = GuardianLink.objects.none()
    with as_owner():
        link = GuardianLink.objects.get(student=child)
        LinkRestriction.objects.create(
            board=school.board, link=link, right="agenda", starts_on=date(2026, 1, 1)
        )
    assert client.get(f"/enfants/{child.id}/agenda/").status_code == 404
    assert client.get(f"/enfants/{child.id}/dossier/").status_code == 200
    html = page(client)
    assert "Français" not in html
    assert f"/enfants/{child.id}/agenda/" not in html
    assert client.get(f"/enfants/{sibling.id}/agenda/").status_code == 200


def test_a_look_is_journalled(client, child_at, school, week) -> None:
    child = child_at(school)
    page(client, f"/enfants/{child.id}/agenda/")
    with as_owner():
        assert JournalEntry.objects.get(act="agenda.seen").student_ids == [child.id]


@pytest.mark.parametrize("view", ["jour", "semaine", "mois"])
def test_a_page_costs_the_same_for_one_child_and_for_three(
    client, child_at, school, week, statements, view
) -> None:
    child_at(school, given="Léo")
    page(client)
    one = len(statements(lambda: page(client, f"/agenda/?vue={view}")))
    for name in ("Zoé", "Noé"):
        child = child_at(make_school(school.board, f"École de {name}"), given=name)
        make_day(child.school, MONDAY, cycle_day=1)
        timetable(child)
        make_event(school.board, f"Fête de {name}", school=child.school)
    assert len(statements(lambda: page(client, f"/agenda/?vue={view}"))) == one
    assert one <= 10


def facts_of(account, *children, now: datetime):
    subjects = [TileSubject(c.id, c.board_id, c.school_id) for c in children]
    with acting_as(FamilyActor(account.id)):
        return ask([(TILE, subjects)], now.astimezone(UTC))[TILE]


@pytest.mark.parametrize(
    ("now", "day", "line"),
    [
        (at(7), "Jour 1", f"8{NBSP}h{NBSP}05 Français"),
        (at(8, 30), "Jour 1", f"8{NBSP}h{NBSP}05 Français"),
        (at(8, 56), "Jour 1", f"9{NBSP}h{NBSP}05 Musique"),
        (at(16), "Jour 1", f"demain, 8{NBSP}h{NBSP}05 Anglais"),
        (at(12, day=MONDAY - timedelta(days=1)), "Demain, Jour 1", f"8{NBSP}h{NBSP}05 Français"),
    ],
)
def test_the_header_says_the_day_and_what_comes_next(
    account, child_at, school, week, now, day, line
) -> None:
    child = child_at(school)
    timetable(child)
    timetable(child, "Musique", period=2)
    timetable(child, "Anglais", cycle_day=2)
    fact = facts_of(account, child, now=now)[child.id]
    assert (fact.day, fact.day_line) == (day, line)


def test_the_tile_announces_the_next_day_off(account, child_at, school, week) -> None:
    child = child_at(school)
    fact = facts_of(account, child, now=at(7))[child.id]
    assert fact.answer == "Journée pédagogique jeudi 26 novembre · Service de garde ouvert"
    assert fact.todo == ()


def test_siblings_of_a_closed_school_are_one_line(client, account, child_at, school) -> None:
    leo, zoe = child_at(school, given="Léo"), child_at(school, given="Zoé")
    make_day(school, MONDAY + timedelta(days=1), "closure", note="Tempête")
    make_day(school, MONDAY + timedelta(days=30), "closure", note="Plus tard")
    facts = facts_of(account, leo, zoe, now=at(7))
    assert facts[leo.id].todo == facts[zoe.id].todo
    assert [item.title for item in facts[leo.id].todo] == ["École fermée demain"]
    html = page(client, "/")
    assert html.count("École fermée demain</b>") == 1
    assert "Léo et Zoé" in html
    assert "Plus tard" not in html


def todo(client) -> str:
    html = page(client, "/")
    start = html.index('class="todo"')
    return html[start : html.index("</section>", start)]


def test_a_closure_and_the_message_about_it_are_one_line(client, child_at, school) -> None:
    leo = child_at(school, given="Léo")
    make_day(school, MONDAY, "closure", note="Tempête")
    told = write_to(leo, title="École fermée: tempête", category="closure", at=at(6))
    before = todo(client)
    assert before.count('class="todo-item"') == 1
    assert "École fermée aujourd’hui</b>" in before
    assert f'href="/messages/{told}/"' in before
    client.get(f"/messages/{told}/")
    after = todo(client)
    assert after.count('class="todo-item"') == 1
    assert 'href="/agenda/"' in after


def test_a_closure_to_confirm_leads_to_its_message_until_it_is(client, child_at, school) -> None:
    leo, zoe = child_at(school, given="Léo"), child_at(school, given="Zoé")
    make_day(school, MONDAY, "closure")
    told = write_to(leo, title="Fermée", category="closure", needs_confirmation=True, at=at(6))
    client.get(f"/messages/{told}/")
    waits = todo(client)
    assert waits.count('class="todo-item"') == 1
    assert "Léo et Zoé · Lecture à confirmer" in waits
    assert f'href="/messages/{told}/"' in waits
    client.post(f"/messages/{told}/confirmer/")
    assert "Lecture à confirmer" not in todo(client)
    assert zoe.school == leo.school


def test_a_message_of_another_closure_stays_a_line_of_its_own(client, child_at, school) -> None:
    far = make_school(school.board, name="École du Fleuve")
    leo, zoe = child_at(school, given="Léo"), child_at(far, given="Zoé")
    make_day(school, MONDAY, "closure")
    write_to(zoe, title="Fermée aussi", category="closure", at=at(6))
    write_to(leo, title="Il y a un mois", category="closure", at=at(6, day=date(2026, 10, 20)))
    waits = todo(client)
    assert waits.count('class="todo-item"') == 3
    assert "Fermée aussi" in waits
    assert "Il y a un mois" in waits
