"""Who may see which child. Objects are reached only through these functions.

The database already shows a family nothing but its confirmed children; here an absent one becomes
`NotVisible`, the same for a child that does not exist and for somebody else's.
"""

from preau.core.actors import Actor, FamilyActor
from preau.core.errors import NotVisible
from preau.people.enums import Right
from preau.people.queries import ChildRow, children_of_family


def require_family(actor: Actor) -> FamilyActor:
    """The actor when it is a signed-in account. Raises NotVisible."""
    if not isinstance(actor, FamilyActor):
        raise NotVisible
    return actor


def visible_children(actor: Actor) -> list[ChildRow]:
    """The children that the account confirmed and may still see."""
    require_family(actor)
    return children_of_family()


def visible_child(
    actor: Actor, student_id: int, right: Right = Right.FILE
) -> tuple[ChildRow, list[ChildRow]]:
    """One child and all its siblings in scope, itself included. Raises NotVisible."""
    children = visible_children(actor)
    child = next((c for c in children if c.id == student_id and c.allows(right)), None)
    if child is None:
        raise NotVisible
    return child, children
