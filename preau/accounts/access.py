"""Which addresses an actor may touch: those of its own account, and the main one stays."""

from allauth.account.models import EmailAddress

from preau.core.actors import FamilyActor
from preau.core.errors import NotVisible


def require_removable(actor: FamilyActor, address_id: int) -> EmailAddress:
    """The actor's own address, not its main one. Raises NotVisible for any other."""
    own = EmailAddress.objects.filter(user_id=actor.account_id, primary=False)
    found = own.select_for_update().filter(pk=address_id).first()
    if found is None:
        raise NotVisible
    return found
