"""Whose agenda, whose calendar feed. An absent one and a stranger's are the same."""

from datetime import datetime

from preau.agenda.queries import FeedRow, live_feeds
from preau.boards.enums import SwitchKey
from preau.core.actors import Actor
from preau.core.errors import NotVisible
from preau.people.access import require_family, visible_children
from preau.people.enums import Right
from preau.people.queries import ChildRow


def children_with_agenda(actor: Actor) -> list[ChildRow]:
    """The children of whom no judgment takes the agenda away."""
    return [child for child in visible_children(actor) if child.allows(Right.AGENDA)]


def shows_agenda(child: ChildRow, *, at: datetime) -> bool:
    """Whether the child's school offers the tile."""
    return child.switches.is_on(SwitchKey.TILE_AGENDA, at=at)


def visible_feed(actor: Actor, feed_id: int) -> FeedRow:
    """A live feed of the actor. Raises NotVisible."""
    require_family(actor)
    found = live_feeds(feed_id)
    if not found:
        raise NotVisible
    return found[0]
