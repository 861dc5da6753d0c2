"""The second wall: what an account sees is decided by the database from the live roster."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.utils import timezone

from preau.core.actors import BoardActor, FamilyActor
from preau.core.scope import acting_as
from preau.people.models import Guardian, GuardianLink, LinkRestriction, Student
from preau.people.queries import children_of_family, own_records, waiting_for_family
from tests.factories import (
    as_owner,
    confirm,
    make_account,
    make_board,
    make_link,
    make_school,
    make_student,
)

pytestmark = pytest.mark.django_db
ADDRESS = "claire@courriel.example"


def seen_by(account) -> list[str]:
    with acting_as(FamilyActor(account.id)):
        return [child.given_name for child in children_of_family()]


@pytest.fixture
def family():
    student = make_student(make_school(make_board()))
    link = make_link(student, ADDRESS)
    account = make_account(ADDRESS)
    confirm(account, student)
    return account, student, link


def test_a_confirmed_child_is_seen_by_its_parent_only(family) -> None:
    account, student, _ = family
    stranger = make_account("autre@courriel.example")
    make_student(student.school, given="Zoé")
    assert seen_by(account) == ["Léo"]
    assert seen_by(stranger) == []


def test_without_scope_nothing_is_seen(family) -> None:
    assert not Student.objects.exists()
    assert not Guardian.objects.exists()
    assert not GuardianLink.objects.exists()


def test_the_scope_ends_with_its_block(family) -> None:
    account, _, _ = family
    assert seen_by(account)
    assert not Student.objects.exists()


@pytest.mark.parametrize(
    "change",
    [
        lambda account, link: GuardianLink.objects.filter(id=link.id).update(email="x@y.example"),
        lambda account, link: GuardianLink.objects.filter(id=link.id).update(
            ended_at=timezone.now()
        ),
        lambda account, link: GuardianLink.objects.filter(id=link.id).update(has_authority=False),
        lambda account, link: Guardian.objects.update(ended_at=timezone.now()),
        lambda account, link: Student.objects.update(ended_at=timezone.now()),
        lambda account, link: EmailAddress.objects.update(verified=False),
        lambda account, link: type(account).objects.update(is_active=False),
        lambda account, link: account.confirmations.update(disowned_at=timezone.now()),
        lambda account, link: type(link.board).objects.update(is_subscribed=False),
    ],
)
def test_a19_each_lost_condition_closes_the_file_at_once(family, change) -> None:
    account, _, link = family
    assert seen_by(account) == ["Léo"]
    with as_owner():
        change(account, link)
    assert seen_by(account) == []


def test_a_restriction_closes_the_file_for_its_days_only(family) -> None:
    account, _, link = family
    day = timezone.localdate()
    with as_owner():
        LinkRestriction.objects.create(
            board=link.board,
            link=link,
            right="everything",
            starts_on=day - timedelta(days=2),
            ends_on=day - timedelta(days=1),
        )
    assert seen_by(account) == ["Léo"]
    with as_owner():
        LinkRestriction.objects.create(
            board=link.board, link=link, right="everything", starts_on=day
        )
    assert seen_by(account) == []


def test_a20_nothing_of_the_other_parent_is_in_scope(family) -> None:
    account, student, _ = family
    make_link(student, "pere@courriel.example", given="Marc", family="Roy")
    with acting_as(FamilyActor(account.id)):
        assert [g.given_name for g in Guardian.objects.all()] == ["Claire"]
        assert [r.email for r in own_records(student.id)] == [ADDRESS]


def test_children_to_confirm_are_counted_by_body_without_names(family) -> None:
    account, student, _ = family
    make_link(make_student(student.school, given="Zoé"), ADDRESS)
    make_link(make_student(student.school, given="Ian"), ADDRESS)
    with acting_as(FamilyActor(account.id)):
        waiting = waiting_for_family()
    assert [(w.kind, w.subject, w.count) for w in waiting] == [("confirm", "CSS Marie-Victorin", 2)]


def test_a14_an_import_of_one_body_cannot_touch_anothers_rows(family) -> None:
    _, student, _ = family
    other = make_board("884000", name="Riverside School Board", short_name="Riverside")
    with acting_as(BoardActor(other.id)):
        assert Student.objects.update(given_name="Pirate") == 0
    with acting_as(BoardActor(student.board_id)):
        assert Student.objects.update(given_name="Léa") == 1
