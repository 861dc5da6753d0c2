"""Confirming a child: all must agree, every refusal is the same, guessing is hopeless."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from preau.core.actors import FamilyActor
from preau.core.scope import acting_as
from preau.notifications.models import OutboxMail
from preau.people.errors import ChildNotConfirmed, TooManyConfirmations
from preau.people.models import Incident, Student
from preau.people.numbers import parse_number
from preau.people.operations import confirm_child
from preau.people.operations.confirming import Claim
from preau.people.queries import children_of_family
from tests.factories import (
    as_owner,
    confirm,
    make_account,
    make_board,
    make_link,
    make_school,
    make_student,
    make_switch,
)

pytestmark = pytest.mark.django_db
ADDRESS = "claire@courriel.example"


@pytest.fixture
def school():
    return make_school(make_board(email="info@css.example"), email="ecole@css.example")


@pytest.fixture
def student(school) -> Student:
    return make_student(
        school,
        given="Marie-Ève",
        family="L’Heureux Ngô",
        fiche="1234567",
        code_permanent="LHEM65531298",
    )


def attempt(
    account,
    student,
    *,
    number="1234567",
    given="Marie-Ève",
    family="L’Heureux Ngô",
    network="192.0.2.0/24",
    at: datetime | None = None,
    board=None,
) -> int:
    parsed = parse_number(number)
    assert parsed
    actor = FamilyActor(account.id)
    claim = Claim(board or student.board, parsed, given, family, network)
    refusal = None
    with acting_as(actor):
        try:
            return confirm_child(
                actor=actor,
                claim=claim,
                email=account.email,
                language="fr-ca",
                at=at or timezone.now(),
            )
        except (ChildNotConfirmed, TooManyConfirmations) as error:
            refusal = error
    raise refusal


def sees(account) -> list[int]:
    with acting_as(FamilyActor(account.id)):
        return [child.id for child in children_of_family()]


@pytest.mark.parametrize("number", ["1234567", "01234567"[1:], "lhem 6553 1298", "12-34-567"])
@pytest.mark.parametrize(
    ("given", "family"),
    [
        ("Marie-Ève", "L’Heureux Ngô"),
        ("marie eve", "L'HEUREUX NGO"),
        ("Marie–Eve ", "l heureux ngô"),
    ],
)
def test_number_and_names_open_the_child(student, number, given, family) -> None:
    make_link(student, ADDRESS)
    account = make_account(ADDRESS)
    attempt(account, student, number=number, given=given, family=family)
    assert sees(account) == [student.id]


WRONG = {
    "number": {"number": "7654321"},
    "code": {"number": "LHEM65531299"},
    "ten characters of the code": {"number": "LHEM655312"},
    "given name": {"given": "Marie"},
    "diminutive": {"given": "Marie-E"},
    "family name missing a part": {"family": "L’Heureux"},
    "family names in another order": {"family": "Ngô L’Heureux"},
    "separator missing": {"family": "LHeureux Ngô"},
    "look-alike letter": {"given": "Маrie-Ève"},
}


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG)
def test_each_fault_meets_the_same_refusal(student, wrong) -> None:
    make_link(student, ADDRESS)
    account = make_account(ADDRESS)
    with pytest.raises(ChildNotConfirmed) as refusal:
        attempt(account, student, **wrong)
    assert refusal.value.message == "child_not_confirmed"
    assert sees(account) == []


def test_a39_numbers_and_names_without_the_address_open_nothing(student) -> None:
    make_link(student, "autre@courriel.example")
    account = make_account(ADDRESS)
    with pytest.raises(ChildNotConfirmed):
        attempt(account, student)
    assert sees(account) == []


def test_a43_the_address_without_the_names_opens_nothing(student) -> None:
    """An address that the school typed wrong gives a stranger nothing by itself."""
    make_link(student, ADDRESS)
    account = make_account(ADDRESS)
    assert sees(account) == []
    with pytest.raises(ChildNotConfirmed):
        attempt(account, student, given="Léo", family="Tremblay")


def test_the_number_is_of_the_chosen_body_only(student) -> None:
    make_link(student, ADDRESS)
    other = make_board("884000", name="Riverside School Board", short_name="Riverside")
    account = make_account(ADDRESS)
    with pytest.raises(ChildNotConfirmed):
        attempt(account, student, board=other)


def test_a_restricted_guardian_is_refused_like_anybody(student) -> None:
    link = make_link(student, ADDRESS)
    with as_owner():
        link.restrictions.create(
            board=student.board, right="everything", starts_on=timezone.localdate()
        )
    with pytest.raises(ChildNotConfirmed):
        attempt(make_account(ADDRESS), student)


def test_twins_are_told_apart_by_their_number(school) -> None:
    pair = [
        make_student(school, given=name, family="Roy", fiche=fiche, code_permanent=code)
        for name, fiche, code in (("Ian", "11", "ROYI67031401"), ("Ivan", "12", "ROYI67031402"))
    ]
    for twin in pair:
        make_link(twin, ADDRESS)
    account = make_account(ADDRESS)
    with pytest.raises(ChildNotConfirmed):
        attempt(account, pair[0], number="ROYI67031402", given="Ian", family="Roy")
    for twin, name in zip(pair, ("Ian", "Ivan"), strict=True):
        attempt(account, twin, number=twin.code_permanent, given=name, family="Roy")
    assert sees(account) == [twin.id for twin in pair]


def test_a_preferred_name_counts_only_where_the_school_says_so(school) -> None:
    student = make_student(school, given="Mathilde", family="Roy", preferred_name="Mat")
    make_link(student, ADDRESS)
    account = make_account(ADDRESS)
    with pytest.raises(ChildNotConfirmed):
        attempt(account, student, number=student.fiche, given="Mat", family="Roy")
    make_switch(school.board, "rule.preferred_name", True, school)
    attempt(account, student, number=student.fiche, given="Mat", family="Roy")
    assert sees(account) == [student.id]


def fail(account, student, times: int, **fields) -> None:
    for _ in range(times):
        with pytest.raises(ChildNotConfirmed):
            attempt(account, student, given="Personne", **fields)


def test_a39_five_failures_an_hour_then_even_the_right_answer_waits(student) -> None:
    make_link(student, ADDRESS)
    account, at = make_account(ADDRESS), timezone.now()
    fail(account, student, 5, at=at)
    with pytest.raises(TooManyConfirmations):
        attempt(account, student, at=at)
    attempt(account, student, at=at + timedelta(minutes=61))
    assert sees(account) == [student.id]


def test_a39_the_number_and_the_network_are_counted_over_all_accounts(student) -> None:
    make_link(student, ADDRESS)
    at = timezone.now()
    for index in range(5):
        fail(make_account(f"a{index}@x.example"), student, 1, at=at, network=f"192.0.{index}.0/24")
    with pytest.raises(TooManyConfirmations):
        attempt(make_account(ADDRESS), student, at=at, network="198.51.100.0/24")


def test_a39_both_numbers_of_a_pupil_share_one_limit(student) -> None:
    """The refusal stays the ordinary one: « wait » would tell that both numbers are one pupil's."""
    make_link(student, ADDRESS)
    account, at = make_account(ADDRESS), timezone.now()
    for index, number in enumerate(["1234567", "LHEM65531298"] * 2 + ["1234567"]):
        guesser = make_account(f"a{index}@x.example")
        fail(guesser, student, 1, at=at, number=number, network=f"192.0.{index}.0/24")
    with pytest.raises(ChildNotConfirmed):
        attempt(account, student, number="LHEM65531298", at=at, network="198.51.100.0/24")
    assert sees(account) == []
    later = at + timedelta(minutes=61)
    attempt(account, student, number="LHEM65531298", at=later, network="198.51.100.0/24")
    assert sees(account) == [student.id]


def test_a39_one_network_cannot_try_every_number(student) -> None:
    at = timezone.now()
    for index in range(5):
        account = make_account(f"a{index}@x.example")
        fail(account, student, 1, at=at, number=str(100 + index))
    with pytest.raises(TooManyConfirmations):
        attempt(make_account("b@x.example"), student, number="999", at=at)


def test_a_network_of_many_families_has_figures_of_its_own(student, settings) -> None:
    settings.PREAU_LIMITS = replace(
        settings.PREAU_LIMITS, child_failures_per_network_hour=7, child_failures_per_network_day=8
    )
    make_link(student, ADDRESS)
    at = timezone.now()

    def others_fail(*numbers: int, at: datetime) -> None:
        for number in numbers:
            other = make_account(f"a{number}@x.example")
            fail(other, student, 1, at=at, number=str(100 + number))

    others_fail(*range(6), at=at)
    assert attempt(make_account(ADDRESS), student, at=at) == student.id
    others_fail(6, at=at)
    with pytest.raises(TooManyConfirmations):
        attempt(make_account("b@x.example"), student, at=at)
    others_fail(7, at=at + timedelta(hours=2))
    with pytest.raises(TooManyConfirmations):
        attempt(make_account("c@x.example"), student, at=at + timedelta(hours=4))


def test_the_figures_of_a_network_are_not_those_of_an_account(student, settings) -> None:
    settings.PREAU_LIMITS = replace(settings.PREAU_LIMITS, child_failures_per_network_hour=50)
    make_link(student, ADDRESS)
    account, at = make_account(ADDRESS), timezone.now()
    fail(account, student, 5, at=at)
    with pytest.raises(TooManyConfirmations):
        attempt(account, student, at=at)


def test_the_school_is_told_after_ten_failures_once(student) -> None:
    make_link(student, ADDRESS)
    account, at = make_account(ADDRESS), timezone.now()
    fail(account, student, 5, at=at, network="a")
    fail(account, student, 5, at=at + timedelta(hours=2), network="b")
    with as_owner():
        incident = Incident.objects.get()
        mail = OutboxMail.objects.get(recipient="ecole@css.example")
    assert (incident.kind, incident.student_id, incident.account_id) == (
        "guessing",
        student.id,
        None,
    )
    assert str(incident.id) in mail.text
    for secret in ("1234567", "LHEM", "Marie", "Heureux"):
        assert secret not in mail.text + mail.html + mail.subject


def test_confirming_again_changes_nothing(student) -> None:
    make_link(student, ADDRESS)
    account = make_account(ADDRESS)
    confirm(account, student)
    attempt(account, student)
    assert sees(account) == [student.id]


def test_the_mail_names_the_child_as_the_file_does(student) -> None:
    make_link(student, ADDRESS)
    attempt(make_account(ADDRESS), student, given="MARIE EVE")
    with as_owner():
        mail = OutboxMail.objects.get(recipient=ADDRESS)
    assert "Marie-Ève" in mail.subject
    assert "MARIE EVE" not in mail.subject + mail.text + mail.html
