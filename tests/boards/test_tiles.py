"""Tiles asked together: one statement, values of their own, and no failure that is hidden."""

from datetime import UTC, datetime

import pytest
from django.db import ProgrammingError, transaction

from preau.boards.enums import SwitchKey
from preau.boards.tiles import Tile, TileFacts, TileSubject, ask

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 19, 12, tzinfo=UTC)
CHILDREN = [TileSubject(1, 10, None), TileSubject(2, 10, None)]


def make_tile(key: SwitchKey, question: str, word: str = "") -> Tile:
    def values(subjects, at):
        return {"students": [s.student_id for s in subjects], "word": word}

    def answer(subjects, at, rows):
        return {row["id"]: TileFacts(answer=row["said"]) for row in rows}

    return Tile(key, "Titre", "mail", question, values, answer)


SAYS = """
SELECT id, %(word)s || '100%%' AS said
FROM unnest(%(students)s::bigint[]) id ORDER BY id DESC
"""


def answers(found) -> dict[str, dict[int, str]]:
    return {tile.key: {n: f.answer for n, f in facts.items()} for tile, facts in found.items()}


def test_all_tiles_are_asked_in_one_statement_each_with_its_own_values(
    django_assert_num_queries,
) -> None:
    agenda = make_tile(SwitchKey.TILE_AGENDA, SAYS, "a")
    file = make_tile(SwitchKey.TILE_FILE, f"WITH said AS ({SAYS}) SELECT * FROM said", "f")
    with django_assert_num_queries(1):
        found = ask([(agenda, CHILDREN), (file, CHILDREN[1:])], AT)
    assert answers(found) == {
        "tile.agenda": {1: "a100%", 2: "a100%"},
        "tile.file": {2: "f100%"},
    }


def test_a_tile_of_no_child_is_not_asked(django_assert_num_queries) -> None:
    broken = make_tile(SwitchKey.TILE_FILE, "SELECT nothing_of_the_kind")
    with django_assert_num_queries(0):
        assert ask([(broken, [])], AT) == {}


def test_a_tile_without_rows_still_answers() -> None:
    tile = make_tile(SwitchKey.TILE_FILE, SAYS + " LIMIT 0")
    assert ask([(tile, CHILDREN)], AT) == {tile: {}}


def test_a_broken_tile_is_not_hidden_by_the_others() -> None:
    good = make_tile(SwitchKey.TILE_AGENDA, SAYS)
    broken = make_tile(SwitchKey.TILE_FILE, "SELECT nothing_of_the_kind")
    with pytest.raises(ProgrammingError, match="nothing_of_the_kind"), transaction.atomic():
        ask([(good, CHILDREN), (broken, CHILDREN)], AT)


def test_a_hostile_value_stays_a_value() -> None:
    word = "'); DROP TABLE boards_board; -- %(students)s %s \\"
    tile = make_tile(SwitchKey.TILE_FILE, SAYS, word)
    assert answers(ask([(tile, CHILDREN[:1])], AT)) == {"tile.file": {1: f"{word}100%"}}
