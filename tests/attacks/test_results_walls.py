"""Every link × every school × every hour: what a family reads of results against a plain reference.

The rule is written here a second time, without SQL, from what each row was made for. The policies
(results 0006) answer for all rows at once, as a family of a hundred and more children would ask.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import product
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from preau.accounts.models import Account
from preau.boards.models import Board, School, Switch, Term
from preau.core.actors import FamilyActor
from preau.core.scope import acting_as
from preau.people.models import Group, GuardianLink, LinkRestriction, Student
from preau.results.models import (
    CardNote,
    CompetencyResult,
    ReportCard,
    SubjectResult,
    Work,
    WorkResult,
)
from tests.factories import (
    as_owner,
    confirm,
    make_account,
    make_board,
    make_link,
    make_school,
    make_student,
)
from tests.results.cards import make_card, make_course, make_terms, make_work, publish

pytestmark = pytest.mark.django_db
ADDRESS = "claire@courriel.example"
NOW = timezone.now
BEFORE, AFTER = timedelta(hours=-1), timedelta(hours=1)


def judged(right: str, *, starts: int = -1, ends: int | None = None) -> Callable[..., None]:
    def apply(link: GuardianLink) -> None:
        today = timezone.localdate()
        LinkRestriction.objects.create(
            board=link.board, link=link, right=right, starts_on=today + timedelta(days=starts),
            ends_on=None if ends is None else today + timedelta(days=ends),
        )  # fmt: skip

    return apply


def left(link: GuardianLink, *, first: timedelta = timedelta(0)) -> None:
    at = NOW()
    GuardianLink.objects.filter(pk=link.pk).update(ended_at=at - first)
    Student.objects.filter(pk=link.student_id).update(ended_at=at)


def then_left(change: Callable[..., None]) -> Callable[..., None]:
    def apply(link: GuardianLink) -> None:
        change(link)
        left(link)

    return apply


def of_link(**values: Any) -> Callable[..., None]:
    return lambda link: GuardianLink.objects.filter(pk=link.pk).update(**values) and None


def of_age(link: GuardianLink) -> None:
    birth = timezone.localdate() - timedelta(days=365 * 19)
    Student.objects.filter(pk=link.student_id).update(birth_on=birth)


def unconfirm(link: GuardianLink) -> None:
    link.student.confirmations.all().delete()


def disown(link: GuardianLink) -> None:
    link.student.confirmations.update(disowned_at=NOW())


# What the account is to a pupil, and whether cards and travaux show by it.
LINKS: dict[str, tuple[Callable[..., None], bool, bool]] = {
    "live": (lambda link: None, True, True),
    "judged of results": (judged("results"), False, False),
    "judged of everything": (judged("everything"), False, False),
    "judged of another right": (judged("finances"), True, True),
    "a judgment that ended": (judged("results", starts=-9, ends=-1), True, True),
    "a judgment to come": (judged("results", starts=2), True, True),
    "without authority": (of_link(has_authority=False), False, False),
    "address taken off": (of_link(ended_at=NOW()), False, False),
    "another's address": (of_link(email="minh@courriel.example"), False, False),
    "of age": (of_age, False, False),
    "not confirmed": (unconfirm, False, False),
    "disowned": (disown, False, False),
    "archived": (left, True, False),
    "archive judged of results": (then_left(judged("results")), False, False),
    "archive judged of finances": (then_left(judged("finances")), True, False),
    "archive closed": (then_left(of_link(archive_closed_at=NOW())), False, False),
    "left after the address": (lambda link: left(link, first=timedelta(days=3)), False, False),
    "archived, of age": (then_left(of_age), False, False),
}


@dataclass
class Place:
    """A school with its hours and switches; `cards` and `works`: what it lets show."""

    school: School
    cards: bool
    works: bool
    group: Group = field(init=False)

    def __post_init__(self) -> None:
        self.group = make_course(self.school)


def switch(board: Board, school: School | None, *, is_on: bool, at: datetime | None = None) -> None:
    with as_owner():
        Switch.objects.create(
            board=board, school=school, key="tile.results", is_on=is_on, visible_from=at
        )


def places(board: Board, term: Term, other_term: Term) -> list[Place]:
    """Level « 04 » is the pupils' own. A level's hour is before that of all others, either way."""
    found = []

    def place(cards: bool, *hours: tuple[str, timedelta], works: bool = True) -> School:
        school = make_school(board)
        for level, delay in hours:
            publish(school, term, NOW() + delay, level)
        found.append(Place(school, cards, works))
        return school

    place(True, ("", BEFORE))
    place(False)
    place(False, ("", AFTER))
    place(False, ("", BEFORE), ("04", AFTER))
    place(True, ("", AFTER), ("04", BEFORE))
    place(True, ("04", BEFORE))
    place(False, ("03", BEFORE), ("05", BEFORE))
    place(False, ("", AFTER), ("03", BEFORE))
    place(True, ("", BEFORE), ("05", AFTER))
    publish(place(False), other_term, NOW() + BEFORE)
    switch(board, place(False, ("", BEFORE), works=False), is_on=False)
    later = place(False, ("", BEFORE), works=False)
    switch(board, later, is_on=True, at=NOW() + AFTER)
    switch(board, place(True, ("", BEFORE)), is_on=True, at=NOW() + BEFORE)
    return found


def make_works(student: Student, place: Place, silent: Group) -> dict[int, bool]:
    """One travail of each state, by the number of its result."""
    past, soon = NOW() + BEFORE, NOW() + AFTER
    states = (
        (True, {}, {}),
        (False, {"published_at": soon}, {}),
        (False, {}, {"published_at": soon}),
        (False, {"ended_at": past}, {}),
        (False, {}, {"ended_at": past}),
    )
    made = {}
    for shows, work, result in states:
        row = make_work(student, place.group, **work)
        with as_owner():
            WorkResult.objects.filter(pk=row.pk).update(**result)
        made[row.pk] = shows and place.works
    # Of a group whose school shows nothing, whatever the pupil's own school says.
    made[make_work(student, silent).pk] = False
    return made


def noted(card: ReportCard) -> ReportCard:
    with as_owner():
        CardNote.objects.create(board=card.board, card=card, kind="general", text="Bravo")
    return card


@dataclass
class Held:
    """The reference: what one account should read, and everything that there is."""

    cards: set[int] = field(default_factory=set)
    works: set[int] = field(default_factory=set)


def fill(board: Board, account: Account, held: Held) -> None:
    term, other_term, _ = make_terms(board)
    quiet = make_school(board)
    switch(board, quiet, is_on=False)
    silent = make_course(quiet)
    for place, (change, reads_cards, reads_works) in product(
        places(board, term, other_term), LINKS.values()
    ):
        student = make_student(place.school, code_permanent=None)
        link = make_link(student, ADDRESS)
        confirm(account, student)
        card = noted(make_card(student, term, place.group))
        works = make_works(student, place, silent)
        with as_owner():
            change(link)
        if reads_cards and place.cards:
            held.cards.add(card.pk)
        if reads_works:
            held.works |= {pk for pk, shows in works.items() if shows}


def check(account: Account, held: Held) -> None:
    with as_owner():
        named = WorkResult.objects.filter(pk__in=held.works)
        works = set(named.values_list("work_id", flat=True))
    with acting_as(FamilyActor(account.id)):
        assert set(ReportCard.objects.values_list("pk", flat=True)) == held.cards
        for model in (SubjectResult, CardNote):
            assert set(model.objects.values_list("card_id", flat=True)) == held.cards
        parts = CompetencyResult.objects.values_list("subject__card_id", flat=True)
        assert set(parts) == held.cards
        assert set(WorkResult.objects.values_list("pk", flat=True)) == held.works
        assert set(Work.objects.values_list("pk", flat=True)) == works


def test_a09_a_family_reads_what_a_plain_reference_reads_in_every_situation() -> None:
    board, other = make_board(), make_board("865000")
    account, stranger = make_account(ADDRESS), make_account("autre@courriel.example")
    held = Held()
    fill(board, account, held)
    assert held.cards
    assert held.works
    check(account, held)
    check(stranger, Held())
    # A pupil of another body, whose group and school share nothing with the first one's.
    place = Place(make_school(other), True, True)
    term = make_terms(other)[0]
    publish(place.school, term)
    far = make_student(place.school, code_permanent=None)
    make_link(far, ADDRESS)
    confirm(account, far)
    card, work = noted(make_card(far, term, place.group)), make_work(far, place.group)
    both = Held(held.cards | {card.pk}, held.works | {work.pk})
    check(account, both)
    # The body's own « no » closes its schools, and no other body's.
    switch(board, None, is_on=False)
    check(account, Held({card.pk}, {work.pk}))
    with as_owner():
        Switch.objects.filter(school=None).delete()
        Board.objects.filter(pk=other.pk).update(is_subscribed=False)
    check(account, held)


def test_a14_a_card_follows_the_school_of_then_and_a_work_that_of_its_group() -> None:
    board = make_board()
    account = make_account(ADDRESS)
    now, then = make_school(board), make_school(board)
    term = make_terms(board)[0]
    leo = make_student(now)
    make_link(leo, ADDRESS)
    confirm(account, leo)
    card = noted(make_card(leo, term, make_course(then), school=then, level="03"))
    work = make_work(leo, make_course(then))
    publish(now, term)
    check(account, Held(set(), {work.pk}))
    publish(then, term)
    check(account, Held({card.pk}, {work.pk}))
    # Level of then, not of now.
    publish(then, term, NOW() + AFTER, "04")
    check(account, Held({card.pk}, {work.pk}))
    publish(then, term, NOW() + AFTER, "03")
    check(account, Held(set(), {work.pk}))
    publish(then, term, NOW() + BEFORE, "03")
    switch(board, now, is_on=False)
    check(account, Held({card.pk}, {work.pk}))
    switch(board, then, is_on=False)
    check(account, Held())


def test_a42_the_lists_of_the_walls_answer_nobody_without_a_scope() -> None:
    """They run as the owner: out of a scope they are refused, or know of no pupil."""
    with connection.cursor() as cursor:
        for name in ("results_cards", "results_works", "preau_left_pupils"):
            cursor.execute(
                "SELECT rolname FROM pg_roles r WHERE rolname LIKE 'preau_%%'"
                " AND rolname <> 'preau_owner'"
                " AND has_function_privilege(r.rolname, %s, 'EXECUTE') ORDER BY 1",
                [f"{name}()"],
            )
            assert [row[0] for row in cursor.fetchall()] == ["preau_family"]
