"""Pages of absences, as a parent and as those who must not see them."""

import re
from datetime import UTC, datetime, time, timedelta
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from preau.attendance import operations
from preau.attendance.enums import DayPart, EventKind, EventState
from preau.attendance.models import (
    AttendanceMotive,
    AttendancePaper,
    Declaration,
    Justification,
)
from preau.core.models import JournalEntry
from preau.core.scope import acting_as
from preau.people.models import GuardianLink
from tests.attendance.town import (
    Town,
    class_day,
    event,
    make_town,
    next_class_day,
    record,
    set_event,
)
from tests.factories import PASSWORD, as_owner, make_account, make_student, make_switch
from tests.files import upload
from tests.personas import sign_in
from tests.proofs import make_stale

pytestmark = pytest.mark.django_db

NOW = datetime.now(UTC)


@pytest.fixture
def town() -> Town:
    return make_town()


@pytest.fixture
def claire(town: Town) -> Client:
    return sign_in(Client(), town.claire)


@pytest.fixture
def jean(town: Town) -> Client:
    return sign_in(Client(), town.jean)


def text(response) -> str:
    return unescape(response.content.decode()).replace("\u00a0", " ")


def absences(town: Town, view: str = "") -> str:
    return reverse("child-absences", args=[town.leo.id]) + (f"?vue={view}" if view else "")


def motives(town: Town, code: str = "sick") -> dict[str, int]:
    return {
        f"motive_{school.id}": town.motives[f"{code} {school.id}"].id
        for school in (town.school, town.other_school)
    }


def test_what_waits_comes_first_with_its_deadline(town: Town, claire: Client) -> None:
    record(town, town.leo, part=DayPart.PERIODS, periods=[1, 2])
    page = text(claire.get(absences(town)))
    assert "À motiver avant le" in page
    assert "10 h 40" in page
    assert page.index("À motiver avant le") < page.index("Cette année")
    assert "Absence, périodes 1 et 2" in page


def test_after_the_deadline_the_page_says_whom_to_call(town: Town, claire: Client) -> None:
    it = record(town, town.leo)
    set_event(it, justify_by=NOW - timedelta(hours=1))
    for address in (absences(town), reverse("absence", args=[it]), reverse("justify-absences")):
        page = text(claire.get(address))
        assert "450 555-0101" in page
        assert f'name="events" value="{it}"' not in page


@pytest.mark.parametrize("view", ["", "liste", "periodes", "mois", "bilan", "'><script>"])
def test_a_year_is_seen_four_ways(town: Town, claire: Client, view: str) -> None:
    record(town, town.leo, part=DayPart.PERIODS, periods=[1, 2])
    record(town, town.leo, kind=EventKind.LATE, minutes=10)
    record(town, town.leo, kind=EventKind.AUTHORIZED, part=DayPart.AM)
    page = text(claire.get(absences(town, view)))
    assert "<script>" not in page.partition("<main")[2]
    assert "Absence, périodes 1 et 2" in page
    if view == "periodes":
        assert "Période 1 · 1" in page
        assert "Avant-midi · 1" in page
    if view == "bilan":
        assert '<svg class="chart"' in page
        assert "Nombre d’événements par mois" in page
    if view == "mois":
        assert 'class="month-grid"' in page


@pytest.mark.parametrize("month", ["2026-02", "1999-01", "2026-13", "x", "2099-12"])
def test_any_month_has_a_page(town: Town, claire: Client, month: str) -> None:
    assert claire.get(absences(town, "mois") + f"&mois={month}").status_code == 200


def test_the_page_of_an_empty_year_says_so(town: Town, claire: Client) -> None:
    assert "Aucune absence ni retard cette année" in text(claire.get(absences(town)))


def test_statements_do_not_grow_with_the_events(town: Town, claire: Client) -> None:
    counts = []
    for view in ("liste", "periodes", "mois", "bilan"):
        for times in (1, 2):
            for _ in range(times):
                record(town, town.leo)
            with CaptureQueriesContext(connection) as found:
                claire.get(absences(town, view))
            counts.append((view, len(found)))
    assert len({count for view, count in counts if view == "liste"}) == 1
    assert len(set(counts)) == 4


def test_a_school_that_hides_the_tile_shows_nothing_of_it(town: Town, claire: Client) -> None:
    it = record(town, town.leo)
    make_switch(town.board, "tile.attendance", False, town.other_school)
    page = text(claire.get(absences(town)))
    assert "École secondaire du Fleuve n’affiche pas les absences et retards" in page
    assert "À motiver" not in page
    assert claire.get(reverse("absence", args=[it])).status_code == 404
    assert "events" not in text(claire.get(reverse("justify-absences")))


def test_siblings_are_justified_together_with_a_paper(town: Town, claire: Client) -> None:
    first, second = record(town, town.leo), record(town, town.maelle)
    values = {"events": [first, second], "papers": [upload()], **motives(town, "doctor")}
    response = claire.post(reverse("justify-absences"), values, follow=True)
    assert "Motif transmis à l’école." in text(response)
    assert {event(first).state, event(second).state} == {EventState.SUBMITTED}
    with as_owner():
        assert AttendancePaper.objects.count() == 2
        paper = AttendancePaper.objects.filter(reason__student=town.leo).get()
    got = claire.get(reverse("absence-paper", args=[paper.id]))
    assert got["Content-Disposition"].startswith("attachment")
    assert "sandbox" in got["Content-Security-Policy"]
    page = text(claire.get(reverse("absence", args=[first])))
    assert "Rendez-vous médical" in page
    assert "billet.pdf" in page


def test_all_that_is_open_is_ticked_and_each_school_asks_beside_its_children(
    town: Town, claire: Client
) -> None:
    first, second = record(town, town.leo), record(town, town.maelle)
    page = text(claire.get(reverse("justify-absences")))
    assert set(re.findall(r'name="events" value="(\d+)" checked', page)) == {
        str(first),
        str(second),
    }
    assert "(facultatif)" not in page[: page.index("Précision")]
    order = [page.index(word) for word in (f'value="{first}"', "Motif pour Léo")]
    order += [page.index(word) for word in (f'value="{second}"', "Motif pour Maëlle")]
    assert order == sorted(order) or order[2:] + order[:2] == sorted(order)
    page = text(claire.get(reverse("justify-absences") + f"?evenement={second}"))
    assert re.findall(r'name="events" value="(\d+)" checked', page) == [str(second)]


def test_all_that_is_missing_is_said_at_once(town: Town, claire: Client) -> None:
    both = [record(town, town.leo), record(town, town.maelle)]
    page = text(claire.post(reverse("justify-absences"), {"events": both}))
    assert "2 choses à corriger" in page
    assert "Motif pour Léo : Choisissez un motif." in page
    assert "Motif pour Maëlle : Choisissez un motif." in page
    values = {"children": [town.leo.id], "starts_on": "2026-12-03", "ends_on": "2026-12-01"}
    page = text(claire.post(reverse("declare-kind", args=["plusieurs-jours"]), values))
    assert "2 choses à corriger" in page
    assert "Motif pour Léo : Choisissez un motif." in page


def test_a_form_to_correct_keeps_what_was_typed_and_joined(town: Town, claire: Client) -> None:
    it = record(town, town.leo)
    values = {"events": [it], "text": "Dentiste", "papers": [upload()]}
    response = claire.post(reverse("justify-absences"), values)
    page = text(response)
    assert "Choisissez un motif." in page
    assert "Dentiste" in page
    assert "billet.pdf" in page
    assert event(it).state == EventState.TO_JUSTIFY


def test_a_paper_that_is_asked_for_is_said_on_its_field(town: Town, claire: Client) -> None:
    it = record(town, town.leo)
    response = claire.post(reverse("justify-absences"), {"events": [it], **motives(town, "doctor")})
    assert "Un billet est demandé : joignez-le" in text(response)


def test_a40_a_child_at_the_open_computer_justifies_nothing(town: Town, claire: Client) -> None:
    it = record(town, town.leo)
    make_stale(claire)
    values = {"events": [it], "text": "Grippe", **motives(town)}
    page = text(claire.post(reverse("justify-absences"), values))
    assert "proof_password" in page
    assert "Grippe" in page
    assert event(it).state == EventState.TO_JUSTIFY
    claire.post(reverse("justify-absences"), {**values, "proof_password": PASSWORD})
    assert event(it).state == EventState.SUBMITTED


def test_a40_nor_withdraws_or_declares(town: Town, claire: Client) -> None:
    it = record(town, town.leo)
    claire.post(reverse("justify-absences"), {"events": [it], **motives(town)})
    declare(town, claire)
    with as_owner():
        mine, declared = Justification.objects.get(), Declaration.objects.first()
    make_stale(claire)
    for name, number in (("withdraw-reason", mine.id), ("withdraw-declaration", declared.id)):
        assert "proof_password" in text(claire.post(reverse(name, args=[number])))
    declare(town, claire, day=next_class_day(4))
    with as_owner():
        assert Justification.objects.get().state == "submitted"
        assert [d.state for d in Declaration.objects.all()] == ["submitted", "submitted"]


def test_edit_then_withdraw(town: Town, claire: Client) -> None:
    it = record(town, town.leo)
    claire.post(reverse("justify-absences"), {"events": [it], **motives(town)})
    with as_owner():
        first = Justification.objects.get().id
    page = claire.get(reverse("edit-reason", args=[first]))
    assert "Modifier le motif" in text(page)
    response = claire.post(
        reverse("edit-reason", args=[first]), {"text": "Otite", **motives(town)}, follow=True
    )
    assert "il remplace le précédent" in text(response)
    with as_owner():
        second = Justification.objects.latest("id").id
    assert claire.get(reverse("edit-reason", args=[first])).status_code == 404
    assert "de nouveau à motiver" in text(claire.get(reverse("withdraw-reason", args=[second])))
    claire.post(reverse("withdraw-reason", args=[second]))
    assert event(it).state == EventState.TO_JUSTIFY


def test_the_outcome_and_its_reason_come_back_to_their_author(
    town: Town, claire: Client, jean: Client
) -> None:
    it = record(town, town.leo)
    claire.post(reverse("justify-absences"), {"events": [it], "text": "Voyage", **motives(town)})
    with as_owner():
        mine = Justification.objects.get().id
    with acting_as(town.as_board):
        operations.decide_justification(
            actor=town.as_board,
            justification_id=mine,
            accept=False,
            note="Un séjour n’est pas reconnu.",
            at=NOW,
        )
    set_event(it, justify_by=NOW - timedelta(minutes=5))
    assert "Motif refusé par l’école" in text(claire.get("/"))
    page = text(claire.get(reverse("absence", args=[it])))
    assert "Un séjour n’est pas reconnu." in page
    assert "Motif refusé par l’école" not in text(claire.get("/"))
    other = text(jean.get(reverse("absence", args=[it])))
    assert "séjour" not in other
    assert "Voyage" not in other
    assert "La raison a été donnée à la personne" in other


def declare(town: Town, client: Client, slug: str = "journee", **changes: object):
    day = changes.pop("day", next_class_day(2))
    values = {
        "children": [town.leo.id, town.maelle.id],
        "starts_on": day.isoformat(),  # type: ignore[attr-defined]
        **motives(town),
        **changes,
    }
    return client.post(reverse("declare-kind", args=[slug]), values, follow=True)


def test_a_day_is_declared_for_two_and_says_who_is_told(
    town: Town, claire: Client, jean: Client
) -> None:
    done = text(declare(town, claire))
    assert "Absence déclarée. Voyez ci-dessous qui en est prévenu." in done
    assert "Secrétariat" in done
    with as_owner():
        one = Declaration.objects.get(student=town.maelle)
        other = Declaration.objects.get(student=town.leo)
    assert "La même déclaration pour" in done
    assert f'href="{reverse("declaration", args=[one.id])}">Maëlle</a>' in done
    assert "La même déclaration" in text(jean.get(reverse("declaration", args=[other.id])))
    page = text(claire.get(reverse("declaration", args=[one.id])))
    assert "Courriel en route" in page
    assert "Service de garde" in page
    assert "À prévenir vous-même" in page
    response = claire.post(reverse("withdraw-declaration", args=[one.id]), follow=True)
    assert "Déclaration retirée." in text(response)


@pytest.mark.parametrize(
    ("slug", "shown", "hidden"),
    [
        ("journee", [], ["ends_on", "leave_at", "return_at", "picked_up_by"]),
        ("plusieurs-jours", ["ends_on"], ["leave_at", "return_at", "picked_up_by"]),
        ("arrivee-tardive", ["return_at"], ["ends_on", "leave_at", "picked_up_by"]),
        ("depart-hatif", ["leave_at", "picked_up_by"], ["ends_on", "return_at"]),
        ("sortie-et-retour", ["leave_at", "return_at", "picked_up_by"], ["ends_on"]),
    ],
)
def test_a_form_asks_for_what_its_kind_needs(
    town: Town, claire: Client, slug: str, shown: list[str], hidden: list[str]
) -> None:
    page = text(claire.get(reverse("declare-kind", args=[slug])))
    for name in ("starts_on", "children", *shown):
        assert f'name="{name}"' in page
    for name in hidden:
        assert f'name="{name}"' not in page
    assert slug in text(claire.get(reverse("declare-absence")))


def test_an_early_leave_says_who_comes(town: Town, claire: Client) -> None:
    page = declare(town, claire, "depart-hatif", leave_at="13:30")
    assert "Dites à l’école avec qui l’enfant part." in text(page)
    declare(town, claire, "depart-hatif", leave_at="13:30", picked_up_by="Jo, sa tante")
    with as_owner():
        assert {row.leave_at for row in Declaration.objects.all()} == {time(13, 30)}


def test_errors_of_dates_are_said_in_place(town: Town, claire: Client) -> None:
    saturday = class_day()
    while saturday.weekday() != 5:
        saturday += timedelta(days=1)
    assert "Il n’y a pas de classe" in text(declare(town, claire, day=saturday))
    page = declare(town, claire, "plusieurs-jours", ends_on="2020-01-01")
    assert "Le dernier jour vient avant le premier." in text(page)


def test_an_unknown_kind_does_not_exist(claire: Client) -> None:
    assert claire.get(reverse("declare-kind", args=["sans-solde"])).status_code == 404


def test_a_school_without_motives_sends_to_the_telephone(town: Town, claire: Client) -> None:
    record(town, town.leo)
    with as_owner():
        AttendanceMotive.objects.filter(school=town.other_school).update(ended_at=NOW)
    assert "n’a pas publié ses motifs" in text(claire.get(reverse("justify-absences")))


def test_a09_another_family_meets_nothing(town: Town, claire: Client) -> None:
    it = record(town, town.leo)
    claire.post(reverse("justify-absences"), {"events": [it], **motives(town)})
    declare(town, claire)
    with as_owner():
        mine, declared = Justification.objects.get(), Declaration.objects.first()
    stranger = sign_in(Client(), make_account("voisin@exemple.ca"))
    addresses = [
        reverse("child-absences", args=[town.leo.id]),
        reverse("absence", args=[it]),
        reverse("edit-reason", args=[mine.id]),
        reverse("withdraw-reason", args=[mine.id]),
        reverse("declaration", args=[declared.id]),  # type: ignore[union-attr]
        reverse("withdraw-declaration", args=[declared.id]),  # type: ignore[union-attr]
    ]
    assert {stranger.get(address).status_code for address in addresses} == {404}
    assert {stranger.post(address).status_code for address in addresses} <= {404, 405}
    with as_owner():
        assert JournalEntry.objects.filter(act="access.refused").count() >= 6


def test_a17_a_paper_is_its_authors_and_of_nobody_else(
    town: Town, claire: Client, jean: Client
) -> None:
    it = record(town, town.leo)
    values = {"events": [it], "papers": [upload()], **motives(town)}
    claire.post(reverse("justify-absences"), values)
    with as_owner():
        paper = AttendancePaper.objects.get().id
    assert claire.get(reverse("absence-paper", args=[paper])).status_code == 200
    assert jean.get(reverse("absence-paper", args=[paper])).status_code == 404
    assert Client().get(reverse("absence-paper", args=[paper])).status_code == 302


def test_a25_a_file_is_known_by_its_bytes(town: Town, claire: Client) -> None:
    it = record(town, town.leo)
    evil = upload(b"<script>alert(1)</script>")
    values = {"events": [it], "papers": [evil], **motives(town)}
    page = text(claire.post(reverse("justify-absences"), values))
    assert "Une chose à corriger" in page
    assert event(it).state == EventState.TO_JUSTIFY


def test_events_of_another_child_in_the_form_are_refused(town: Town, claire: Client) -> None:
    other = make_student(town.other_school, given="Ian")
    it = record(town, other)
    mine = record(town, town.leo)
    page = claire.post(reverse("justify-absences"), {"events": [mine, it], **motives(town)})
    assert page.status_code == 200
    assert {event(it).state, event(mine).state} == {EventState.TO_JUSTIFY}


def test_the_home_page_asks_for_siblings_in_one_line(town: Town, claire: Client) -> None:
    for student in (town.leo, town.maelle):
        set_event(record(town, student), justify_by=NOW + timedelta(days=2))
    page = text(claire.get("/"))
    assert page.count("à motiver</b>") == 1
    assert "Léo et Maëlle" in page or "Maëlle et Léo" in page


def test_the_month_shows_what_happened_on_a_saturday(town, claire) -> None:
    today = class_day()
    saturday = today - timedelta(days=today.weekday() + 2)
    record(town, town.leo, on=saturday)
    page = text(claire.get(f"{absences(town, 'mois')}&mois={saturday:%Y-%m}"))
    assert "samedi" in page.lower()
    assert re.search(rf'month-day">{saturday.day}</span>.*?class="mark', page, re.DOTALL)


def test_a_late_is_named_as_well_as_an_absence(town: Town, claire: Client) -> None:
    it = record(town, town.leo, kind=EventKind.LATE, minutes=8)
    page = text(claire.get(reverse("absence", args=[it])))
    assert "Constat de l’école" in page
    assert "Constatée" not in page


def test_the_school_s_answer_to_a_declaration_names_the_school_once(
    town: Town, claire: Client
) -> None:
    declare(town, claire)
    with as_owner():
        one = Declaration.objects.get(student=town.maelle).id
    with acting_as(town.as_board):
        operations.decide_declaration(
            actor=town.as_board, declaration_id=one, accept=True, note="", at=NOW
        )
    page = text(claire.get(reverse("declaration", args=[one])))
    assert "Déclaration transmise par vous" in page
    assert "Décision de l’école" in page
    assert "Décision de l’école par l’école" not in page


def test_absences_go_on_where_the_school_paused_its_replies(town: Town, claire: Client) -> None:
    make_switch(town.board, "rule.replies", False, town.school)
    make_switch(town.board, "rule.replies", False, town.other_school)
    it = record(town, town.leo)
    claire.post(reverse("justify-absences"), {"events": [it], "text": "", **motives(town)})
    assert event(it).state == EventState.SUBMITTED
    assert "Absence déclarée." in text(declare(town, claire))


def test_a20_a_child_declared_with_another_is_not_named_to_who_does_not_see_it(
    town: Town, claire: Client, jean: Client
) -> None:
    declare(town, claire)
    with as_owner():
        one = Declaration.objects.get(student=town.leo).id
        links = GuardianLink.objects.filter(student=town.maelle, email=town.jean.email)
        assert links.update(ended_at=NOW) == 1
    page = text(jean.get(reverse("declaration", args=[one])))
    assert "Déclaration de l’autre responsable" in page
    assert "Maëlle" not in page
    assert "La même déclaration" not in page
