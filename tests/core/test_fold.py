"""The search function of the database agrees with its Python twin, without any extension."""

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from preau.core.text import fold_search

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def folded(text: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT preau_fold(%s)", [text])
        return cursor.fetchone()[0]


@pytest.mark.parametrize(
    ("text", "key"),
    [
        (
            "Centre de services scolaire Marie-Victorin",
            "centre de services scolaire marie victorin",
        ),
        ("Cœur-des-Vallées", "coeur des vallees"),
        ("ŒUVRE Æsop", "oeuvre aesop"),
        ("  L’Érablière  ", "l erabliere"),
        ("E\u0301cole", "ecole"),
    ],
)
def test_accents_case_and_punctuation_do_not_count(text: str, key: str) -> None:
    assert folded(text) == fold_search(text) == key


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.sampled_from("aàâäbcçdeéèêëfghiîïjkLÉÔœŒæ -’'.,12"), max_size=20).map("".join))
def test_both_fold_alike(text: str) -> None:
    assert folded(text) == fold_search(text)


def test_no_extension_is_asked_for() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT extname FROM pg_extension")
        assert cursor.fetchall() == [("plpgsql",)]
