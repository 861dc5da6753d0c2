"""Reads about bodies and schools: public facts, the same for everybody."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models import Prefetch

from preau.boards.models import Board, School, SchoolContact
from preau.core.text import fold_search

# No body has so long a name; each word typed is looked for in every body.
LONGEST_SEARCH = 150


@dataclass(frozen=True)
class BodyRow:
    """A body as the list shows it. `aliases` are the other names it is found under."""

    id: int
    code: str
    name: str
    aliases: str
    is_subscribed: bool


_NAMED_LIKE = """
SELECT id, code, CASE WHEN %s AND name_en <> '' THEN name_en ELSE name END,
       concat_ws(' · ', short_name, former_name, nullif(name_en, ''), name), is_subscribed
FROM boards_board
WHERE %s = '' OR (
  SELECT bool_and(preau_fold(concat_ws(' ', name, name_en, former_name, short_name, code))
                  LIKE '%%' || word || '%%')
  FROM unnest(string_to_array(%s, ' ')) AS word)
ORDER BY is_subscribed DESC, preau_fold(name)
"""


def bodies_named_like(text: str, *, english: bool = False) -> list[BodyRow]:
    """Bodies whose names, old and new, hold every word of `text`; all of them when it is empty."""
    folded = fold_search(text[:LONGEST_SEARCH])
    with connection.cursor() as cursor:
        cursor.execute(_NAMED_LIKE, [english, folded, folded])
        return [BodyRow(*row) for row in cursor.fetchall()]


def subscribed_board(code: str) -> Board | None:
    """The subscribed body of that code."""
    return Board.objects.filter(code=code, is_subscribed=True).first()


def subscribed_boards() -> list[Board]:
    """The bodies that one can call: those that subscribe, by name."""
    return list(Board.objects.filter(is_subscribed=True).order_by("name", "id"))


def schools_to_contact(school_ids: Sequence[int]) -> list[School]:
    """Schools with their body and the contacts they chose to show: two statements."""
    contacts = Prefetch("contacts", SchoolContact.objects.order_by("position"))
    return list(
        School.objects.filter(id__in=school_ids)
        .select_related("board")
        .prefetch_related(contacts)
        .order_by("name", "id")
    )
