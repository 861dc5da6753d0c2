"""Fiche and code permanent: forms accepted, traps refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from preau.people.enums import NumberKind
from preau.people.numbers import (
    looks_like_health_number,
    masked_code,
    parse_number,
    shown_code,
)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1234567", "1234567"),
        (" 12 345-67 ", "1234567"),
        ("0001234", "1234"),
        ("7", "7"),
        ("12–34", "1234"),
    ],
)
def test_a_fiche_is_known_by_its_value(text: str, value: str) -> None:
    number = parse_number(text)
    assert number is not None
    assert (number.kind, number.value) == (NumberKind.FICHE, value)


@pytest.mark.parametrize(
    "text", ["trel67031412", "TREL 6703 1412", "TREL-670314-12", "\u00a0TREL67031412\n"]
)
def test_a_code_permanent_is_known_in_any_spacing(text: str) -> None:
    number = parse_number(text)
    assert number is not None
    assert (number.kind, number.value) == (NumberKind.CODE_PERMANENT, "TREL67031412")


def test_ten_characters_are_a_code_of_their_own() -> None:
    number = parse_number("TREL670314")
    assert number is not None
    assert number.value == "TREL670314"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "0000000",
        "12345678",
        "1_000",
        "١٢٣",
        "+12",
        "12.5",
        "TREL6703141",
        "TRÉL67031412",
        "ТREL67031412",
        "TREL6703141Z",
        "TREL670314123",
    ],
)
def test_other_forms_are_none(text: str) -> None:
    assert parse_number(text) is None


@given(st.text(max_size=30))
def test_parsing_never_fails_and_yields_ascii(text: str) -> None:
    number = parse_number(text)
    assert number is None or (number.value.isascii() and number.value.isalnum())


def test_a_health_card_is_recognised_as_a_likely_mistake() -> None:
    assert looks_like_health_number(parse_number("TREL14030512"))  # type: ignore[arg-type]
    assert not looks_like_health_number(parse_number("TREL67031412"))  # type: ignore[arg-type]


def test_the_code_is_masked_past_its_letters() -> None:
    assert masked_code("TREL67031412") == "TREL •••• ••••"
    assert masked_code("TREL670314") == "TREL •••• ••"
    assert shown_code("TREL67031412") == "TREL 6703 1412"
