"""The other addresses of an account."""

import pytest
from allauth.account.models import EmailAddress
from django.db import IntegrityError, connection, transaction

from preau.accounts import operations
from preau.accounts.errors import AddressAlreadyYours, AddressTaken, NotYourProof, ProofGone
from preau.accounts.models import AddressProof
from preau.accounts.queries import addresses_of
from preau.core.actors import FamilyActor
from preau.core.enums import Act
from preau.core.errors import NotVisible
from preau.core.models import JournalEntry
from tests.accounts.asking import CLAIRE, NETWORK, NOBODY, NOW, later, put_on_file, save, verify
from tests.accounts.mailbox import code_in, last_code, mails_to
from tests.factories import as_owner, make_account

pytestmark = pytest.mark.django_db
SECOND = "claire@travail.example"


@pytest.fixture
def actor() -> FamilyActor:
    return FamilyActor(make_account(CLAIRE).pk)


def ask(actor: FamilyActor, address: str = SECOND) -> str:
    return operations.ask_for_address(
        actor=actor,
        address=address,
        language="",
        network=NETWORK,
        link_of=lambda token: f"http://preau.test/compte/verification/{token}/",
        at=NOW,
    )


def emails_of(actor: FamilyActor) -> list[str]:
    return [held.email for held in addresses_of(actor.account_id)]


def test_one_more_address_is_proved_by_code_and_the_main_one_is_told(actor: FamilyActor) -> None:
    token = ask(actor)
    proof = verify(token, last_code(SECOND), actor=actor)
    assert operations.add_address(actor=actor, proof_id=proof, language="", at=NOW) == SECOND
    assert emails_of(actor) == [CLAIRE, SECOND]
    assert "adresse" in mails_to(CLAIRE)[-1].subject
    with as_owner():
        assert JournalEntry.objects.filter(
            act=Act.ADDRESS_ADDED, account_id=actor.account_id
        ).exists()
    assert operations.sign_in(
        actor=NOBODY, address=SECOND, password="corde-à-linge-du-voisin-42", network="n", at=NOW
    )


def test_each_address_says_whether_a_school_holds_it(actor: FamilyActor) -> None:
    put_on_file(SECOND)
    proof = verify(ask(actor), last_code(SECOND), actor=actor)
    operations.add_address(actor=actor, proof_id=proof, language="", at=NOW)
    held = addresses_of(actor.account_id)
    assert [(h.email, h.is_primary, h.is_on_file) for h in held] == [
        (CLAIRE, True, False),
        (SECOND, False, True),
    ]


def test_a_proof_serves_once(actor: FamilyActor) -> None:
    proof = verify(ask(actor), last_code(SECOND), actor=actor)
    operations.add_address(actor=actor, proof_id=proof, language="", at=NOW)
    with pytest.raises(ProofGone):
        operations.add_address(actor=actor, proof_id=proof, language="", at=NOW)


def test_another_account_s_address_gets_the_same_answer_and_no_code(actor: FamilyActor) -> None:
    other = make_account(SECOND)
    assert len(ask(actor)) == 43
    mail = mails_to(SECOND)[-1]
    assert code_in(mail) == ""
    assert EmailAddress.objects.get(email=SECOND).user_id == other.pk


def test_an_address_already_ours_is_said_so(actor: FamilyActor) -> None:
    with pytest.raises(AddressAlreadyYours):
        ask(actor, CLAIRE.upper())


def test_a18_only_the_account_that_asked_may_type_the_code(actor: FamilyActor) -> None:
    thief = FamilyActor(make_account("voleur@exemple.ca").pk)
    token = ask(actor)
    for stranger in (thief, NOBODY):
        with pytest.raises(NotYourProof):
            verify(token, last_code(SECOND), actor=stranger)
    proof = verify(token, last_code(SECOND), actor=actor)
    with pytest.raises(ProofGone):
        operations.add_address(actor=thief, proof_id=proof, language="", at=NOW)


def test_a38_a_code_asked_to_add_an_address_never_opens_an_account(actor: FamilyActor) -> None:
    proof = verify(ask(actor), last_code(SECOND), actor=actor)
    with pytest.raises(ProofGone):
        save(proof)


def test_an_address_taken_meanwhile_is_refused(actor: FamilyActor) -> None:
    proof = verify(ask(actor), last_code(SECOND), actor=actor)
    make_account(SECOND)
    with pytest.raises(AddressTaken):
        operations.add_address(actor=actor, proof_id=proof, language="", at=NOW)
    assert emails_of(actor) == [CLAIRE]


def test_the_database_refuses_one_address_for_two_accounts(actor: FamilyActor) -> None:
    other = make_account("autre@exemple.ca")
    with pytest.raises(IntegrityError), transaction.atomic():
        EmailAddress.objects.create(user=other, email=CLAIRE, verified=True, primary=False)


def test_an_address_is_taken_off_and_its_children_with_it(actor: FamilyActor) -> None:
    put_on_file(SECOND)
    proof = verify(ask(actor), last_code(SECOND), actor=actor)
    operations.add_address(actor=actor, proof_id=proof, language="", at=NOW)
    assert unconfirmed(actor) == 1
    address = EmailAddress.objects.get(email=SECOND)
    assert operations.remove_address(actor=actor, address_id=address.pk) == SECOND
    assert emails_of(actor) == [CLAIRE]
    assert unconfirmed(actor) == 0


def unconfirmed(actor: FamilyActor) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM preau_unconfirmed(%s)", [actor.account_id])
        return int(cursor.fetchone()[0])


def test_a18_the_main_address_and_other_people_s_stay(actor: FamilyActor) -> None:
    make_account("autre@exemple.ca")
    for address in EmailAddress.objects.all():
        with pytest.raises(NotVisible):
            operations.remove_address(actor=actor, address_id=address.pk)
    assert EmailAddress.objects.count() == 2


def test_a_proof_waits_thirty_minutes(actor: FamilyActor) -> None:
    proof = verify(ask(actor), last_code(SECOND), actor=actor)
    with pytest.raises(ProofGone):
        operations.add_address(actor=actor, proof_id=proof, language="", at=later(minutes=31))
    assert AddressProof.objects.get().state == "proved"
