"""Codes as people type and paste them."""

from hypothesis import given
from hypothesis import strategies as st

from preau.accounts import codes

SEPARATORS = st.text(alphabet=" \u00a0\u202f\u2009-‐‑–\t\n\u200b", max_size=3)
DIGITS = st.text(alphabet="0123456789", min_size=6, max_size=6)


@given(code=DIGITS, gaps=st.lists(SEPARATORS, min_size=7, max_size=7))
def test_spaces_hyphens_and_invisible_signs_do_not_count(code: str, gaps: list[str]) -> None:
    typed = gaps[0] + "".join(d + gap for d, gap in zip(code, gaps[1:], strict=True))
    assert codes.read_code(typed) == code


@given(code=DIGITS)
def test_digits_of_other_keyboards_count(code: str) -> None:
    wide = "".join(chr(0xFF10 + int(d)) for d in code)
    arabic = "".join(chr(0x0660 + int(d)) for d in code)
    assert codes.read_code(wide) == codes.read_code(arabic) == code


@given(typed=st.text(max_size=30))
def test_anything_else_is_six_ascii_digits_or_nothing(typed: str) -> None:
    read = codes.read_code(typed)
    assert read == "" or (len(read) == 6 and read.isascii() and read.isdigit())


@given(typed=st.text(alphabet="0123456789", max_size=12).filter(lambda t: len(t) != 6))
def test_fewer_or_more_digits_are_no_code(typed: str) -> None:
    assert codes.read_code(typed) == ""


def test_a_letter_or_a_superscript_is_not_dropped_silently() -> None:
    assert codes.read_code("12345A") == codes.read_code("½12345") == ""


def test_a38_a_code_is_worth_something_for_its_own_proof_only() -> None:
    kept = codes.code_hash("123456", "proof-one")
    assert codes.code_matches("123456", "proof-one", kept)
    assert not codes.code_matches("123456", "proof-two", kept)
    assert not codes.code_matches("123457", "proof-one", kept)
    assert "123456" not in kept


def test_codes_are_six_digits_and_tokens_are_long_and_never_twice_the_same() -> None:
    drawn = {codes.new_code() for _ in range(300)}
    assert all(codes.read_code(code) == code for code in drawn)
    assert len(drawn) > 290
    tokens = {codes.new_token() for _ in range(300)}
    assert len(tokens) == 300
    assert all(len(token) >= 43 for token in tokens)


def test_an_unguessable_hash_looks_like_any_other() -> None:
    assert len(codes.unguessable_hash()) == len(codes.code_hash("123456", "p"))
