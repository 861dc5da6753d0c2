"""Choosing a password: the account is created, or recovered, or neither."""

import pytest
from allauth.account.models import EmailAddress

from preau.accounts import operations
from preau.accounts.enums import ProofState, Purpose
from preau.accounts.errors import (
    CurrentPasswordWrong,
    PasswordRefused,
    ProofGone,
    SignInDelayed,
    SignInPaused,
    TooManyPasswords,
)
from preau.accounts.limits import NEW_PASSWORDS_PER_HOUR
from preau.accounts.models import Account, AddressProof
from preau.accounts.queries import address_words
from preau.core.actors import FamilyActor
from preau.core.enums import Act
from preau.core.models import JournalEntry
from tests.accounts.asking import (
    CLAIRE,
    NETWORK,
    NOBODY,
    NOW,
    ask,
    later,
    prove,
    put_on_file,
    save,
    verify,
)
from tests.accounts.mailbox import last_code, mails_to
from tests.factories import PASSWORD, as_owner, make_account

pytestmark = pytest.mark.django_db
OTHER = "quatre chats sous la pluie"


def journal() -> list[tuple[str, int | None]]:
    with as_owner():
        return list(JournalEntry.objects.order_by("id").values_list("act", "account_id"))


def test_a_proved_address_becomes_an_account() -> None:
    put_on_file()
    saved = save(prove())
    assert saved.is_new_account
    account = Account.objects.get()
    assert account.check_password(PASSWORD)
    assert account.password.startswith("argon2")
    held = EmailAddress.objects.get()
    assert (held.user_id, held.email, held.verified, held.primary) == (
        account.pk,
        CLAIRE,
        True,
        True,
    )
    assert (Act.ACCOUNT_CREATED, account.pk) in journal()
    assert AddressProof.objects.get().state == ProofState.USED


def test_names_of_a_family_are_told_once_its_address_is_proved() -> None:
    put_on_file(given="Maëlle")
    assert address_words(CLAIRE) == []
    token = ask()
    assert address_words(CLAIRE) == []
    verify(token, last_code(CLAIRE))
    assert "Maëlle" in address_words(CLAIRE)
    save(AddressProof.objects.get().pk)
    assert "Maëlle" in address_words(CLAIRE)
    assert address_words("autre@exemple.ca") == []


def test_a_proof_serves_once() -> None:
    put_on_file()
    proof = prove()
    save(proof)
    with pytest.raises(ProofGone):
        save(proof, OTHER)
    assert Account.objects.get().check_password(PASSWORD)


def test_an_abandoned_proof_makes_no_account() -> None:
    put_on_file()
    prove()
    ask(at=later(hours=2))
    assert not Account.objects.exists()
    assert not EmailAddress.objects.exists()


def test_a_code_that_was_not_typed_saves_nothing() -> None:
    put_on_file()
    ask()
    with pytest.raises(ProofGone):
        save(AddressProof.objects.get().pk)
    with pytest.raises(ProofGone):
        save(0)


def test_the_password_must_follow_within_thirty_minutes() -> None:
    put_on_file()
    proof = prove()
    with pytest.raises(ProofGone):
        save(proof, at=later(minutes=30))
    assert save(proof, at=later(minutes=29)).is_new_account


def test_a_forgotten_password_changes_it_and_tells_the_owner() -> None:
    account = make_account(CLAIRE)
    before = account.get_session_auth_hash()
    saved = save(prove(purpose=Purpose.RESET), OTHER, at=later(minutes=1))
    assert (saved.is_new_account, saved.account.pk) == (False, account.pk)
    account.refresh_from_db()
    assert account.check_password(OTHER)
    assert account.get_session_auth_hash() != before
    assert "mot de passe" in mails_to(CLAIRE)[-1].subject
    assert (Act.PASSWORD_CHANGED, account.pk) in journal()


def test_two_proofs_of_one_address_make_one_account() -> None:
    put_on_file()
    first = prove()
    second = prove(at=later(minutes=1))
    save(second, at=later(minutes=2))
    with pytest.raises(ProofGone):
        save(first, OTHER, at=later(minutes=3))
    assert Account.objects.count() == EmailAddress.objects.count() == 1


def test_a38_a_code_asked_to_reset_never_adds_an_address() -> None:
    put_on_file()
    make_account("autre@exemple.ca")
    actor = FamilyActor(Account.objects.get().pk)
    with pytest.raises(ProofGone):
        operations.add_address(actor=actor, proof_id=prove(), language="", at=NOW)


def test_names_of_the_file_are_refused_and_the_refusals_are_counted() -> None:
    put_on_file(given="Maëlle")
    proof = prove()
    with pytest.raises(PasswordRefused) as refused:
        save(proof, "Maëlle-2015-2016")
    assert refused.value.fields == ("password",)
    assert "maëlle" not in refused.value.message.casefold()
    for _ in range(NEW_PASSWORDS_PER_HOUR - 1):
        with pytest.raises(PasswordRefused):
            save(proof, "court")
    with pytest.raises(TooManyPasswords):
        save(proof)
    assert not Account.objects.exists()


def test_a_new_password_ends_the_pause_of_its_owner() -> None:
    make_account(CLAIRE)
    for second in range(0, 400, 40):
        with pytest.raises(Exception, match=r"convient|essais"):
            _sign_in("faux mot de passe", second)
    with pytest.raises(SignInPaused):
        _sign_in(PASSWORD, 400)
    save(prove(purpose=Purpose.RESET, at=later(seconds=401)), OTHER, at=later(seconds=402))
    assert _sign_in(OTHER, 403).email == CLAIRE


def _sign_in(password: str, second: int) -> Account:
    return operations.sign_in(
        actor=NOBODY, address=CLAIRE, password=password, network=NETWORK, at=later(seconds=second)
    )


def change(actor: FamilyActor, current: str, password: str, second: int = 0) -> Account:
    return operations.change_password(
        actor=actor, current=current, password=password, language="", at=later(seconds=second)
    )


def test_changing_needs_the_current_password() -> None:
    account = make_account(CLAIRE)
    actor = FamilyActor(account.pk)
    with pytest.raises(CurrentPasswordWrong):
        change(actor, "pas le bon", OTHER)
    change(actor, PASSWORD, OTHER)
    account.refresh_from_db()
    assert account.check_password(OTHER)
    assert len(mails_to(CLAIRE)) == 1


def test_a_bad_new_password_changes_nothing() -> None:
    account = make_account(CLAIRE)
    with pytest.raises(PasswordRefused):
        change(FamilyActor(account.pk), PASSWORD, "claire-ngo-2026")
    account.refresh_from_db()
    assert account.check_password(PASSWORD)
    assert mails_to(CLAIRE) == []


def test_a40_guessing_the_password_in_an_open_session_is_slowed_then_paused() -> None:
    actor = FamilyActor(make_account(CLAIRE).pk)
    for second in (0, 1, 2):
        with pytest.raises(CurrentPasswordWrong):
            change(actor, "deviné", OTHER, second)
    with pytest.raises(SignInDelayed):
        change(actor, PASSWORD, OTHER, 3)
    for second in range(40, 320, 40):
        with pytest.raises(CurrentPasswordWrong):
            change(actor, "deviné", OTHER, second)
    with pytest.raises(SignInPaused):
        change(actor, PASSWORD, OTHER, 400)
    change(actor, PASSWORD, OTHER, 400 + 15 * 60)
