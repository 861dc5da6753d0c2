"""Somebody signed in proves it again, by the password or by a code of the main address."""

from datetime import datetime

import pytest
from django.db import IntegrityError, transaction

from preau.accounts import operations
from preau.accounts.enums import ProofState, Purpose
from preau.accounts.errors import (
    CodeMalformed,
    CodeSpent,
    CodeTooSoon,
    CodeWrong,
    CurrentPasswordWrong,
    ProofGone,
    SignInDelayed,
    SignInPaused,
    TooManyCodes,
)
from preau.accounts.models import Account, AddressProof
from preau.accounts.queries import has_identity_code
from preau.core.actors import FamilyActor
from preau.core.enums import Act
from preau.core.models import JournalEntry
from tests.accounts.asking import CLAIRE, NETWORK, NOW, ask, later, save, verify
from tests.accounts.mailbox import last_code, mails_to, wrong
from tests.factories import PASSWORD, as_owner, make_account

pytestmark = pytest.mark.django_db


@pytest.fixture
def claire() -> Account:
    return make_account(CLAIRE)


@pytest.fixture
def actor(claire: Account) -> FamilyActor:
    return FamilyActor(claire.pk)


def send(actor: FamilyActor, at: datetime = NOW) -> int:
    return operations.send_identity_code(actor=actor, language="", network=NETWORK, at=at)


def type_code(actor: FamilyActor, proof_id: int, typed: str, at: datetime = NOW) -> None:
    operations.confirm_identity_by_code(actor=actor, proof_id=proof_id, typed=typed, at=at)


def acts() -> list[str]:
    with as_owner():
        return list(JournalEntry.objects.order_by("pk").values_list("act", flat=True))


def test_the_password_proves_it_and_leaves_a_trace(actor: FamilyActor) -> None:
    with pytest.raises(CurrentPasswordWrong):
        operations.confirm_identity(actor=actor, password="deviné", at=NOW)
    operations.confirm_identity(actor=actor, password=PASSWORD, at=NOW)
    assert acts() == [Act.IDENTITY_REFUSED, Act.IDENTITY_PROVED]


def test_the_code_of_the_main_address_proves_it_once(actor: FamilyActor) -> None:
    proof_id = send(actor)
    code = last_code(CLAIRE)
    type_code(actor, proof_id, code)
    assert acts() == [Act.IDENTITY_CODE_SENT, Act.IDENTITY_PROVED]
    with pytest.raises(ProofGone):
        type_code(actor, proof_id, code)


def test_the_mail_carries_no_link_that_opens_anything(actor: FamilyActor) -> None:
    send(actor)
    assert "/compte/verification/" not in mails_to(CLAIRE)[-1].text


def test_a_code_lives_ten_minutes_and_five_tries(actor: FamilyActor) -> None:
    proof_id = send(actor)
    assert has_identity_code(actor.account_id, proof_id, at=later(minutes=9))
    assert not has_identity_code(actor.account_id, proof_id, at=later(minutes=10))
    with pytest.raises(CodeSpent):
        type_code(actor, proof_id, last_code(CLAIRE), at=later(minutes=10))
    bad = wrong(last_code(CLAIRE))
    for number in range(4):
        with pytest.raises(CodeWrong):
            type_code(actor, proof_id, bad, at=later(minutes=number))
    with pytest.raises(CodeSpent):
        type_code(actor, proof_id, bad, at=later(minutes=5))
    with pytest.raises(CodeSpent):
        type_code(actor, proof_id, last_code(CLAIRE), at=later(minutes=6))


def test_what_is_no_code_counts_as_no_try(actor: FamilyActor) -> None:
    proof_id = send(actor)
    for _ in range(6):
        with pytest.raises(CodeMalformed):
            type_code(actor, proof_id, "12345")
    type_code(actor, proof_id, last_code(CLAIRE))


def test_failures_of_both_ways_wait_together_then_pause(actor: FamilyActor) -> None:
    proof_id = send(actor)
    bad = wrong(last_code(CLAIRE))
    with pytest.raises(CurrentPasswordWrong):
        operations.confirm_identity(actor=actor, password="a", at=NOW)
    for _ in range(2):
        with pytest.raises(CodeWrong):
            type_code(actor, proof_id, bad)
    with pytest.raises(SignInDelayed):
        operations.confirm_identity(actor=actor, password=PASSWORD, at=NOW)
    for number in range(7):
        with pytest.raises(CurrentPasswordWrong):
            operations.confirm_identity(actor=actor, password="a", at=later(minutes=1 + number))
    with pytest.raises(SignInPaused):
        operations.confirm_identity(actor=actor, password=PASSWORD, at=later(minutes=8))
    assert acts()[-1] == Act.IDENTITY_PAUSED
    with pytest.raises(SignInPaused):
        type_code(actor, proof_id, last_code(CLAIRE), at=later(minutes=9))
    operations.confirm_identity(actor=actor, password=PASSWORD, at=later(minutes=24))


def test_a_new_code_voids_the_one_before_and_comes_not_too_soon(actor: FamilyActor) -> None:
    first, code = send(actor), last_code(CLAIRE)
    with pytest.raises(CodeTooSoon):
        send(actor, at=later(seconds=29))
    send(actor, at=later(seconds=31))
    with pytest.raises(ProofGone):
        type_code(actor, first, code, at=later(seconds=32))


def test_codes_are_limited_as_any_others(actor: FamilyActor) -> None:
    for number in range(3):
        send(actor, at=later(minutes=number))
    with pytest.raises(TooManyCodes):
        send(actor, at=later(minutes=3))


def test_a40_a_code_of_another_account_proves_nothing(actor: FamilyActor) -> None:
    other = FamilyActor(make_account("voleur@exemple.ca").pk)
    proof_id = send(other)
    with pytest.raises(ProofGone):
        type_code(actor, proof_id, last_code("voleur@exemple.ca"))


def test_a40_a_code_for_one_purpose_is_none_for_another(actor: FamilyActor) -> None:
    """A code that recovers the password proves no identity here, and the other way round."""
    token = ask(purpose=Purpose.RESET)
    recovery = AddressProof.objects.get()
    with pytest.raises(ProofGone):
        type_code(actor, recovery.pk, last_code(CLAIRE))
    proof_id = send(actor, at=later(minutes=1))
    with pytest.raises(CodeWrong):
        verify(token, last_code(CLAIRE), at=later(minutes=2))
    AddressProof.objects.filter(pk=proof_id).update(state=ProofState.PROVED, proved_at=NOW)
    with pytest.raises(ProofGone):
        save(proof_id)


def test_a40_a_stranger_who_asks_for_codes_does_not_void_this_one(actor: FamilyActor) -> None:
    proof_id, code = send(actor), last_code(CLAIRE)
    ask(purpose=Purpose.RESET, at=later(minutes=1))
    type_code(actor, proof_id, code, at=later(minutes=2))


def test_the_database_too_wants_an_account_behind_it(actor: FamilyActor) -> None:
    proof_id = send(actor)
    with pytest.raises(IntegrityError, match="proof_identity_has_account"), transaction.atomic():
        AddressProof.objects.filter(pk=proof_id).update(account=None)
