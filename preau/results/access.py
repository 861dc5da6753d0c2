"""Who may read results. An absent one, a stranger's and one before its hour are the same.

The database shows published cards of a family's pupils, there or gone, where the school shows
results. Travaux and choices are of pupils who are there alone.
"""

from datetime import date, datetime

from preau.boards.enums import SwitchKey
from preau.core.actors import Actor
from preau.core.errors import NotVisible
from preau.people.access import require_family, visible_child
from preau.people.enums import Right
from preau.people.queries import ChildRow
from preau.results.queries.cards import CardRow, cards_like, cards_of


def visible_results(
    actor: Actor, student_id: int, *, at: datetime
) -> tuple[ChildRow, list[ChildRow], bool]:
    """A child who is there, its siblings, and whether its school shows results. Or NotVisible."""
    child, siblings = visible_child(actor, student_id, Right.RESULTS)
    allowed = [one for one in siblings if one.allows(Right.RESULTS)]
    return child, allowed, child.switches.is_on(SwitchKey.TILE_RESULTS, at=at)


def visible_card(actor: Actor, card_id: int, *, today: date) -> tuple[CardRow, list[CardRow]]:
    """A published card, and those of its year up to it. Raises NotVisible."""
    require_family(actor)
    cards = cards_like(card_id, today=today)
    card = next((one for one in cards if one.id == card_id), None)
    if card is None:
        raise NotVisible
    return card, [one for one in cards if one.starts_on <= card.starts_on]


def visible_archive(actor: Actor, student_id: int, *, today: date) -> list[CardRow]:
    """All the published cards of a pupil, there or gone. Raises NotVisible when there is none."""
    require_family(actor)
    cards = cards_of(student_id, today=today)
    if not cards:
        raise NotVisible
    return cards
