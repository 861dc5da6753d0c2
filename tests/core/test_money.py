"""Money written as people read it, and shared without losing or making a cent."""

from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from preau.core.money import money, money_in, share

CENTS = st.integers(min_value=-(10**12), max_value=10**12)
WEIGHTS = st.lists(st.integers(min_value=0, max_value=10**6), min_size=1, max_size=12).filter(any)


@pytest.mark.parametrize(
    ("cents", "french", "english"),
    [
        (0, "0,00\u00a0$", "$0.00"),
        (5, "0,05\u00a0$", "$0.05"),
        (1250, "12,50\u00a0$", "$12.50"),
        (-1250, "\u221212,50\u00a0$", "\u2212$12.50"),
        (123456789, "1\u00a0234\u00a0567,89\u00a0$", "$1,234,567.89"),
    ],
)
def test_is_written_as_in_each_language(cents: int, french: str, english: str) -> None:
    assert money_in("fr", cents) == french
    assert money_in("en", cents) == english


def test_follows_the_active_language() -> None:
    with translation.override("fr-ca"):
        assert money(100) == "1,00\u00a0$"
    with translation.override("en"):
        assert money(100) == "$1.00"


@given(CENTS, WEIGHTS)
def test_a_share_conserves_every_cent(cents: int, weights: list[int]) -> None:
    parts = share(cents, weights)
    assert sum(parts) == cents
    assert len(parts) == len(weights)


@given(CENTS, WEIGHTS)
def test_a_part_is_less_than_a_cent_from_its_weight(cents: int, weights: list[int]) -> None:
    whole = sum(weights)
    for part, weight in zip(share(cents, weights), weights, strict=True):
        assert abs(part * whole - cents * weight) < whole
        assert weight or not part


@given(CENTS, WEIGHTS)
def test_a_debt_is_shared_as_its_credit(cents: int, weights: list[int]) -> None:
    assert share(-cents, weights) == [-part for part in share(cents, weights)]


def test_the_odd_cent_goes_to_the_first_of_equals() -> None:
    assert share(1001, [1, 1]) == [501, 500]
    assert share(100, [Decimal("33.3"), Decimal("33.3"), Decimal("33.4")]) == [33, 33, 34]


@pytest.mark.parametrize("weights", [[], [0, 0], [1, -1], [2, -1]])
def test_refuses_weights_that_share_nothing(weights: list[int]) -> None:
    with pytest.raises(ValueError, match="weights"):
        share(100, weights)
