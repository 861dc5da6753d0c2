"""Signing in: what is refused, delayed, paused, and told to nobody."""

import pytest
from django.contrib.auth import authenticate
from django.contrib.auth.hashers import Argon2PasswordHasher

from preau.accounts import operations
from preau.accounts.errors import SignInDelayed, SignInPaused, SignInRefused
from preau.accounts.models import Account
from preau.core.enums import Act
from preau.core.models import Attempt, JournalEntry
from tests.accounts.asking import CLAIRE, NETWORK, NOBODY, later
from tests.factories import PASSWORD, as_owner, make_account

pytestmark = pytest.mark.django_db


def enter(
    password: str = PASSWORD, *, second: float = 0, address: str = CLAIRE, network: str = NETWORK
) -> Account:
    return operations.sign_in(
        actor=NOBODY, address=address, password=password, network=network, at=later(seconds=second)
    )


def fail(second: float, **where: str) -> None:
    with pytest.raises(SignInRefused):
        enter("pas le bon", second=second, **where)


def acts() -> list[str]:
    with as_owner():
        return list(JournalEntry.objects.order_by("id").values_list("act", flat=True))


def test_the_right_password_lets_in_whatever_the_case_of_the_address() -> None:
    account = make_account(CLAIRE)
    assert enter() == enter(address=" CLAIRE.Ngo@EXEMPLE.ca ") == account
    assert acts() == [Act.SIGNED_IN, Act.SIGNED_IN]


def test_the_same_password_typed_on_another_keyboard_lets_in() -> None:
    make_account(CLAIRE, password="cafe\u0301 crème brûlée")
    assert enter("café crème brûlée")


def test_case_counts_and_nothing_is_cut_off() -> None:
    long = "outarde " * 16
    make_account(CLAIRE, password=long)
    assert enter(long)
    for wrong in (long[:-1], long.upper(), long.strip()):
        with pytest.raises(SignInRefused):
            enter(wrong)


@pytest.mark.parametrize("state", ["unknown", "wrong password", "closed", "nonsense"])
def test_every_failure_is_told_in_the_same_words(state: str) -> None:
    if state != "unknown":
        make_account(CLAIRE, is_active=state != "closed")
    password = PASSWORD if state == "closed" else "pas le bon"
    address = "x' OR 1=1 --" if state == "nonsense" else CLAIRE
    with pytest.raises(SignInRefused) as refused:
        enter(password, address=address)
    assert refused.value.message == SignInRefused().message
    assert acts() == [Act.SIGN_IN_REFUSED]


def test_an_unknown_account_costs_one_hash_like_any_other(monkeypatch: pytest.MonkeyPatch) -> None:
    make_account(CLAIRE)
    hashed: list[str] = []
    for name in ("encode", "verify"):
        real = getattr(Argon2PasswordHasher, name)

        def counted(self, *args, name=name, real=real):  # type: ignore[no-untyped-def]
            hashed.append(name)
            return real(self, *args)

        monkeypatch.setattr(Argon2PasswordHasher, name, counted)
    authenticate(None, address=CLAIRE, password="pas le bon")
    assert len(hashed) == 1
    authenticate(None, address="inconnue@exemple.ca", password="pas le bon")
    assert len(hashed) == 2


@pytest.mark.parametrize("known", [True, False])
def test_three_failures_are_free_then_each_waits_longer(known: bool) -> None:
    if known:
        make_account(CLAIRE)
    second = 0.0
    for _ in range(3):
        fail(second)
    for delay in (2, 4, 8, 16, 30, 30):
        with pytest.raises(SignInDelayed) as refused:
            enter(second=second + delay - 0.5)
        assert refused.value.seconds == 1
        second += delay
        fail(second)


def test_an_early_try_costs_nothing() -> None:
    make_account(CLAIRE)
    for _ in range(3):
        fail(0)
    for _ in range(20):
        with pytest.raises(SignInDelayed):
            enter(second=1)
    assert enter(second=2)


@pytest.mark.parametrize("known", [True, False])
def test_the_tenth_failure_pauses_this_account_here(known: bool) -> None:
    if known:
        make_account(CLAIRE)
    for number in range(9):
        fail(number * 40)
    with pytest.raises(SignInPaused):
        enter("pas le bon", second=360)
    with pytest.raises(SignInPaused) as refused:
        enter(second=400)
    assert refused.value.minutes == 9
    assert acts().count(Act.SIGN_IN_PAUSED) == 1


def test_a_pause_is_never_a_lock() -> None:
    account = make_account(CLAIRE)
    for number in range(9):
        fail(number * 40)
    with pytest.raises(SignInPaused):
        enter("pas le bon", second=360)
    assert enter(second=400, network="203.0.113.0/24") == account
    assert enter(second=15 * 60 + 1) == account


def test_another_account_on_the_same_network_is_not_delayed() -> None:
    make_account("voisin@exemple.ca")
    for _ in range(3):
        fail(0)
    assert enter(second=1, address="voisin@exemple.ca")


def test_a_success_forgets_the_failures() -> None:
    make_account(CLAIRE)
    for _ in range(2):
        fail(0)
    enter(second=1)
    for _ in range(3):
        fail(2)


def test_a_list_of_stolen_passwords_pauses_its_network() -> None:
    account = make_account(CLAIRE)
    for number in range(100):
        fail(0, address=f"p{number}@exemple.ca")
    with pytest.raises(SignInPaused):
        enter(second=1)
    assert enter(second=1, network="203.0.113.0/24") == account


def test_attempts_keep_no_address_in_clear() -> None:
    fail(0)
    subjects = " ".join(Attempt.objects.values_list("subject", flat=True))
    assert subjects
    assert "claire" not in subjects
    assert "198.51" not in subjects
