"""Many at once, each in its own transaction, really committed."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from allauth.account.models import EmailAddress
from django.db import connections

from preau.accounts import operations
from preau.accounts.errors import SignInRefused, TooManyCodes
from preau.accounts.models import Account, AddressProof
from preau.core.actors import FamilyActor
from preau.core.models import Attempt
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
from tests.accounts.mailbox import last_code, mails_to, wrong

pytestmark = pytest.mark.database
SECOND = "claire@travail.example"


@pytest.fixture(autouse=True)
def _on_file(committed: None) -> None:
    put_on_file()


def at_once(calls: list[Callable[[], object]]) -> list[object]:
    """Run all calls at the same instant; results and exceptions, in order."""
    barrier = Barrier(len(calls))

    def run(call: Callable[[], object]) -> object:
        try:
            barrier.wait(timeout=30)
            return call()
        except Exception as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def test_a38_twenty_guesses_at_once_are_five_tries() -> None:
    token = ask()
    code = last_code(CLAIRE)
    guess = wrong(code)
    outcomes = at_once([lambda: verify(token, guess)] * 20)
    assert Counter(type(o).__name__ for o in outcomes) == {"CodeWrong": 4, "CodeSpent": 16}
    assert AddressProof.objects.get().tries == 5
    assert type(at_once([lambda: verify(token, code)])[0]).__name__ == "CodeSpent"


def test_the_right_code_typed_twice_at_once_proves_once() -> None:
    token = ask()
    code = last_code(CLAIRE)
    outcomes = at_once([lambda: verify(token, code)] * 6)
    assert Counter(type(o).__name__ for o in outcomes) == {"int": 1, "ProofGone": 5}


def test_two_tabs_that_save_at_once_make_one_account() -> None:
    proof = prove()
    outcomes = at_once([lambda: save(proof)] * 6)
    assert Counter(type(o).__name__ for o in outcomes) == {"SavedPassword": 1, "ProofGone": 5}
    assert Account.objects.count() == EmailAddress.objects.count() == 1


def test_two_devices_that_save_at_once_make_one_account() -> None:
    first = prove()
    second = prove(at=later(seconds=1))
    outcomes = at_once([lambda: save(first), lambda: save(second)])
    assert Counter(type(o).__name__ for o in outcomes) == {"SavedPassword": 1, "ProofGone": 1}
    assert Account.objects.count() == EmailAddress.objects.count() == 1


def test_sends_at_once_never_pass_the_limit() -> None:
    outcomes = at_once([ask] * 8)
    assert sum(isinstance(o, TooManyCodes) for o in outcomes) == 5
    assert len(mails_to(CLAIRE)) == 3


def test_sign_in_guesses_at_once_are_all_counted() -> None:
    save(prove())

    def guess() -> object:
        return operations.sign_in(
            actor=NOBODY, address=CLAIRE, password="pas le bon", network=NETWORK, at=NOW
        )

    outcomes = at_once([guess] * 12)
    assert sum(isinstance(o, SignInRefused) for o in outcomes) == 3
    assert Attempt.objects.filter(kind="sign_in").count() == 3


def test_two_accounts_that_prove_one_address_at_once_do_not_share_it() -> None:
    accounts = [Account.objects.create_user(f"p{n}@exemple.ca", "x") for n in (1, 2)]
    proofs = [
        AddressProof.objects.create(
            token_hash=f"{n}" * 64,
            email=SECOND,
            purpose="add_address",
            case="unknown",
            state="proved",
            account=account,
            code_hash="0" * 64,
            code_sent_at=NOW,
            code_expires_at=NOW,
            proved_at=NOW,
        )
        for n, account in enumerate(accounts)
    ]
    outcomes = at_once(
        [
            lambda p=p: operations.add_address(
                actor=FamilyActor(p.account_id), proof_id=p.pk, language="", at=NOW
            )
            for p in proofs
        ]
    )
    assert Counter(type(o).__name__ for o in outcomes) == {"str": 1, "AddressTaken": 1}
    assert EmailAddress.objects.filter(email=SECOND, verified=True).count() == 1
