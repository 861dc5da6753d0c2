"""Proving an address by a code."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from preau.accounts import operations
from preau.accounts.enums import ProofCase, ProofState, Purpose
from preau.accounts.errors import (
    AddressInvalid,
    CodeMalformed,
    CodeSpent,
    CodeTooSoon,
    CodeWrong,
    ProofGone,
    TooManyCodes,
)
from preau.accounts.models import AddressProof
from preau.accounts.queries import proof_step
from preau.core.actors import SystemActor
from tests.accounts.asking import CLAIRE, NOW, ask, later, put_on_file, resend, verify
from tests.accounts.mailbox import code_in, last_code, last_token, mails_to, wrong
from tests.factories import make_account

pytestmark = pytest.mark.django_db


def test_the_code_of_the_mail_proves_the_address_once() -> None:
    put_on_file()
    token = ask()
    code = last_code(CLAIRE)
    assert len(code) == 7
    assert last_token(CLAIRE) == token
    proof = AddressProof.objects.get(pk=verify(token, code))
    assert (proof.state, proof.proved_at, proof.email) == (ProofState.PROVED, NOW, CLAIRE)
    with pytest.raises(ProofGone):
        verify(token, code)


def test_nothing_of_the_database_tells_the_code_or_the_token() -> None:
    put_on_file()
    token = ask()
    code = last_code(CLAIRE).replace("\u00a0", "")
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(p)::text FROM accounts_addressproof p")
        rows = "".join(row[0] for row in cursor.fetchall())
    assert token not in rows
    assert f'"{code}"' not in rows


@pytest.mark.parametrize(
    "address", ["", "claire", "claire@", "a b@exemple.ca", f"a@{'b' * 250}.ca"]
)
def test_an_address_that_is_none_is_told_at_once(address: str) -> None:
    with pytest.raises(AddressInvalid) as refused:
        ask(address)
    assert refused.value.fields == ("address",)
    assert not AddressProof.objects.exists()


def test_the_mail_goes_to_the_key_and_not_to_what_was_typed() -> None:
    put_on_file()
    ask("  Claire.NGO@Exemple.CA ")
    assert len(mails_to(CLAIRE)) == 1


@pytest.mark.parametrize(
    "address", ["claıre.ngo@exemple.ca", "сlaire.ngo@exemple.ca", "claire.ngo+1@exemple.ca"]
)
def test_a38_no_look_alike_and_no_tag_reaches_another_mailbox(address: str) -> None:
    put_on_file()
    ask(address)
    assert mails_to(CLAIRE) == []
    assert AddressProof.objects.get().case == ProofCase.UNKNOWN


def test_each_case_has_its_mail_and_only_mail_tells() -> None:
    put_on_file("a@exemple.ca")
    make_account("b@exemple.ca")
    for address in ("a@exemple.ca", "b@exemple.ca", "c@exemple.ca"):
        ask(address)
    subjects = {mails_to(f"{letter}@exemple.ca")[0].subject for letter in "abc"}
    assert len(subjects) == 3
    assert code_in(mails_to("a@exemple.ca")[0])
    assert code_in(mails_to("b@exemple.ca")[0])
    assert code_in(mails_to("c@exemple.ca")[0]) == ""


def test_a_closed_account_gets_no_code() -> None:
    make_account(CLAIRE, is_active=False)
    ask(purpose=Purpose.RESET)
    assert last_code(CLAIRE) == ""


def test_the_mail_speaks_the_chosen_language_else_the_body_s() -> None:
    put_on_file(language="en")
    ask()
    ask(language="fr-ca", at=later(minutes=1))
    assert [mail.language for mail in mails_to(CLAIRE)] == ["en", "fr-ca"]


def test_five_wrong_codes_void_the_right_one() -> None:
    put_on_file()
    token = ask()
    code = last_code(CLAIRE)
    for left in (4, 3, 2, 1):
        with pytest.raises(CodeWrong, match=str(left)):
            verify(token, wrong(code))
    with pytest.raises(CodeSpent):
        verify(token, wrong(code))
    with pytest.raises(CodeSpent):
        verify(token, code)
    assert AddressProof.objects.get().tries == 5


def test_what_is_no_code_costs_no_try() -> None:
    put_on_file()
    token = ask()
    for typed in ("", "12345", "1234567", "abcdef"):
        with pytest.raises(CodeMalformed):
            verify(token, typed)
    assert verify(token, last_code(CLAIRE))


def test_a_code_lives_ten_minutes() -> None:
    put_on_file()
    token = ask()
    with pytest.raises(CodeSpent):
        verify(token, last_code(CLAIRE), at=later(minutes=10))
    assert verify(token, last_code(CLAIRE), at=later(minutes=9, seconds=59))


def test_a_resend_voids_the_code_before_and_gives_five_new_tries() -> None:
    put_on_file()
    token = ask()
    first = last_code(CLAIRE)
    for _ in range(4):
        with pytest.raises(CodeWrong):
            verify(token, wrong(first))
    resend(token, at=later(seconds=30))
    second = last_code(CLAIRE)
    if first != second:
        with pytest.raises(CodeWrong, match="4"):
            verify(token, first, at=later(seconds=31))
    assert verify(token, second, at=later(seconds=31))


def test_a_resend_waits_thirty_seconds() -> None:
    put_on_file()
    token = ask()
    with pytest.raises(CodeTooSoon) as refused:
        resend(token, at=later(seconds=12))
    assert refused.value.seconds == 18
    assert len(mails_to(CLAIRE)) == 1


def test_asking_again_voids_the_earlier_walk() -> None:
    put_on_file()
    first = ask()
    code = last_code(CLAIRE)
    ask(at=later(minutes=1))
    with pytest.raises(ProofGone):
        verify(first, code, at=later(minutes=1))
    with pytest.raises(ProofGone):
        proof_step(first, at=later(minutes=1))


def test_three_codes_a_quarter_hour_and_ten_a_day_for_an_address() -> None:
    put_on_file()
    sent = 0
    for minute in range(0, 24 * 60, 6):
        try:
            ask(at=later(minutes=minute), network=f"net-{minute}")
            sent += 1
        except TooManyCodes:
            continue
    assert sent == 10
    ask(at=later(days=1, minutes=1))


def test_the_refusal_says_when_to_come_back() -> None:
    for _ in range(3):
        ask()
    with pytest.raises(TooManyCodes) as refused:
        ask(at=later(minutes=4))
    assert refused.value.minutes == 11
    ask(at=later(minutes=15, seconds=1))


@pytest.mark.parametrize("known", [True, False])
def test_a38_the_limit_is_the_same_for_known_and_unknown_addresses(known: bool) -> None:
    if known:
        make_account(CLAIRE)
    for _ in range(3):
        ask()
    with pytest.raises(TooManyCodes):
        ask(CLAIRE.upper())


def test_twenty_codes_an_hour_for_a_network() -> None:
    for number in range(20):
        ask(f"p{number}@exemple.ca")
    with pytest.raises(TooManyCodes):
        ask("p20@exemple.ca")
    ask("p20@exemple.ca", network="203.0.113.0/24")


def test_a_resend_counts_as_a_code() -> None:
    put_on_file()
    token = ask()
    resend(token, at=later(seconds=40))
    resend(token, at=later(seconds=80))
    with pytest.raises(TooManyCodes):
        resend(token, at=later(seconds=120))


def test_no_code_is_right_for_an_address_that_no_school_holds() -> None:
    token = ask()
    for number in range(4):
        with pytest.raises(CodeWrong):
            verify(token, f"{number:06d}")


def test_a_token_that_never_was_opens_nothing() -> None:
    with pytest.raises(ProofGone):
        proof_step("A" * 43, at=NOW)
    with pytest.raises(ProofGone):
        verify("A" * 43, "123456")


def test_the_page_lives_a_day() -> None:
    token = ask()
    assert proof_step(token, at=later(hours=23)).code_is_spent
    with pytest.raises(ProofGone):
        proof_step(token, at=later(hours=24))


def test_old_proofs_are_forgotten() -> None:
    ask()
    ask("nouvelle@exemple.ca", at=later(days=3))
    assert operations.forget_proofs(actor=SystemActor(), before=later(days=1)) == 1
    assert AddressProof.objects.get().email == "nouvelle@exemple.ca"


def statement_of(sql: str) -> str:
    """The statement without its values."""
    return re.sub(r"'[^']*'|\bs\d+_x\d+|\d+", "?", sql)[:60]


def test_every_case_runs_the_same_statements() -> None:
    put_on_file("a@exemple.ca")
    make_account("b@exemple.ca")
    shapes = []
    for address in ("a@exemple.ca", "b@exemple.ca", "c@exemple.ca"):
        with CaptureQueriesContext(connection) as ran:
            ask(address)
        shapes.append([statement_of(query["sql"]) for query in ran])
    assert len(shapes[0]) > 8
    assert shapes[0] == shapes[1] == shapes[2]
