"""The list of school bodies, found by old and new names."""

import pytest
from django.db import connection

from preau.boards.queries import bodies_named_like
from tests.factories import make_board

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("Commission scolaire Marie-Victorin", "864000"),
        ("marie victorin", "864000"),
        ("MARIE-VICTORIN centre", "864000"),
        ("coeur-des-vallees", "773000"),
        ("riverside", "884000"),
        ("english montreal school board", "887000"),
        ("864000", "864000"),
    ],
)
def test_a_body_is_found_by_any_of_its_names(typed: str, code: str) -> None:
    assert [b.code for b in bodies_named_like(typed)] == [code]


def test_all_bodies_are_listed_subscribed_first() -> None:
    make_board("888000", name="Lester", short_name="Lester")
    bodies = bodies_named_like("")
    assert len(bodies) == 72
    assert [b.code for b in bodies if b.is_subscribed] == [bodies[0].code] == ["888000"]


@pytest.mark.parametrize("typed", ["'; DROP TABLE boards_board; --", "%", "_", "\\", "zzz"])
def test_a01_a_search_is_only_a_search(typed: str) -> None:
    assert len(bodies_named_like(typed)) in (0, 72)
    assert len(bodies_named_like("")) == 72


def test_a44_a_search_of_ten_thousand_words_costs_no_more_than_a_name() -> None:
    """Each word is looked for in every body: one GET kept the database busy half a minute."""
    sent: list[int] = []

    def measure(execute, sql, params, many, context):
        sent.append(sum(len(str(p)) for p in params or ()))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(measure):
        bodies_named_like("a " * 10_000)
    assert max(sent) < 1000


def test_the_english_name_is_shown_in_english() -> None:
    names = {b.code: b.name for b in bodies_named_like("", english=True)}
    assert names["884000"] == "Riverside School Board"
