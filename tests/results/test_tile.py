"""The tile « Résultats » and its line of « À faire », in each state that a parent may meet."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from preau.boards.models import SchoolYear
from preau.boards.tiles import TileFacts, TileSubject, ask
from preau.core.actors import FamilyActor
from preau.core.scope import acting_as
from preau.results.models import PaceChoice, SubjectResult, TermRule, Visit
from preau.results.operations import acknowledge
from preau.results.queries.cards import cards_of
from preau.results.tile import TILE
from tests.factories import (
    as_owner,
    confirm,
    make_account,
    make_board,
    make_link,
    make_school,
    make_student,
)
from tests.homework.giving import enrol
from tests.results.cards import (
    SECRET,
    SHOWN,
    make_card,
    make_course,
    make_terms,
    make_work,
    publish,
)

pytestmark = pytest.mark.django_db
ADDRESS = "claire@courriel.example"


class Town:
    def __init__(self) -> None:
        self.board = make_board()
        self.school = make_school(self.board)
        self.leo = make_student(self.school)
        make_link(self.leo, ADDRESS)
        self.claire = make_account(ADDRESS)
        confirm(self.claire, self.leo)
        self.actor = FamilyActor(self.claire.id)
        self.terms = make_terms(self.board)
        self.group = make_course(self.school, "Français, langue d’enseignement")
        enrol(self.leo, self.group)

    def tile(self, at: datetime | None = None) -> TileFacts:
        with acting_as(self.actor):
            subject = TileSubject(self.leo.id, self.board.id, self.school.id)
            facts = ask([(TILE, [subject])], at or timezone.now())[TILE][self.leo.id]
        return facts._replace(answer=facts.answer.replace("\xa0", " "))

    def card(self, rank: int = 0, **fields):
        return make_card(self.leo, self.terms[rank], self.group, **fields)

    def acknowledge(self, card) -> bool:
        with acting_as(self.actor):
            return acknowledge(actor=self.actor, card_id=card.id, at=timezone.now())


@pytest.fixture
def town() -> Town:
    return Town()


def test_nothing_yet_says_until_when_the_school_has(town: Town) -> None:
    with as_owner():
        TermRule.objects.update(report_by=timezone.localdate() + timedelta(days=9))
    facts = town.tile()
    assert facts.answer.startswith("Étape 1 : bulletin au plus tard le ")
    assert (facts.badge, facts.todo, facts.as_of) == ("", (), None)


def test_nothing_at_all_says_so(town: Town) -> None:
    with as_owner():
        TermRule.objects.all().delete()
    assert town.tile().answer == "Rien de publié encore cette année"


def test_before_the_hour_it_says_the_hour_and_no_mark(town: Town) -> None:
    town.card()
    hour = timezone.now() + timedelta(hours=3)
    publish(town.school, town.terms[0], hour)
    facts = town.tile()
    assert f" à {timezone.localtime(hour).hour} h" in facts.answer
    assert facts.answer.startswith("Étape 1 : le ")
    assert SHOWN not in str(facts)
    assert SECRET not in str(facts)
    assert (facts.badge, facts.todo) == ("", ())


def test_new_it_says_the_marks_and_waits_to_be_read(town: Town) -> None:
    card = town.card()
    publish(town.school, town.terms[0])
    facts = town.tile()
    assert f"Étape 1 : Français {SHOWN}" in facts.answer
    assert facts.badge == "Bulletin à lire"
    (line,) = facts.todo
    assert (line.kind, line.key) == ("report_card", card.id)
    assert line.title.replace("\xa0", " ") == "Bulletin à lire : Étape 1"
    assert facts.as_of == card.source_at


def test_acknowledged_it_waits_for_nothing(town: Town) -> None:
    card = town.card()
    publish(town.school, town.terms[0])
    assert town.acknowledge(card)
    facts = town.tile()
    assert SHOWN in facts.answer
    assert (facts.badge, facts.todo) == ("", ())


def test_one_acknowledged_and_one_new_and_the_next_hour(town: Town) -> None:
    first, second = town.card(), town.card(1, mark="81")
    for term in town.terms[:2]:
        publish(town.school, term)
    town.acknowledge(first)
    publish(town.school, town.terms[2], timezone.now() + timedelta(days=2))
    facts = town.tile()
    assert "Étape 2 : Français 81 · Étape 3 : le " in facts.answer
    assert [line.key for line in facts.todo] == [second.id]


def test_letters_are_said_as_they_are(town: Town) -> None:
    card = town.card()
    with as_owner():
        SubjectResult.objects.filter(card=card).update(mark=None, code="EX")
    publish(town.school, town.terms[0])
    assert "Français EX" in town.tile().answer
    with as_owner():
        SubjectResult.objects.filter(card=card).delete()
    assert town.tile().answer.startswith("Étape 1 : bulletin publié")


@pytest.mark.parametrize(("pace", "badge"), [("live", "2 nouveaux"), ("weekly", ""),
                                             ("report_card", "")])  # fmt: skip
def test_new_travaux_count_at_the_pace_that_the_parent_chose(
    town: Town, pace: str, badge: str
) -> None:
    with as_owner():
        PaceChoice.objects.create(account=town.claire, student=town.leo, pace=pace)
        Visit.objects.create(
            account=town.claire, student=town.leo, seen_at=timezone.now() - timedelta(days=2)
        )
    for title in ("Dictée", "Récit"):
        make_work(town.leo, town.group, title, published_at=timezone.now() - timedelta(minutes=1))
    with as_owner():
        # Within the week in progress, whatever the hour of the test is.
        town.leo.workresult_set.update(published_at=timezone.now() - timedelta(seconds=1))
    assert town.tile().badge == badge


def ended(town: Town, published_days_ago: int):
    """The year ended yesterday; its card was published some days ago."""
    with as_owner():
        SchoolYear.objects.update(ends_on=timezone.localdate())
    card = town.card()
    publish(town.school, town.terms[0], timezone.now() - timedelta(days=published_days_ago))
    return card


@pytest.mark.parametrize(("days", "waits"), [(1, True), (29, True), (30, False), (90, False)])
def test_once_the_year_is_over_a_card_waits_for_some_weeks_only(
    town: Town, days: int, waits: bool
) -> None:
    card = ended(town, days)
    assert bool(town.tile().todo) is waits
    with acting_as(town.actor):
        (row,) = cards_of(town.leo.id, today=timezone.localdate())
    assert row.awaits_word(timezone.localdate()) is waits
    assert town.acknowledge(card) is waits


def test_a_card_of_last_year_is_no_longer_asked_about(town: Town) -> None:
    term = make_terms(town.board, years_ago=1)[2]
    publish(town.school, term, timezone.now() - timedelta(days=120))
    card = make_card(town.leo, term, town.group)
    assert town.tile().todo == ()
    assert not town.acknowledge(card)
